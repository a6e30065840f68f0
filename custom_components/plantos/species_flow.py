"""Adding a species of one's own: from scratch, like one that is known, or as OpenPlantbook describes it."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET, CONF_NAME
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from pydantic import ValidationError
import voluptuous as vol

from .const import SUBENTRY_SPECIES
from .domain.species import CATALOGUE, RANGES, Drying, Species, called, kin
from .fields import number
from .garden import name_of
from .names import name_error, titles_of
from .openplantbook import OPENPLANTBOOK, Plantbook, PlantbookError, Refusal
from .sentences import field_errors

GROUPS = sorted({species.group for species in CATALOGUE.values()})
NEEDS = ("group", *RANGES, "crop_coefficient", "root_depth", "drying")
# How far each range can reach, and its unit; no place on earth has more light in a day.
REACH = {
    "moisture": (0, 100, "%"),
    "temperature": (-30, 60, "°C"),
    "humidity": (0, 100, "%"),
    "light": (0, 70, "mol/m²/d"),
}
# What most plants are content with.
USUAL = {
    "group": "houseplant",
    "moisture": (30.0, 60.0),
    "temperature": (12.0, 30.0),
    "humidity": (40.0, 70.0),
    "light": (4.0, 20.0),
    "root_depth": 25,
    "drying": "medium",
}


class SpeciesFlow(ConfigSubentryFlow):
    """Add or change a species; it is kept once it is described."""

    _wish: Mapping[str, Any] = USUAL
    _book: Plantbook
    _found: Mapping[str, str]

    async def async_step_user(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what the description begins with."""
        return self.async_show_menu(step_id="user", menu_options=["like", "plantbook", "describe"])

    async def async_step_like(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Begin with a species that is known."""
        text, errors = (user_input or {}).get("species", ""), {}
        if user_input is not None:
            if known := called(text, CATALOGUE):
                self._wish = _needs(known)
                return await self.async_step_describe()
            errors = {"species": "species_unknown" if text else "species_missing"}
        # A required list opens with its first species chosen.
        schema = vol.Schema({vol.Optional("species"): species_selector(self.hass.config.language)})
        return self.async_show_form(
            step_id="like", data_schema=schema, errors=errors, description_placeholders={"species": text}
        )

    # --- as OpenPlantbook describes it --------------------------------------------------------------

    async def async_step_plantbook(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Search OpenPlantbook, with an account that the hub keeps once it has opened the book."""
        errors: dict[str, str] = {}
        kept = self._get_entry().options.get(OPENPLANTBOOK, {})
        if user_input is not None:
            account = _account(kept, user_input)
            errors = {field: "account_missing" for field in (CONF_CLIENT_ID, CONF_CLIENT_SECRET) if not account[field]}
            errors = errors or await self._search(account, user_input["text"])
            if not user_input.get(CONF_CLIENT_ID) and kept:
                self._keep({})
            if not errors:
                return await self.async_step_found()
        schema = vol.Schema(
            {
                vol.Optional(CONF_CLIENT_ID): TextSelector(),
                vol.Optional(CONF_CLIENT_SECRET): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD)),
                vol.Required("text"): TextSelector(),
            }
        )
        shown = {CONF_CLIENT_ID: kept.get(CONF_CLIENT_ID)} if user_input is None else user_input
        return self.async_show_form(
            step_id="plantbook", data_schema=self.add_suggested_values_to_schema(schema, shown), errors=errors
        )

    async def _search(self, account: Mapping[str, str], text: str) -> dict[str, str]:
        """Find what is called like this; what went wrong, if anything."""
        self._book = Plantbook(async_get_clientsession(self.hass), **account)
        try:
            self._found = await self._book.search(text.strip())
        except PlantbookError as error:
            if error.refusal is not Refusal.NOTHING_FOUND:
                return {"base": error.refusal}
            self._found = {}
        self._keep(account)
        return {} if self._found else {"text": Refusal.NOTHING_FOUND}

    def _keep(self, account: Mapping[str, str]) -> None:
        """Keep an account with the hub, or forget it."""
        entry = self._get_entry()
        others = {key: value for key, value in entry.options.items() if key != OPENPLANTBOOK}
        kept = {OPENPLANTBOOK: dict(account)} if account else {}
        self.hass.config_entries.async_update_entry(entry, options=others | kept)

    async def async_step_found(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose one of the plants that were found."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                page = await self._book.page(user_input["plant"])
            except PlantbookError as error:
                errors = {"base": error.refusal}
            else:
                # The book knows nothing of roots and thirst; a relative's are the best guess.
                relative = kin(page.name, page.alias)
                names = {CONF_NAME: page.name, "scientific": page.name}
                self._wish = {**USUAL, **(_needs(relative) if relative else {}), **page.ranges, **names}
                return await self.async_step_describe()
        plants = [SelectOptionDict(value=key, label=name) for key, name in self._found.items()]
        selector = SelectSelector(SelectSelectorConfig(options=plants, mode=SelectSelectorMode.DROPDOWN))
        schema = vol.Schema({vol.Required("plant"): selector})
        return self.async_show_form(
            step_id="found", data_schema=self.add_suggested_values_to_schema(schema, user_input), errors=errors
        )

    # --- what it needs ------------------------------------------------------------------------------

    async def async_step_describe(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe a new species."""
        if user_input is None:
            return self._form("describe", _split(self._wish), {})
        data = _joined(user_input)
        if errors := self._errors(data):
            return self._form("describe", user_input, errors)
        return self.async_create_entry(title=data[CONF_NAME], data=data)

    async def async_step_reconfigure(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Describe an old species anew; it holds at once for all plants that are of it."""
        subentry = self._get_reconfigure_subentry()
        if user_input is None:
            return self._form("reconfigure", _split({**subentry.data, **name_of(subentry)}), {})
        data = _joined(user_input)
        if errors := self._errors(data):
            return self._form("reconfigure", user_input, errors)
        return self.async_update_and_abort(self._get_entry(), subentry, title=data[CONF_NAME], data=data)

    def _form(self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        fields: dict[Any, Any] = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Optional("scientific"): TextSelector(),
            vol.Required("group"): SelectSelector(
                SelectSelectorConfig(
                    options=GROUPS, translation_key="group", mode=SelectSelectorMode.DROPDOWN, sort=True
                )
            ),
        }
        for name, (low, high, unit) in REACH.items():
            fields |= {vol.Required(f"{name}_{end}"): number(low, high, unit) for end in ("min", "max")}
        fields |= {
            vol.Optional("crop_coefficient"): number(0.05, 1.5, None),
            vol.Required("root_depth"): number(1, 300, "cm"),
            vol.Required("drying"): SelectSelector(
                SelectSelectorConfig(options=list(get_args(Drying.__value__)), translation_key="drying")
            ),
        }
        schema = self.add_suggested_values_to_schema(vol.Schema(fields), shown)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    def _errors(self, data: Mapping[str, Any]) -> dict[str, str]:
        own_id = self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None
        errors = {}
        if wrong := name_error(data[CONF_NAME], titles_of(self._get_entry(), SUBENTRY_SPECIES, own_id)):
            errors[CONF_NAME] = wrong
        try:
            Species.own("new", **data)
        except ValidationError as error:
            found = field_errors(error)
            errors |= {f"{field}_min" if field in RANGES else field: key for field, key in found.items()}
        return errors


def species_selector(language: str, own: Iterable[Species] = ()) -> SelectSelector:
    """A list of all species by every name they have, one's own first; what is typed has to be found by `called`."""
    options = [
        SelectOptionDict(value=label, label=label)
        for known in (own, CATALOGUE.values())
        for label in sorted(species.label(language) for species in known)
    ]
    # Only a list that takes other values, too, can be searched, and it shows the value of what was chosen.
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN, custom_value=True))


