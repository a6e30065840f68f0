"""How a hub is: what is wrong becomes its repairs, and whether it is better or worse is told."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from homeassistant.core import callback
from homeassistant.helpers.debounce import Debouncer

from .const import LOGGER
from .domain.events import Event, EventType
from .domain.hub_health import assess_hub
from .events import async_tell
from .hardware import Fault
from .issues import in_words, show_issues
from .troubles import Lookout

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator

HOUR_S = 3_600.0
LOOK_AFTER_S = 1.0


class HealthWatch:
    """Watches over one hub: looks around with every poll, and soon after a plant has changed at what changed."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing seen."""
        self._hub = hub
        self._lookout = Lookout(hub)
        self._looking = Debouncer(
            hub.hass, LOGGER, cooldown=LOOK_AFTER_S, immediate=False, function=self.async_look_at_what_changed
        )
        self._exhausted: deque[tuple[float, int]] = deque([(0.0, 0)])
        self._over = False

    @callback
    def hear(self, plant_id: str) -> None:
        """A plant has changed; it is looked at soon."""
        self._lookout.hear(plant_id)
        self._looking.async_schedule_call()

    async def async_look(self) -> None:
        """Look around for what is wrong, show it, and tell when the hub is better or worse for it."""
        hub = self._hub
        for fault in hub.hardware.faults() if hub.hardware else ():
            if fault.fault is Fault.NOT_AUTHORIZED:
                hub.config_entry.async_start_reauth(hub.hass, data={"device_id": fault.device_id})
        self._count_exhausted()
        await self._show(around=True)

    async def async_look_at_what_changed(self) -> None:
        """Look again at the plants that have changed, and at the hub itself."""
        await self._show(around=False)

    async def _show(self, *, around: bool) -> None:
        if self._over:
            # What is wrong now comes of leaving.
            return
        hub = self._hub
        hub.troubles = await self._lookout.look(around=around)
        show_issues(hub.hass, hub.config_entry.entry_id, hub.troubles)
        hub.notifications.look()
        health, before = assess_hub(hub.troubles), hub.health
        if health == before:
            return
        hub.health = health
        if health.status is not before.status:
            data = {
                "status": health.status,
                "before": before.status,
                "reasons": ", ".join(health.reasons),
                "in_words": in_words(hub.hass, hub.troubles),
            }
            await async_tell(
                hub,
                Event(
                    type=EventType.HEALTH_CHANGED,
                    plant_id=hub.config_entry.entry_id,
                    plant_name=hub.name,
                    occurred_at=hub.clock.now(),
                    data=data,
                ),
            )
        hub.async_update_listeners()

    def _count_exhausted(self) -> None:
        now = self._hub.clock.monotonic()
        self._exhausted.append((now, self._hub.waterer.breakers.exhausted()))
        while now - self._exhausted[0][0] > HOUR_S and len(self._exhausted) > 1:
            self._exhausted.popleft()

    def retries_exhausted(self) -> int:
        """How many calls to devices failed to the end of their attempts within the last hour."""
        return self._exhausted[-1][1] - self._exhausted[0][1]

    @callback
    def end(self) -> None:
        """Look no more."""
        self._looking.async_shutdown()
        self._over = True
