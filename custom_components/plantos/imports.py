"""Bringing plants that were exported into a hub: what they hang on is looked up there, and the rest is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.ulid import ulid_now
from pydantic import BaseModel, ConfigDict, ValidationError

from .channels import has_channel
from .const import CONF_KIND, DOMAIN, KIND_DEMO, SUBENTRY_PLANT, SUBENTRY_SPECIES, SUBENTRY_SUPPLY
from .domain.plants import Plant
from .domain.reasons import reason
from .domain.species import CATALOGUE, Species
from .domain.strategies import STRATEGIES
from .domain.supplies import Supply
from .exports import ID, sources
from .fields import PROBE_DOMAINS, outlets_in_use, own_entities
from .garden import PLANT_PARTS, SUPPLY_PARTS, devices_of, name_of, plant_of, rewired
from .hardware.devices import is_channel
from .hardware.entities import FLOAT_DOMAINS, OUTLET_DOMAINS
from .names import name_error, titles_of
from .plant_form import amount_errors
from .sentences import field_errors, refused

# What Home Assistant gives as an id, and nothing that could be mistaken for anything else.
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")

# What may be a part of a plant or supply; all others are probes.
DOMAINS: dict[str, tuple[str, ...]] = {
    "outlet": OUTLET_DOMAINS,
    "pump": OUTLET_DOMAINS,
    "tank": ("sensor", *FLOAT_DOMAINS),
    "flow_meter": ("sensor",),
    "leak": ("binary_sensor",),
}
# What was measured of a plant's own probes and outlet.
MEASURED = frozenset({"calibrations", "flow_calibrated", "priming_s"})


class Document(BaseModel):
    """What `exports.document` gives. Only the frame is checked here: what is wrong with a plant keeps no other out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    hub: str = ""
    config_entry_id: str
    kind: str
    plants: list[dict[str, Any]]
    supplies: list[dict[str, Any]] = []
    species: list[dict[str, Any]] = []
    devices: dict[str, str] = {}


@dataclass(slots=True)
class Arrival:
    """What became of one plant; `left_out` are the parts that this hub doesn't have or that another plant uses."""

    plant_id: str
    name: str
    result: str
    left_out: list[str] = field(default_factory=list)


