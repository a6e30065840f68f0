"""What a plant hangs on: its probes and its outlet."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry, SubentryFlowResult
from homeassistant.const import ATTR_DEVICE_CLASS
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .channels import field_of, merged, part_channels, split, with_channels
from .const import CONF_KIND, KIND_DEMO, SUBENTRY_SUPPLY
from .domain.readings import Measure
from .fields import PROBE_DOMAINS, number, numeric_entities, outlet, outlets_in_use, told_now
from .garden import entity_of
from .plant_form import FLOW_ML_S, WIRING, PlantForms
from .plant_summary import markdown
from .waterworks import supply_state

PROBE = "{}_probe"
BACKUP = "moisture_backup"
TOLD_AT_MOST = 10


class WiringSteps(PlantForms, ABC):
    """The steps in which a plant's probes and its outlet are named."""

    _doubtful: list[str]

    @abstractmethod
    async def async_step_care(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Go on to how the plant is cared for."""

    async def async_step_wiring(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Name the plant's probes and its outlet."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answer, errors = merged(user_input)
            probes = {m: answer[key] for m in Measure if (key := PROBE.format(m)) in answer}
            backups = {"backups": {Measure.MOISTURE: answer[BACKUP]}} if BACKUP in answer else {}
            self._replace(WIRING, {**answer, "probes": probes, **backups})
            errors |= self._errors(WIRING) | self._wiring_errors()
            if not errors:
                chosen = (probes.get(Measure.MOISTURE), answer.get(BACKUP))
                self._doubtful = [entity for entity in map(entity_of, chosen) if entity and self._not_moisture(entity)]
                return await (self.async_step_not_moisture() if self._doubtful else self.async_step_care())
        return self._ask_wiring(errors)

    def _ask_wiring(self, errors: dict[str, str]) -> SubentryFlowResult:
        shown = {PROBE.format(measure): entity for measure, entity in self._data.get("probes", {}).items()}
        if backup := self._data.get("backups", {}).get(Measure.MOISTURE):
            shown[BACKUP] = backup
        # An empty list would offer everything.
        named = filter(None, map(entity_of, shown.values()))
        offered = sorted({*numeric_entities(self.hass), *named}) or [""]
        probe = EntitySelector(EntitySelectorConfig(domain=list(PROBE_DOMAINS), include_entities=offered))
        supplies = [
            SelectOptionDict(value=subentry.subentry_id, label=self._supply_label(subentry))
            for subentry in self._get_entry().get_subentries_of_type(SUBENTRY_SUPPLY)
        ]
        schema: dict[Any, Any] = {}
        for measure in Measure:
            schema[vol.Optional(PROBE.format(measure))] = probe
            if measure is Measure.MOISTURE:
                schema[vol.Optional(BACKUP)] = probe
        if self._get_entry().data[CONF_KIND] != KIND_DEMO:
            # The garden's pumps water nothing; a real one has no place on its fast clock.
            schema[vol.Optional("outlet")] = outlet(self.hass)
        if supplies:
            schema[vol.Optional("supply")] = SelectSelector(
                SelectSelectorConfig(options=supplies, mode=SelectSelectorMode.DROPDOWN)
            )
        schema |= {
            vol.Required("flow_ml_s", default=10.0): number(*FLOW_ML_S, "mL/s"),
            vol.Required("flow_calibrated", default=False): BooleanSelector(),
            vol.Required("priming_s", default=0.0): number(0, 120, "s"),
        }
        parts = [*(PROBE.format(measure) for measure in Measure), BACKUP, "outlet"]
        choices = {part: part_channels(self._get_entry(), part) for part in parts}
        schema = with_channels(schema, choices)
        told = {"now": self._told_now([entity for entity in map(entity_of, shown.values()) if entity])}
        return self._form("wiring", vol.Schema(schema), split(self._data | shown), errors, placeholders=told)

    def _told_now(self, chosen: list[str]) -> str:
        """What the sensors that are chosen say now, and those that call themselves moisture sensors."""
        alike = [entity for entity in numeric_entities(self.hass) if not self._not_moisture(entity)]
        lines = [told_now(self.hass, entity) for entity in dict.fromkeys([*chosen, *alike])]
        return "\n".join(f"- {markdown(line)}" for line in lines[:TOLD_AT_MOST]) or "—"

    def _supply_label(self, subentry: ConfigSubentry) -> str:
        """A supply by its name, with what is left in its tank."""
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED or subentry.subentry_id not in entry.runtime_data.supplies:
            return subentry.title
        level = supply_state(entry.runtime_data, subentry.subentry_id).tank_ml
        return subentry.title if level is None else f"{subentry.title} · {level / 1_000:.1f} L"

    async def async_step_not_moisture(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Warn of each sensor that doesn't call itself a moisture sensor; it may be one all the same."""
        entity_id = self._doubtful[0]
        state = self.hass.states.get(entity_id)
        return self.async_show_menu(
            step_id="not_moisture",
            menu_options=["is_moisture", "other_sensor"],
            description_placeholders={
                "entity": state.name if state else entity_id,
                "value": state.state if state else "—",
            },
        )

    async def async_step_is_moisture(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Take a sensor at its owner's word."""
        del self._doubtful[0]
        return await (self.async_step_not_moisture() if self._doubtful else self.async_step_care())

    async def async_step_other_sensor(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose another one; the rest stays as it was written."""
        return self._ask_wiring({})

    def _wiring_errors(self) -> dict[str, str]:
        errors = {}
        outlet, backup = self._data.get("outlet"), self._data.get("backups", {}).get(Measure.MOISTURE)
        if outlet in outlets_in_use(self.hass, self._own_id()):
            errors[field_of("outlet", outlet)] = "outlet_in_use"
        if backup and backup == self._data["probes"].get(Measure.MOISTURE):
            errors[field_of(BACKUP, backup)] = "backup_same"
        return errors

    def _not_moisture(self, entity_id: str) -> bool:
        state = self.hass.states.get(entity_id)
        return state is not None and state.attributes.get(ATTR_DEVICE_CLASS) != SensorDeviceClass.MOISTURE
