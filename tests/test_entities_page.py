"""docs/entities.md: every entity as it is in Home Assistant, with its states and attributes."""

from collections.abc import Iterator
import re
from typing import Any

from homeassistant.core import Context
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.anomalies import AnomalyKind
from custom_components.plantos.domain.problems import NAMED
from custom_components.plantos.number import NUMBERS
from custom_components.plantos.plant_problems import OF_SUPPLY, PATHS

from .acting import act
from .conftest import BASIL, Bench, BenchMaker, plant_data, subentry
from .pages import DOCS, ROOT, Row, anchors, parts, rows
from .scripted import ScriptedOutlet
from .test_translations import ENGLISH

PAGE = (DOCS / "entities.md").read_text()
CHAPTERS = {"A plant": BASIL, "A supply": "tank", "A hub": "hub-id"}
PROBES = {measure: f"sensor.{measure}" for measure in ("moisture", "temperature", "humidity", "illuminance")}
SUPPLY = {
    "name": "Tank",
    "pump": "switch.tank_pump",
    "tank": "sensor.level",
    "tank_capacity_l": 10,
    "flow_meter": "sensor.meter",
}
# What stands for a unit where there is none.
SHOWN = {"timestamp": "time", "enum": "state", "monetary": "currency"}
# What Home Assistant itself tells of every entity, or of every one of a kind.
COMMON = {
    *("friendly_name", "device_class", "unit_of_measurement", "state_class", "supported_features", "options", "icon"),
    *("min", "max", "step", "mode", "is_closed", "assumed_state", "last_reset", "event_type", "event_types"),
    *("message", "all_day", "start_time", "end_time", "location", "description", "offset_reached"),
}


@pytest.fixture
async def garden(make_bench: BenchMaker) -> Bench:
    """A hub that has whatever makes an entity appear."""
    plant = subentry(BASIL, plant_data(probes=PROBES, supply="tank"))
    bench = await make_bench(plant, subentry("tank", SUPPLY, "supply"), outlets=(ScriptedOutlet("tank_pump"),))
    options = {"water": {"water_price": 2.0}}
    bench.hass.config_entries.async_update_entry(bench.entry, options=options)
    await bench.reload()
    return bench


def told() -> Iterator[tuple[str, Row]]:
    """Every row of the page's lists of entities, with whose it is."""
    chapters = parts(PAGE, 2)
    for chapter, subject in CHAPTERS.items():
        yield from ((subject, row) for row in rows(chapters[chapter], "name"))


def entities_of(bench: Bench) -> list[er.RegistryEntry]:
    """All entities of a hub, enabled or not."""
    return er.async_entries_for_config_entry(er.async_get(bench.hass), bench.entry.entry_id)


def unit_of(entity: er.RegistryEntry) -> str:
    """What the page calls an entity's unit."""
    kind = entity.original_device_class or ""
    return SHOWN.get(kind) or ("state" if entity.domain == "select" else entity.unit_of_measurement or "")


async def test_the_page_lists_the_entities_that_there_are(garden: Bench) -> None:
    there = set()
    for entity in entities_of(garden):
        [subject] = [one for one in CHAPTERS.values() if entity.unique_id.startswith(f"{one}_")]
        key = entity.translation_key or entity.unique_id.removeprefix(f"{subject}_")
        at_first = "off" if entity.disabled_by else "on"
        there.add((subject, entity.original_name, f"{entity.domain} `{key}`", unit_of(entity), at_first))
    assert {(subject, *[*row.values()][:4]) for subject, row in told()} == there


def test_every_translated_entity_is_on_the_page() -> None:
    keys = {(domain, key): texts["name"] for domain, all_ in ENGLISH["entity"].items() for key, texts in all_.items()}
    listed = {(*row["key"].replace("`", "").split(), row["name"]) for _, row in told()}
    assert {(*key, name) for key, name in keys.items()} <= listed


def test_every_link_of_a_list_leads_to_its_section() -> None:
    linked = {row["what it tells"].partition("(#")[2].partition(")")[0] for _, row in told()}
    assert linked - {""} <= anchors(PAGE)


def test_every_state_and_attribute_that_has_a_name_is_told() -> None:
    def named(texts: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from texts.get("state", {}).items()
        for key, attribute in texts.get("state_attributes", {}).items():
            if key != "event_type":
                yield key, attribute["name"]
            yield from named(attribute)

    entities = [texts for all_ in ENGLISH["entity"].values() for texts in all_.values()]
    found = [one for texts in entities for one in named(texts)]
    assert [one for one in found if f"`{one[0]}`" not in PAGE and one[1] not in PAGE] == []


async def test_every_attribute_that_is_shown_is_told(all_entities: None, garden: Bench) -> None:
    for measure, value in {"moisture": 45, "temperature": 21, "humidity": 50, "illuminance": 900}.items():
        garden.hass.states.async_set(PROBES[measure], str(value), {"device_class": measure})
    await async_water(garden.coordinator, BASIL, Context())
    await garden.pass_time(12)
    await act(garden, "log_care", {"kind": "pruned", "note": "all of it"})
    known = {name for row in rows(PAGE, "attribute") for name in row["attribute"].replace("`", "").split(", ")}
    states = [state for entity in entities_of(garden) if (state := garden.hass.states.get(entity.entity_id))]
    shown = {name for state in states for name in state.attributes} - COMMON

    assert {"quality", "fail_safe", "decision", "run_id", "problems", "projection", "note"} <= shown
    assert shown <= known


def test_every_problem_is_told() -> None:
    odd = {f"anomaly_{kind}" for kind in set(AnomalyKind) - NAMED}
    keys = {key.strip("` …") for row in rows(PAGE, "key in `problems`") for key in row["key in `problems`"].split(",")}
    assert {*PATHS, *OF_SUPPLY, *odd} <= keys


def test_every_option_of_the_cards_is_told() -> None:
    source = "".join((ROOT / "frontend" / "src" / f"{card}-card-config.ts").read_text() for card in ("plant", "garden"))
    [sections] = re.findall(r"SECTIONS = \[(.*)\]", source)
    parts_of_a_card = {f"show_{section}" for section in re.findall(r"\w+", sections)}
    offered = set(re.findall(r'\bname: "(\w+)"', source)) - {"sections"} | parts_of_a_card
    assert {name for row in rows(PAGE, "option") for name in row["option"].replace("`", "").split(", ")} == offered


def test_the_limits_of_the_numbers_are_told() -> None:
    listed = {row["key"]: row["what it tells"] for _, row in told()}
    for number in NUMBERS.values():
        limits = f"{number.native_min_value:,.15g} to {number.native_max_value:,.15g}"
        assert listed[f"number `{number.key}`"].endswith(limits)
