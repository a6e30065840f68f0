"""A person at a form: what they answer, step by step."""

from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, SubentryFlowContext
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import OUTLET, PROBE, entities_entry

WHO = {"name": "Basil", "indoor": True, "substrate": "potting_soil", "enabled": True, "species": "ocimum_basilicum"}
WIRES = {
    "moisture_probe": PROBE,
    "outlet": OUTLET,
    "flow_ml_s": 10,
    "flow_calibrated": True,
    "priming_s": 0,
}
CARE = {"strategy": "moisture", "moisture_min": 30, "moisture_max": 60, "dose_ml": 100}


async def empty_hub(hass: HomeAssistant) -> MockConfigEntry:
    """An empty hub of existing entities, with things to choose from."""
    hass.states.async_set(PROBE, "41", {"device_class": "moisture", "unit_of_measurement": "%"})
    hass.states.async_set("sensor.second", "40", {"device_class": "moisture", "unit_of_measurement": "%"})
    hass.states.async_set("sensor.plain", "12")
    hass.states.async_set(OUTLET, "off")
    entry = entities_entry()
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    return entry


def fields_of(form: Any) -> set[str]:
    """The fields that a form shows."""
    return {str(key) for key in form["data_schema"].schema}


def suggested(form: Any) -> dict[str, Any]:
    """What a form's fields are filled with."""
    return {str(key): (key.description or {}).get("suggested_value") for key in form["data_schema"].schema}


class Steps:
    """A subentry flow, step by step."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> None:
        self.hass, self.entry, self.kind = hass, entry, kind
        self.now: Any = None

    async def start(self, subentry_id: str | None = None) -> Any:
        context = SubentryFlowContext(source=SOURCE_USER)
        if subentry_id:
            context = SubentryFlowContext(source=SOURCE_RECONFIGURE, subentry_id=subentry_id)
        self.now = await self.hass.config_entries.subentries.async_init(
            (self.entry.entry_id, self.kind), context=context
        )
        if subentry_id and self.kind == "plant":
            return await self.go({"next_step_id": "change"})
        return self.now

    async def go(self, answer: dict[str, Any]) -> Any:
        """Answer a step; whoever has answered the last one finds everything right."""
        await self.step(answer)
        return await self.step({}) if self.now.get("step_id") == "summary" else self.now

    async def step(self, answer: dict[str, Any]) -> Any:
        """Answer this step, and no other."""
        self.now = await self.hass.config_entries.subentries.async_configure(self.now["flow_id"], answer)
        await self.hass.async_block_till_done()
        return self.now

    async def all(self, *answers: dict[str, Any]) -> Any:
        """Begin anew and answer every step."""
        await self.start()
        for answer in answers:
            await self.go(answer)
        return self.now
