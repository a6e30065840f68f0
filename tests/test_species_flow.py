"""A person describes a species of their own, from scratch, like another or from a public book, and plants are of it."""

from http import HTTPStatus
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components import plantos
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.species import CATALOGUE, RANGES, Species
from custom_components.plantos.garden import own_species_of, plants_of
from custom_components.plantos.openplantbook import OPENPLANTBOOK, Refusal

from .conftest import BASIL, Bench, BenchMaker, plant_data, species_data, subentry
from .plantbook import ACCOUNT, PEPPER, TOMATO, Book
from .steps import CARE, WHO, WIRES, Steps, empty_hub, fields_of, suggested

ENGLISH = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
TEXTS = ENGLISH["config_subentries"]["species"]
MINE = "mine-id"
FORM = {
    "name": "Grandma's fern",
    "group": "fern",
    "moisture_min": 45,
    "moisture_max": 72,
    "temperature_min": 12,
    "temperature_max": 26,
    "humidity_min": 50,
    "humidity_max": 80,
    "light_min": 2,
    "light_max": 9.5,
    "root_depth": 18,
    "drying": "fast",
}
DATA = species_data()
LIKE, BOOK, DESCRIBE = ({"next_step_id": step} for step in ("like", "plantbook", "describe"))


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """A hub without plants."""
    return await empty_hub(hass)