def _account(kept: Mapping[str, str], user_input: Mapping[str, str]) -> dict[str, str]:
    """The account that was entered; a secret that is known needn't be entered again."""
    client_id = user_input.get(CONF_CLIENT_ID, "").strip()
    known = kept.get(CONF_CLIENT_SECRET, "") if client_id == kept.get(CONF_CLIENT_ID) else ""
    return {CONF_CLIENT_ID: client_id, CONF_CLIENT_SECRET: user_input.get(CONF_CLIENT_SECRET, "").strip() or known}


def _needs(species: Species) -> dict[str, Any]:
    """What a species needs, without its names."""
    return {name: getattr(species, name) for name in NEEDS}


def _split(data: Mapping[str, Any]) -> dict[str, Any]:
    """A species' data as the form shows it: ranges by their ends."""
    ends = {f"{name}_{end}": value for name in RANGES for end, value in zip(("min", "max"), data[name], strict=True)}
    return {key: value for key, value in data.items() if key not in RANGES} | ends


def _joined(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """What a form was filled with as a species' data."""
    ranges = {name: [user_input[f"{name}_min"], user_input[f"{name}_max"]] for name in RANGES}
    plain = {key: value for key, value in user_input.items() if not key.endswith(("_min", "_max"))}
    names = {key: plain[key].strip() for key in (CONF_NAME, "scientific") if key in plain}
    return plain | names | ranges
