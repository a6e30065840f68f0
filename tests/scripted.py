"""Devices that do what the script says: outlets that obey, lie, hang, refuse or vanish, and meters over them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import setup_test_component_platform


class ScriptedOutlet(SwitchEntity):
    """A switch. `on_open` and `on_close` say how it takes the next commands.

    obey: follow; ignore: accept and do nothing; defy: say again what it was; lie: say it followed and do nothing;
    late: follow once it is released; refuse: raise; crash: raise what nobody expects; hang: don't answer before it
    is released, and do nothing then.
    """

    _attr_should_poll = False

    def __init__(self, name: str, *, flowing: bool = False, available: bool = True) -> None:
        """Stand as it was left."""
        self._attr_name = name
        self._attr_unique_id = name
        self.on_open = self.on_close = "obey"
        self.flowing = self._attr_is_on = flowing
        self._attr_available = available
        self.said: list[str] = []
        self._released = asyncio.Event()
        self._hanging = 0

    def show(self, *, on: bool) -> None:
        """Let the entity say this, whatever is true."""
        self._attr_is_on = on
        self.async_write_ha_state()

    def vanish(self) -> None:
        """Lose the connection."""
        self._attr_available = False
        self.async_write_ha_state()

    def appear(self) -> None:
        """Come back, in the state it is in."""
        self._attr_available = True
        self.show(on=self.flowing)

    def release(self) -> None:
        """Answer all that hangs, and obey from now on."""
        self.on_open = self.on_close = "obey"
        self._released.set()

    @property
    def stubborn(self) -> bool:
        """Whether somebody may be waiting for it in vain."""
        return self._hanging > 0 or (self.on_open, self.on_close) != ("obey", "obey")

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Take an open command."""
        await self._take("on", self.on_open)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Take a close command."""
        await self._take("off", self.on_close)

    async def _take(self, command: str, manner: str) -> None:
        self.said.append(command)
        match manner:
            case "obey":
                self.flowing = command == "on"
                self.show(on=self.flowing)
            case "defy":
                self.show(on=self.flowing)
            case "lie":
                self.show(on=command == "on")
            case "refuse":
                raise HomeAssistantError("refused")
            case "crash":
                raise ZeroDivisionError
            case "hang" | "late":
                self._hanging += 1
                try:
                    await self._released.wait()
                finally:
                    self._hanging -= 1
                if manner == "late":
                    self.flowing = command == "on"
                    self.show(on=self.flowing)


# ml, or ml/s, in one of each.
METER_UNITS = {"L": 1_000.0, "gal": 3_785.411784, "m³": 1_000_000.0, "L/min": 1_000.0 / 60}


@dataclass
class ScriptedMeter:
    """A flow meter that counts what `flow` (ml/s) says, in steps of `step_ml`, and tells of it every `every_s`."""

    hass: HomeAssistant
    entity_id: str
    flow: Callable[[], float]
    unit: str = "L"
    step_ml: float = 1.0
    every_s: float = 1.0
    counted_ml: float = 0.0
    _quiet_s: float = 0.0

    def tell(self) -> None:
        """Say what it shows."""
        shown = self.flow() if "/" in self.unit else self.counted_ml // self.step_ml * self.step_ml
        value = shown / METER_UNITS[self.unit]
        self.hass.states.async_set(self.entity_id, str(round(value, 6)), {"unit_of_measurement": self.unit})

    def count(self, seconds: float) -> None:
        """Let time pass over it."""
        self.counted_ml += self.flow() * seconds
        self._quiet_s += seconds
        if self._quiet_s >= self.every_s:
            self._quiet_s = 0.0
            self.tell()


async def set_up_switches(hass: HomeAssistant, *outlets: ScriptedOutlet) -> None:
    """Add these outlets as real switch entities, `switch.<name>`."""
    setup_test_component_platform(hass, "switch", outlets)
    assert await async_setup_component(hass, "switch", {"switch": {"platform": "test"}})
    await hass.async_block_till_done()
