"""What people can do about a repair: look, say so, and let PlantOS put right what it can."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from . import DATA_LEDGER
from .channels import field_of, merged, part_channels, with_channels
from .const import DOMAIN
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.readings import Measure
from .domain.reasons import Reason
from .fixes import FIXES, async_replace_sources, async_set_ledger_aside, async_trust_probe
from .garden import entity_of
from .sentences import sentence
from .sources import choice_of, data_of, refusal_of, source_of

type Errors = dict[str, str]


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """The flow that puts an issue right."""
    about = {key: str(value) for key, value in (data or {}).items()}
    match about["kind"]:
        case "ledger_damaged" | "ledger_newer":
            return LedgerFlow()
        case "probe_quarantined":
            return ProbeFlow(about)
        case "source_removed" | "channel_removed":
            return SourceFlow(about)
    return FixFlow(about)


class ConfirmFlow(RepairsFlow, ABC):
    """Asks whether somebody has looked, and says in words why a fix didn't help."""

    async def async_step_init(self, user_input: Mapping[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    @abstractmethod
    async def async_step_confirm(self, user_input: Mapping[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, and do it."""

    @property
    def is_over(self) -> bool:
        """Whether what was wrong has been put right meanwhile."""
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id) is None

    def show(self, fields: Mapping[Any, Any], errors: Errors | None = None, why: str = "") -> RepairsFlowResult:
        """The form, with what was wrong about the last answer."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        names = (issue and issue.translation_placeholders) or {}
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema(fields),
            errors=errors,
            description_placeholders={**names, "why": why},
        )

    def show_failure(self, fields: Mapping[Any, Any], error: HomeAssistantError) -> RepairsFlowResult:
        """The form, with an error in words."""
        why = str(error)
        if error.translation_key and error.translation_domain == DOMAIN:
            why = sentence(self.hass, Reason(error.translation_key, error.translation_placeholders or {}))
        return self.show(fields, {"base": "failed"}, why)


class FixFlow(ConfirmFlow):
    """Puts one kind of trouble of a hub right."""

    def __init__(self, about: Mapping[str, str]) -> None:
        """Know what it is about."""
        self._entry_id, self._kind, self._subject = about["entry_id"], about["kind"], about["subject"]

    @override
    async def async_step_confirm(self, user_input: Mapping[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, and do it."""
        entry: PlantosConfigEntry | None = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_set_up")
        hub = entry.runtime_data
        if user_input is None:
            return self.show(self.fields(hub))
        await hub.watch.async_look()
        if self.is_over:
            return self.async_create_entry(data={})
        try:
            errors = await self.fix(hub, user_input)
        except HomeAssistantError as error:
            return self.show_failure(self.fields(hub), error)
        if errors:
            return self.show(self.fields(hub), errors)
        await hub.watch.async_look()
        return self.async_create_entry(data={})

    def fields(self, hub: PlantosCoordinator) -> Mapping[Any, Any]:
        """What is asked for beside a yes."""
        return {}

    async def fix(self, hub: PlantosCoordinator, answer: Mapping[str, Any]) -> Errors:
        """Do what helps; returns what is wrong with the answer. Raises HomeAssistantError if it doesn't help."""
        await FIXES[self._kind](hub, self._subject)
        return {}


class SourceFlow(FixFlow):
    """Has another source chosen for one that is gone."""

    needs_one = True

    def __init__(self, about: Mapping[str, str]) -> None:
        """Know which part it is about."""
        super().__init__(about)
        self._owner_id, _, self._part = self._subject.rpartition(":")

    @override
    def fields(self, hub: PlantosCoordinator) -> Mapping[Any, Any]:
        """The part that needs another entity, or channel of a device where the hub has one that fits."""
        entities, channels = choice_of(self.hass, self._part), part_channels(hub.config_entry, self._part)
        if channels is None:
            return {vol.Required(self._part): entities}
        return with_channels({vol.Optional(self._part): entities}, {self._part: channels})

    @override
    async def fix(self, hub: PlantosCoordinator, answer: Mapping[str, Any]) -> Errors:
        """Take the sources that are new."""
        data = data_of(hub.config_entry, self._owner_id) or {}
        sources, errors = merged(answer)
        if not sources and self.needs_one:
            errors[self._part] = "nothing_chosen"
        for part, source in sources.items():
            if why := refusal_of(self.hass, self._owner_id, part, source):
                errors[field_of(part, source)] = why
        if not errors:
            await self.take(hub, {part: source for part, source in sources.items() if source != source_of(data, part)})
        return errors

    async def take(self, hub: PlantosCoordinator, chosen: Mapping[str, str]) -> None:
        """Let the plant or supply hang on what was chosen."""
        await async_replace_sources(hub, self._owner_id, chosen)


class ProbeFlow(SourceFlow):
    """Has another source chosen for a probe that can't be believed, or has it believed again."""

    needs_one = False

    @override
    def fields(self, hub: PlantosCoordinator) -> Mapping[Any, Any]:
        """The probe and its backup, as they are now."""
        data = hub.config_entry.subentries[self._owner_id].data
        known = {part: source_of(data, part) for part in (f"{self._part}_probe", f"{self._part}_backup")}
        parts = {part: now for part, now in known.items() if now or part.endswith("_probe")}
        entities = {
            vol.Optional(part, description={"suggested_value": entity_of(now)}): choice_of(
                self.hass, part, entity_of(now)
            )
            for part, now in parts.items()
        }
        return with_channels(entities, {part: part_channels(hub.config_entry, part) for part in parts})

    @override
    async def take(self, hub: PlantosCoordinator, chosen: Mapping[str, str]) -> None:
        """Another probe needs no trust yet; the same one is given it anew."""
        if chosen:
            await super().take(hub, chosen)
        else:
            await async_trust_probe(hub, self._owner_id, Measure(self._part))


class LedgerFlow(ConfirmFlow):
    """Keeps a ledger that can't be used under another name and begins a new one."""

    @override
    async def async_step_confirm(self, user_input: Mapping[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, and do it."""
        if user_input is None:
            return self.show({})
        if self.is_over:
            return self.async_abort(reason="works_again")
        try:
            aside = await async_set_ledger_aside(self.hass, self.hass.data[DATA_LEDGER])
        except HomeAssistantError as error:
            return self.show_failure({}, error)
        if aside is None:
            return self.show({}, {"base": "busy"})
        return self.async_create_entry(data={}, description_placeholders={"file": aside.name})
