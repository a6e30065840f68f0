"""Automations as people write them: YAML that Home Assistant itself reads, checks and runs."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from .acting import device_of
from .conftest import BASIL, Bench

# What an automation says that it was told, where it has nothing else to do.
SAY = """
actions:
  - event: said
    event_data:
      plant: "{{ trigger.plant_name }}"
      device: "{{ trigger.device_id }}"
      ml: "{{ trigger.ml | default }}"
      reason: "{{ trigger.reason | default }}"
      moisture: "{{ trigger.moisture | default }}"
"""


class Said(list[dict[str, str]]):
    """What the automations have said."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen from now on."""
        super().__init__()
        self.events: list[Event] = []
        hass.bus.async_listen("said", self._hear)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self.append(dict(event.data))

    @property
    def plants(self) -> list[str]:
        """Of which plants it was."""
        return [said["plant"] for said in self]


async def automate(bench: Bench, automation: str) -> Said:
    """Load an automation that Home Assistant finds right; `$BASIL` is the basil's device."""
    hass = bench.hass
    said = Said(hass)
    assert await load(bench, automation) == "on"
    return said


async def load(bench: Bench, automation: str) -> str:
    """Load an automation; on, or unavailable if Home Assistant refuses it."""
    written = automation if "actions:" in automation else automation + SAY
    known = bench.coordinator.plants
    basil = BASIL if BASIL in known else next(iter(known))
    config: Any = parse_yaml(written.replace("$BASIL", device_of(bench, basil)))
    assert await async_setup_component(bench.hass, "automation", {"automation": {**config, "alias": "Test"}})
    await bench.hass.async_block_till_done()
    state = bench.hass.states.get("automation.test")
    assert state
    return state.state


def entity_of(bench: Bench, key: str, subject: str = BASIL, domain: str = "") -> str:
    """The entity of a plant by its key."""
    return str(bench.state(key, subject, domain).entity_id)


async def end(bench: Bench) -> None:
    """Leave no clock behind that the automation waits for."""
    await bench.hass.services.async_call("automation", "turn_off", {"entity_id": "automation.test"}, blocking=True)
