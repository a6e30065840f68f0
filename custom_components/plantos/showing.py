"""Showing plants as they are now: what is reckoned for them, and who follows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, callback

from .const import LOGGER
from .domain.snapshots import OutletState
from .resilience.turns import paced
from .statuses import Statuses

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


class Showing:
    """Shows the plants of one hub to whoever follows them."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nobody who follows."""
        self.statuses = Statuses(hub)
        self._hub = hub
        self._pumps: dict[str, OutletState] = {}
        self._followers: defaultdict[str, list[CALLBACK_TYPE]] = defaultdict(list)

    @callback
    def follow(self, plant_id: str, update: CALLBACK_TYPE) -> Callable[[], None]:
        """Call this whenever the plant is shown; returns what ends it."""
        followers = self._followers[plant_id]
        followers.append(update)
        return lambda: followers.remove(update)

    @callback
    def show(self, subject: str) -> None:
        """Show a plant as it is now, or where a supply or the hub changed all the plants that this concerns.

        Whoever closes an outlet shows it, so showing must never fail.
        """
        hub = self._hub
        if subject not in hub.plants:
            is_all = subject not in hub.supplies
            concerned = [each for each in hub.data if is_all or hub.plants[each].supply == subject]
            hub.spawn(self._show_each(concerned), f"show the plants of {subject}")
            return
        self._show(subject)
        pumps = {supply_id: hub.waterer.outlets.state(supply_id) for supply_id in hub.supplies}
        if pumps != self._pumps:
            # A plant that drinks tells of its supply only when the pump starts or stops.
            self._pumps = pumps
            hub.async_update_listeners()

    async def _show_each(self, plant_ids: Iterable[str]) -> None:
        async for plant_id in paced(plant_ids):
            self._show(plant_id)
        self._hub.async_update_listeners()

    def _show(self, plant_id: str) -> None:
        hub = self._hub
        try:
            snapshot = hub.snapshot(plant_id)
            hub.beginnings.keep(snapshot)
            hub.data[plant_id] = self.statuses.of(snapshot)
            hub.watch.hear(plant_id)
            for follow in list(self._followers[plant_id]):
                follow()
        except Exception:
            LOGGER.exception("Showing %s failed", hub.name_of(plant_id))
