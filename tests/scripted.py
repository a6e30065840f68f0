"""Devices that do what the script says: outlets that obey, lie, hang, refuse or vanish."""

import asyncio
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import setup_test_component_platform


class ScriptedOutlet(SwitchEntity):
    """A switch. `on_open` and `on_close` say how it takes the next commands.

    obey: follow; ignore: accept and do nothing; defy: say again what it was; refuse: raise; hang: never answer.
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

    @property
    def stubborn(self) -> bool:
        """Whether somebody may be waiting for it in vain."""
        return (self.on_open, self.on_close) != ("obey", "obey")

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
            case "refuse":
                raise HomeAssistantError("refused")
            case "hang":
                await asyncio.Event().wait()


async def set_up_switches(hass: HomeAssistant, *outlets: ScriptedOutlet) -> None:
    """Add these outlets as real switch entities, `switch.<name>`."""
    setup_test_component_platform(hass, "switch", outlets)
    assert await async_setup_component(hass, "switch", {"switch": {"platform": "test"}})
    await hass.async_block_till_done()