@pytest.fixture
def steps(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a species."""
    return Steps(hass, hub, "species")


@pytest.fixture
async def ferns(make_bench: BenchMaker) -> Bench:
    """A plant that is of a species of its owner's own."""
    return await make_bench(subentry(MINE, DATA, "species"), subentry(BASIL, plant_data(species=MINE, automatic=False)))


def id_of(hub: MockConfigEntry) -> str:
    """The only species of a hub."""
    [key] = own_species_of(hub)
    return key


def options_of(form: Any, field: str) -> list[dict[str, str]]:
    """What a list of a form offers."""
    selector = next(selector for key, selector in form["data_schema"].schema.items() if str(key) == field)
    options: list[dict[str, str]] = selector.config["options"]
    return options


# --- described by hand ------------------------------------------------------------------------------


async def test_a_species_is_described_and_kept(hub: MockConfigEntry, steps: Steps) -> None:
    made = await steps.all(DESCRIBE, FORM | {"name": " Grandma's fern ", "scientific": " Nephrolepis "})

    assert (made["type"], made["title"]) == (FlowResultType.CREATE_ENTRY, "Grandma's fern")
    assert made["data"] == DATA | {"scientific": "Nephrolepis"}
    [(key, species)] = own_species_of(hub).items()
    assert (key, species.moisture) == (species.key, (45.0, 72.0))


async def test_the_form_begins_with_what_most_plants_like(steps: Steps) -> None:
    form = await steps.all(DESCRIBE)
    shown = suggested(form)
    assert (shown["moisture_min"], shown["moisture_max"]) == (30, 60)
    assert shown["name"] is None
    made = await steps.go({key: value for key, value in shown.items() if value is not None} | {"name": "Weed"})
    assert made["type"] is FlowResultType.CREATE_ENTRY


async def test_a_species_begins_like_another(steps: Steps) -> None:
    form = await steps.all(LIKE, {"species": "solanum_lycopersicum"})
    shown = suggested(form)
    tomato = CATALOGUE["solanum_lycopersicum"]

    assert (shown["name"], shown["scientific"]) == (None, None)
    assert (shown["light_min"], shown["light_max"]) == tomato.light
    assert (shown["group"], shown["drying"]) == (tomato.group, tomato.drying)
    assert (shown["crop_coefficient"], shown["root_depth"]) == (tomato.crop_coefficient, tomato.root_depth)


async def test_the_species_that_another_is_like_is_searched_and_none_is_chosen_beforehand(steps: Steps) -> None:
    form = await steps.all(LIKE)
    [(key, selector)] = form["data_schema"].schema.items()
    # A required list opens with its first species, and only one that takes other values can be searched.
    assert isinstance(key, vol.Optional) and selector.config["custom_value"]
    assert (await steps.go({}))["errors"] == {"species": "species_missing"}
    wrong = await steps.go({"species": "Triffid"})
    assert (wrong["step_id"], wrong["errors"]) == ("like", {"species": "species_unknown"})
    assert wrong["description_placeholders"] == {"species": "Triffid"}
    shown = suggested(await steps.go({"species": "Tomato"}))
    assert (shown["light_min"], shown["light_max"]) == CATALOGUE["solanum_lycopersicum"].light


@pytest.mark.parametrize("typed", ["solanum_lycopersicum", "tomato", " Solanum Lycopersicum ", "Tomate"])
async def test_a_plants_species_may_be_typed_by_any_of_its_names(
    hass: HomeAssistant, hub: MockConfigEntry, typed: str
) -> None:
    plant = Steps(hass, hub, "plant")
    await plant.all(WHO | {"species": typed}, WIRES)
    assert (await plant.go(CARE))["data"]["species"] == "solanum_lycopersicum"


async def test_a_chosen_species_is_shown_by_its_names_and_kept_by_its_key(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    label = CATALOGUE["nephrolepis_exaltata"].label("en")
    plant = Steps(hass, hub, "plant")
    [offered] = [key for key in (await plant.start())["data_schema"].schema if key == "species"]
    assert label in [option["value"] for option in plant.now["data_schema"].schema[offered].config["options"]]
    await plant.go(WHO | {"species": label})
    await plant.go(WIRES)
    kept = await plant.go(CARE)
    assert kept["data"]["species"] == "nephrolepis_exaltata"
    await hass.async_block_till_done()
    [subentry_id] = hub.subentries
    again = Steps(hass, hub, "plant")
    assert suggested(await again.start(subentry_id))["species"] == label


async def test_a_species_that_nobody_knows_is_refused_in_words(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    plant = Steps(hass, hub, "plant")
    wrong = await plant.all(WHO | {"species": "Triffid"})
    assert (wrong["step_id"], wrong["errors"]) == ("user", {"species": "species_unknown"})
    assert wrong["description_placeholders"]["species"] == "Triffid"
    assert suggested(wrong)["species"] == "Triffid"
    assert (await plant.go(WHO))["step_id"] == "wiring"


@pytest.mark.parametrize("name", RANGES)
async def test_a_range_has_to_begin_below_its_end(steps: Steps, name: str) -> None:
    form = await steps.all(DESCRIBE, FORM | {f"{name}_min": 50, f"{name}_max": 50})
    assert form["errors"] == {f"{name}_min": "min_not_below_max"}
    assert suggested(form)["name"] == "Grandma's fern"
    assert (await steps.go(FORM))["type"] is FlowResultType.CREATE_ENTRY


async def test_all_that_is_wrong_is_told_at_once(steps: Steps) -> None:
    form = await steps.all(DESCRIBE, FORM | {"name": " ", "light_min": 60, "humidity_max": float("nan")})
    assert form["errors"] == {
        "name": "name_missing",
        "light_min": "min_not_below_max",
        "humidity_min": "invalid_value",
    }


async def test_a_name_is_given_once(steps: Steps) -> None:
    await steps.all(DESCRIBE, FORM)
    assert (await steps.all(DESCRIBE, FORM))["errors"] == {"name": "name_in_use"}
    assert (await steps.go(FORM | {"name": "x" * 81}))["errors"] == {"name": "name_too_long"}


@pytest.mark.parametrize(
    "wrong", [{"moisture_max": 101}, {"root_depth": 0}, {"crop_coefficient": 0}, {"light_max": 71}]
)
async def test_a_number_stays_in_its_bounds(steps: Steps, wrong: dict[str, float]) -> None:
    await steps.all(DESCRIBE)
    with pytest.raises(InvalidData):
        await steps.go(FORM | wrong)


async def test_a_species_is_changed_and_keeps_its_name(hub: MockConfigEntry, steps: Steps) -> None:
    await steps.all(DESCRIBE, FORM | {"crop_coefficient": 0.8})
    form = await steps.start(id_of(hub))
    assert {key: value for key, value in suggested(form).items() if value is not None} == FORM | {
        "crop_coefficient": 0.8
    }
    assert (await steps.go(FORM | {"temperature_min": 30}))["errors"] == {"temperature_min": "min_not_below_max"}
    assert (await steps.go(FORM | {"temperature_min": 5}))["reason"] == "reconfigure_successful"
    [species] = own_species_of(hub).values()
    assert (species.temperature, species.crop_coefficient) == ((5.0, 26.0), 0.6)


async def test_a_species_can_be_called_otherwise(hass: HomeAssistant, hub: MockConfigEntry, steps: Steps) -> None:
    await steps.all(DESCRIBE, FORM)
    hass.config_entries.async_update_subentry(hub, hub.subentries[id_of(hub)], title="Old fern")
    assert suggested(await steps.start(id_of(hub)))["name"] == "Old fern"
    await steps.go(FORM | {"name": "New fern"})
    assert [species.english for species in own_species_of(hub).values()] == ["New fern"]


async def test_every_step_and_field_has_its_text(steps: Steps) -> None:
    menu = await steps.start()
    assert TEXTS["step"]["user"]["menu_options"].keys() == set(menu["menu_options"])
    for step in ("like", "plantbook", "describe"):
        await steps.start()
        form = await steps.go({"next_step_id": step})
        assert TEXTS["step"][step]["data"].keys() == fields_of(form)
    assert TEXTS["step"]["reconfigure"]["data"] == TEXTS["step"]["describe"]["data"]
    assert TEXTS["error"].keys() >= set(Refusal)


# --- plants of it -----------------------------------------------------------------------------------


async def test_a_plant_chooses_it_first_of_all(hass: HomeAssistant, hub: MockConfigEntry, steps: Steps) -> None:
    await steps.all(DESCRIBE, FORM)
    plant = Steps(hass, hub, "plant")
    labels = [option["label"] for option in options_of(await plant.start(), "species")]
    assert labels[0] == "Grandma's fern"
    assert labels[1:] == sorted(labels[1:]) and len(labels) == len(CATALOGUE) + 1

    care = await plant.all(WHO | {"species": id_of(hub)}, WIRES)
    assert (suggested(care)["moisture_min"], suggested(care)["moisture_max"]) == (45, 72)
    made = await plant.go(CARE)
    assert made["data"]["species"] == id_of(hub)


async def test_a_list_of_species_speaks_the_language_of_its_reader(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    hass.config.language = "de"
    options = options_of(await Steps(hass, hub, "plant").start(), "species")
    assert "Rotbuche (Fagus sylvatica) · Beech" in [option["label"] for option in options]


async def test_its_needs_are_those_of_its_plants(ferns: Bench) -> None:
    snapshot = ferns.coordinator.snapshot(BASIL)
    assert snapshot.species == Species.own(MINE, **DATA)
    device = dr.async_get(ferns.hass).async_get_device_by_identifier((DOMAIN, BASIL), ferns.entry.entry_id)
    assert device and device.model == "Grandma's fern"


async def test_a_change_of_it_holds_at_once_and_without_a_reload(ferns: Bench) -> None:
    hub, before = ferns.coordinator, ferns.coordinator.data[BASIL]
    steps = Steps(ferns.hass, ferns.entry, "species")
    await steps.start(MINE)
    await steps.go(FORM | {"name": "Granddad's fern", "temperature_max": 31})

    shown = ferns.coordinator.data[BASIL].snapshot.species
    assert shown and (shown.temperature, shown.name("en")) == ((12.0, 31.0), "Granddad's fern")
    assert ferns.coordinator is hub
    assert hub.data[BASIL] is not before


async def test_a_plant_is_judged_anew_by_what_changed(ferns: Bench) -> None:
    known = ferns.coordinator.showing.statuses._outlooks[BASIL]
    ferns.coordinator.show(BASIL)
    assert ferns.coordinator.showing.statuses._outlooks[BASIL] is known
    subentries = ferns.hass.config_entries
    subentries.async_update_subentry(ferns.entry, ferns.entry.subentries[MINE], data=DATA | {"humidity": [10, 20]})
    await ferns.settle()
    assert ferns.coordinator.showing.statuses._outlooks[BASIL] is not known


async def test_one_more_species_disturbs_no_plant(ferns: Bench) -> None:
    hub = ferns.coordinator
    await Steps(ferns.hass, ferns.entry, "species").all(DESCRIBE, FORM | {"name": "Moss"})
    assert ferns.coordinator is hub
    assert len(hub.species) == len(CATALOGUE) + 2


async def test_a_plant_whose_species_was_removed_has_none(ferns: Bench) -> None:
    hub = ferns.coordinator
    ferns.hass.config_entries.async_remove_subentry(ferns.entry, MINE)
    await ferns.settle()

    assert ferns.coordinator is hub
    assert hub.data[BASIL].snapshot.species is None
    assert hub.plants[BASIL].species is None
    assert ferns.entry.subentries[BASIL].data["species"] == MINE
    form = await Steps(ferns.hass, ferns.entry, "plant").start(BASIL)
    assert suggested(form)["species"] is None


async def test_a_species_of_the_list_stays_what_it_is(bench: Bench) -> None:
    assert plants_of(bench.entry)[BASIL].species == "ocimum_basilicum"
    assert bench.coordinator.snapshot(BASIL).species is CATALOGUE["ocimum_basilicum"]


# --- from the public book ---------------------------------------------------------------------------


@pytest.fixture
def server(aioclient_mock: AiohttpClientMocker) -> Book:
    """OpenPlantbook."""
    return Book(aioclient_mock)


async def test_a_species_is_looked_up(hub: MockConfigEntry, steps: Steps, server: Book) -> None:
    found = await steps.all(BOOK, ACCOUNT | {"text": " solanum "})
    assert options_of(found, "plant") == [{"value": TOMATO["pid"], "label": TOMATO["display_pid"]}]
    assert TEXTS["step"]["found"]["data"].keys() == fields_of(found)
    shown = suggested(await steps.go({"plant": TOMATO["pid"]}))
    tomato = CATALOGUE["solanum_lycopersicum"]

    assert (shown["name"], shown["scientific"]) == ("Lycopersicon esculentum", "Lycopersicon esculentum")
    assert (shown["moisture_min"], shown["moisture_max"]) == (22, 70)
    assert (shown["temperature_min"], shown["temperature_max"]) == (10, 35)
    assert (shown["light_min"], shown["light_max"]) == (5.2, 22)
    assert (shown["root_depth"], shown["drying"], shown["group"]) == (tomato.root_depth, "fast", "vegetable")
    made = await steps.go(shown | {"name": "Beefsteak"})
    assert made["type"] is FlowResultType.CREATE_ENTRY
    assert [species.name("en") for species in own_species_of(hub).values()] == ["Beefsteak (Lycopersicon esculentum)"]


async def test_what_the_book_and_no_relative_knows_is_as_usual(steps: Steps, server: Book) -> None:
    server.plants = {"dodo": PEPPER | {"pid": "dodo", "display_pid": "Dodo", "alias": "", "min_temp": None}}
    await steps.all(BOOK, ACCOUNT | {"text": "dodo"})
    shown = suggested(await steps.go({"plant": "dodo"}))
    assert (shown["temperature_min"], shown["humidity_min"], shown["crop_coefficient"]) == (12, 30, None)


async def test_the_account_is_asked_for_once(hub: MockConfigEntry, steps: Steps, server: Book) -> None:
    await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    assert hub.options[OPENPLANTBOOK] == ACCOUNT
    form = await steps.all(BOOK)
    assert suggested(form) == {"client_id": "me", "client_secret": None, "text": None}
    assert (await steps.go({"client_id": "me", "text": "capsicum"}))["step_id"] == "found"


async def test_an_account_is_kept_beside_the_other_options(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Book
) -> None:
    hass.config_entries.async_update_entry(hub, options={"watering": {"gap_min": 90}})
    await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    assert hub.options == {"watering": {"gap_min": 90}, OPENPLANTBOOK: ACCOUNT}
    assert hub.runtime_data.settings.gap_min == 90


async def test_an_account_that_is_emptied_is_forgotten(hub: MockConfigEntry, steps: Steps, server: Book) -> None:
    await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    form = await steps.all(BOOK, {"text": "capsicum"})
    assert form["errors"] == {"client_id": "account_missing", "client_secret": "account_missing"}
    assert OPENPLANTBOOK not in hub.options


async def test_the_secret_of_one_account_opens_no_other(steps: Steps, server: Book) -> None:
    await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    form = await steps.all(BOOK, {"client_id": "you", "text": "capsicum"})
    assert form["errors"] == {"client_secret": "account_missing"}


async def test_wrong_credentials_are_told_and_not_kept(hub: MockConfigEntry, steps: Steps, server: Book) -> None:
    wrong = ACCOUNT | {"client_secret": "abracadabra", "text": "capsicum"}
    form = await steps.all(BOOK, wrong)
    assert form["errors"] == {"base": "not_authorized"}
    assert suggested(form) == wrong
    assert OPENPLANTBOOK not in hub.options
    assert (await steps.go(ACCOUNT | {"text": "capsicum"}))["step_id"] == "found"


@pytest.mark.parametrize(
    ("status", "error"),
    [(HTTPStatus.TOO_MANY_REQUESTS, "limit_reached"), (HTTPStatus.BAD_GATEWAY, "failed")],
)
async def test_a_book_that_stays_shut_loses_nothing_typed(
    steps: Steps, server: Book, status: HTTPStatus, error: str
) -> None:
    server.instead = {"search": (status, "")}
    form = await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    assert form["errors"] == {"base": error}
    assert suggested(form) == ACCOUNT | {"text": "capsicum"}


async def test_a_book_out_of_reach_loses_nothing_typed(steps: Steps, server: Book) -> None:
    server.fault = TimeoutError()
    form = await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    assert form["errors"] == {"base": "unreachable"}
    assert suggested(form) == ACCOUNT | {"text": "capsicum"}


async def test_a_name_that_nobody_knows_is_told_at_its_field(hub: MockConfigEntry, steps: Steps, server: Book) -> None:
    form = await steps.all(BOOK, ACCOUNT | {"text": "triffid"})
    assert form["errors"] == {"text": "nothing_found"}
    # The account was right all the same.
    assert hub.options[OPENPLANTBOOK] == ACCOUNT


async def test_a_page_that_cannot_be_read_can_be_tried_again(steps: Steps, server: Book) -> None:
    await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    server.instead = {"detail": (HTTPStatus.SERVICE_UNAVAILABLE, "")}
    form = await steps.go({"plant": PEPPER["pid"]})
    assert (form["step_id"], form["errors"]) == ("found", {"base": "failed"})
    assert suggested(form) == {"plant": PEPPER["pid"]}
    server.instead = {}
    assert (await steps.go({"plant": PEPPER["pid"]}))["step_id"] == "describe"


async def test_no_diagnostics_tell_of_the_account(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Book, hass_client: ClientSessionGenerator
) -> None:
    await steps.all(BOOK, ACCOUNT | {"text": "capsicum"})
    told = await get_diagnostics_for_config_entry(hass, hass_client, hub)
    assert told["entry"]["options"][OPENPLANTBOOK] == dict.fromkeys(ACCOUNT, "**REDACTED**")