class Importer:
    """One document on its way into one hub. What several plants share arrives with the first that needs it."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, document: Document) -> None:
        """Remember what came from where."""
        self._hass = hass
        self._entry = entry
        self._document = document
        self._comes_home = document.config_entry_id == entry.entry_id
        self._is_demo = entry.data[CONF_KIND] == KIND_DEMO
        self._packed: list[ConfigSubentry] = []
        here = {device.name: key for key, device in devices_of(entry).items()}
        self._devices = {key: key if key in here.values() else here.get(name) for key, name in document.devices.items()}

    def bring(self, given: Mapping[str, Any], *, replace: bool) -> Arrival:
        """Add a plant, or change the one that has its id or its name. Raises a translated error."""
        told = {key: value for key, value in given.items() if key != ID}
        told[CONF_NAME] = str(told.get(CONF_NAME, "")).strip()
        old = self._known(given.get(ID), told[CONF_NAME], SUBENTRY_PLANT)
        plant_id = old.subentry_id if old else self._free_id(given.get(ID))
        left_out: list[str] = []
        self._packed = []
        try:
            told = _tidy(plant_of(plant_id, told))
            plant = plant_of(plant_id, self._at_home(told, plant_id, left_out))
        except (ValidationError, TypeError) as error:
            fields = field_errors(error) if isinstance(error, ValidationError) else {"plants": ""}
            raise refused(reason("import_wrong_plant", plant=told[CONF_NAME], fields=", ".join(fields))) from error
        data = _tidy(plant)
        self._check(plant)
        if old and data == _tidy(plant_of(plant_id, {**old.data, **name_of(old)})):
            return Arrival(plant_id, plant.name, "unchanged")
        if old and not replace:
            raise refused(reason("import_plant_there", plant=plant.name))
        if not old:
            self._pack(plant_id, SUBENTRY_PLANT, plant.name, data)
        self._unpack()
        if old:
            self._hass.config_entries.async_update_subentry(self._entry, old, title=plant.name, data=data)
        return Arrival(plant_id, plant.name, "replaced" if old else "added", left_out)

    def _check(self, plant: Plant) -> None:
        """Raise what a form would have said."""
        wrong = list(amount_errors(plant.model_dump(exclude_none=True)))
        if plant.strategy not in STRATEGIES:
            wrong.append("strategy")
        if name_error(plant.name, titles_of(self._entry, SUBENTRY_PLANT, plant.plant_id)):
            wrong.append(CONF_NAME)
        if wrong:
            raise refused(reason("import_wrong_plant", plant=plant.name, fields=", ".join(wrong)))

    # --- what a plant hangs on ----------------------------------------------------------------------

    def _at_home(self, told: Mapping[str, Any], plant_id: str, left_out: list[str]) -> dict[str, Any]:
        """A plant's data with what it hangs on as this hub has it.

        It is watered by hand at first, unless it comes back to where it was and finds everything there. What was
        measured elsewhere of pumps and probes of the same name says nothing of those that are here.
        """
        data = self._wired(told, PLANT_PARTS, plant_id, left_out)
        for part, bring in (("species", self._species), ("supply", self._supply)):
            if told.get(part) is not None and (here := bring(told[part])) is None:
                left_out.append(part)
                del data[part]
            elif told.get(part) is not None:
                data[part] = here
        if left_out or not (self._comes_home or self._is_demo):
            data["automatic"] = False
        if not self._comes_home or data.get("supply") != told.get("supply"):
            data = {key: value for key, value in data.items() if key not in MEASURED} | {"flow_calibrated": False}
        return rewired(told, data)

    def _wired(
        self, told: Mapping[str, Any], parts: tuple[str, ...], own_id: str, left_out: list[str]
    ) -> dict[str, Any]:
        """A plant's or supply's data with the sources that are there; a demo garden has everything by itself."""
        if self._is_demo:
            still_true = MEASURED if self._comes_home else frozenset()
            return {key: value for key, value in told.items() if key in still_true or key not in parts}
        taken = outlets_in_use(self._hass, own_id)

        def wire(part: str, source: object) -> str | None:
            found = self._source(part, source, own_id) if isinstance(source, str) else None
            if found is None or (part in ("outlet", "pump") and found in taken):
                left_out.append(part)
                return None
            return found

        data: dict[str, Any] = {}
        for key, value in told.items():
            if key in ("probes", "backups"):
                kind = key.removesuffix("s")
                found = {measure: wire(f"{measure}_{kind}", source) for measure, source in value.items()}
                data[key] = {measure: source for measure, source in found.items() if source}
            elif key not in ("outlet", *SUPPLY_PARTS):
                data[key] = value
            elif value is not None and (source := wire(key, value)):
                data[key] = source
        return data

    def _source(self, part: str, source: str, own_id: str) -> str | None:
        """Where a source is found here: an entity where it was, a channel at the device of that id or name."""
        if own_id in self._entry.subentries and source in sources(self._entry.subentries[own_id].data):
            return source
        if is_channel(source):
            device_id, _, channel = source.partition("/")
            found = f"{self._devices.get(device_id)}/{channel}"
            return found if has_channel(self._entry, found, part) else None
        domain = source.partition(".")[0]
        is_there = self._hass.states.get(source) or er.async_get(self._hass).async_get(source)
        fits = domain in DOMAINS.get(part, PROBE_DOMAINS) and source not in own_entities(self._hass)
        return source if is_there and fits else None

    def _species(self, key: str) -> str | None:
        """A species of the catalogue, or of the owner's own."""
        if key in CATALOGUE:
            return key
        told = _of(self._document.species, key)
        if known := self._known(key, told.get(CONF_NAME, ""), SUBENTRY_SPECIES):
            return known.subentry_id
        data = {field: value for field, value in told.items() if field != ID}
        try:
            Species.own(key, **data)
        except ValidationError, KeyError, TypeError:
            return None
        return self._pack(self._free_id(key), SUBENTRY_SPECIES, data[CONF_NAME], data)

    def _supply(self, key: str) -> str | None:
        """A supply that is here by its id or its name, or that comes along."""
        told = _of(self._document.supplies, key)
        if known := self._known(key, told.get(CONF_NAME, ""), SUBENTRY_SUPPLY):
            return known.subentry_id
        supply_id, left_out = self._free_id(key), list[str]()
        data = self._wired({field: value for field, value in told.items() if field != ID}, SUPPLY_PARTS, "", left_out)
        try:
            supply = Supply(supply_id=supply_id, **data)
        except ValidationError, TypeError:
            return None
        return None if left_out else self._pack(supply_id, SUBENTRY_SUPPLY, supply.name, data)

    # --- what is here -------------------------------------------------------------------------------

    def _known(self, key: Any, name: str, subentry_type: str) -> ConfigSubentry | None:
        """What this hub has by this id, else by this name."""
        here = self._entry.get_subentries_of_type(subentry_type)
        named = sorted(here, key=lambda part: part.subentry_id != key)
        return next((part for part in named if part.subentry_id == key or part.title == name), None)

    def _free_id(self, wish: Any) -> str:
        """The id that it had, so that its history and its entities find it again; a new one where that is taken."""
        entries = self._hass.config_entries.async_entries(DOMAIN)
        taken = {key for entry in entries for key in (entry.entry_id, *entry.subentries)}
        return wish if isinstance(wish, str) and _ID.fullmatch(wish) and wish not in taken else ulid_now()

    def _pack(self, key: str, subentry_type: str, title: str, data: Mapping[str, Any]) -> str:
        """Have something ready that is added with the plant that needs it, if that is added."""
        part = ConfigSubentry(
            subentry_id=key,
            subentry_type=subentry_type,
            title=title,
            data=MappingProxyType(dict(data)),
            unique_id=None,
        )
        self._packed.append(part)
        return key

    def _unpack(self) -> None:
        for part in self._packed:
            self._hass.config_entries.async_add_subentry(self._entry, part)


def _of(parts: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next((part for part in parts if part.get(ID) == key), {})


def _tidy(plant: Plant) -> dict[str, Any]:
    """A plant's data as a subentry keeps it: only what was said, in what JSON knows."""
    return plant.model_dump(mode="json", exclude_unset=True, exclude={"plant_id"})
