"""docs/settings.md: every field of every form by its name, with the values and the default that it really has."""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Literal, get_args, get_origin

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, NumberSelector, SelectSelector
import pytest
import voluptuous as vol

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.i2c_device_flow import selector_of
from custom_components.plantos.json_parts import part_fields
from custom_components.plantos.mqtt_device_flow import UNITS
from custom_components.plantos.raspberry_pi_flow import USUAL_PULSES

from .conftest import Bench
from .pages import DOCS, ROOT, Row, headings, parts, rows
from .steps import CARE, WHO, WIRES, Steps, empty_hub
from .test_translations import ENGLISH

PAGE = (DOCS / "settings.md").read_text()
# The chapter of each flow.
CHAPTERS = {
    "config": "A hub",
    "options": "Options of a hub",
    "plant": "A plant",
    "supply": "A supply",
    "species": "A species",
    "http_device": "HTTP devices",
    "mqtt_device": "MQTT devices",
    "raspberry_pi_device": "Devices of a Raspberry Pi",
}
FLOWS = {"config": ENGLISH["config"], "options": ENGLISH["options"], **ENGLISH["config_subentries"]}
# Outdoors, of a size, and of no species: with nothing filled in that it would be for another.
PLAIN = {key: value for key, value in WHO.items() if key != "species"} | {"indoor": False, "area_m2": 2}
STRATEGIES = ("schedule", "evapotranspiration", "weather", "predictive")
OPTIONS = {"weather": {"weather_entity": "weather.home"}, "features": {"ml_watering_scheduler": True}}
EMPTY = "–"
# What follows from what was filled in before, or from the day.
BY_THE_REST = {"dose_ml", "first_day"}

type Place = tuple[str, str]


def written() -> dict[Place, dict[str, Row]]:
    """The page's fields by the form they are in."""
    return {
        (chapter, heading): {
            label: row
            for row in rows(re.split(r"^#", part, flags=re.MULTILINE)[0], "field")
            for label in labels_of(row)
        }
        for chapter, text in parts(PAGE, 2).items()
        for level in (3, 4)
        for heading, part in parts(text, level).items()
    }


def labels_of(row: Row) -> list[str]:
    """What the fields of a row are called."""
    return row["field"].split(" / ")


def heading_of(title: str) -> str:
    """The heading of a form by its title."""
    return re.sub(r"\{\w+\}", "…", title)


def asked() -> Iterator[tuple[Place, dict[str, str]]]:
    """Every form and section with the labels of its fields."""
    for flow, texts in FLOWS.items():
        for step in texts["step"].values():
            headed = {heading_of(step["title"]): step}
            headed |= {part["name"]: part for part in step.get("sections", {}).values()}
            for heading, part in headed.items():
                if part.get("data"):
                    yield (CHAPTERS[flow], heading), part["data"]


@pytest.mark.parametrize(("place", "labels"), [pytest.param(*one, id=" > ".join(one[0])) for one in asked()])
def test_the_fields_of_a_form_are_told_and_no_others(place: Place, labels: dict[str, str]) -> None:
    chapter, title = place
    alike = [fields.keys() for (name, _), fields in written().items() if name == chapter]
    if place in written():
        assert written()[place].keys() == set(labels.values())
    else:
        # One that changes what another has made asks for the same.
        assert f"*{title}*" in " ".join(parts(PAGE, 2)[chapter].split())
        assert set(labels.values()) in alike


def test_no_form_is_told_of_that_there_is_not() -> None:
    assert {place for place, fields in written().items() if fields} <= {place for place, _ in asked()}


def test_every_field_has_an_example() -> None:
    found = [row for fields in written().values() for row in fields.values()]
    secret = re.compile(r"Password|Token|Client ID|Client secret|Body to close")
    assert [row["field"] for row in found if not row["example"] and not secret.fullmatch(row["field"])] == []
    assert [row["field"] for row in found if not (row["what it does"] and row["values"] and row["default"])] == []


# --- what they take ---------------------------------------------------------------------------------


def plain(number: float) -> str:
    """A number as the page writes it."""
    return f"{number:,.15g}"


def values_of(selector: object) -> list[str]:
    """What the page has to say of the values that a field takes."""
    if isinstance(selector, NumberSelector):
        known = selector.config
        return [f"{plain(known['min'])} to {plain(known['max'])} {known.get('unit_of_measurement') or ''}".strip()]
    if isinstance(selector, BooleanSelector):
        return ["on or off"]
    if isinstance(selector, SelectSelector):
        return [called(selector, option) for option in selector.config["options"] if isinstance(option, str)]
    return []


def called(selector: SelectSelector, option: str) -> str:
    """What people read for an option."""
    texts = ENGLISH["selector"].get(selector.config.get("translation_key"), {"options": {}})["options"]
    return str(texts.get(option, option))


def default_of(marker: vol.Required | vol.Optional, selector: object) -> str:
    """What the page has to say of the value that a field begins with."""
    given = marker.default
    value = given() if callable(given) else (marker.description or {}).get("suggested_value")
    if value is None or value == []:
        return EMPTY
    if isinstance(selector, SelectSelector):
        return ", ".join(called(selector, option) for option in (value if isinstance(value, list) else [value]))
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else plain(value)


def fields_in(schema: vol.Schema, flow: str, step: Mapping[str, Any]) -> Iterator[tuple[Place, str, Any, Any]]:
    """Every field of a form, those of its sections at their own headings."""
    for marker, selector in schema.schema.items():
        if isinstance(selector, section):
            part = step["sections"][str(marker)]
            for inner, chosen in selector.schema.schema.items():
                yield (CHAPTERS[flow], part["name"]), part["data"][str(inner)], inner, chosen
        else:
            yield (CHAPTERS[flow], heading_of(step["title"])), step["data"][str(marker)], marker, selector


def wrong_in(schema: vol.Schema | None, flow: str, step_id: str) -> list[str]:
    """What the page says of a form's values and defaults that isn't so."""
    assert schema
    found = []
    for place, label, marker, selector in fields_in(schema, flow, FLOWS[flow]["step"][step_id]):
        row = written()[place][label]
        told = [row["values"]] if isinstance(selector, NumberSelector) else row["values"]
        found += [f"{label}: {value}" for value in values_of(selector) if value not in told]
        if str(marker) not in BY_THE_REST and (default := default_of(marker, selector)) != row["default"]:
            found.append(f"{label}: {default} at first")
    return found


async def test_the_options_of_a_demo_garden_are_as_told(demo: Bench) -> None:
    form = await demo.hass.config_entries.options.async_init(demo.entry.entry_id)
    assert wrong_in(form["data_schema"], "options", "init") == []


async def test_the_options_of_a_hub_are_as_told(hass: HomeAssistant) -> None:
    hub = await empty_hub(hass)
    form = await hass.config_entries.options.async_init(hub.entry_id)
    assert wrong_in(form["data_schema"], "options", "init") == []


async def test_the_fields_of_a_new_hub_are_as_told(hass: HomeAssistant) -> None:
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert wrong_in(form["data_schema"], "config", "user") == []
    form = await hass.config_entries.flow.async_configure(form["flow_id"], {"kind": "raspberry_pi"})
    assert wrong_in(form["data_schema"], "config", "raspberry_pi") == []


@pytest.mark.parametrize("strategy", STRATEGIES)
async def test_the_fields_of_a_plant_are_as_told(hass: HomeAssistant, strategy: str) -> None:
    hub = await empty_hub(hass)
    hass.config_entries.async_update_entry(hub, options=OPTIONS)
    steps = Steps(hass, hub, "plant")
    form = await steps.start()
    for answer in (PLAIN, WIRES, CARE | {"strategy": strategy}):
        assert wrong_in(form["data_schema"], "plant", form["step_id"]) == []
        form = await steps.go(answer)
    assert form["step_id"] == strategy
    assert wrong_in(form["data_schema"], "plant", strategy) == []


async def test_the_fields_of_a_supply_are_as_told(hass: HomeAssistant) -> None:
    form = await Steps(hass, await empty_hub(hass), "supply").start()
    assert wrong_in(form["data_schema"], "supply", "user") == []


async def test_the_fields_of_a_species_are_as_told(hass: HomeAssistant) -> None:
    steps = Steps(hass, await empty_hub(hass), "species")
    await steps.start()
    form = await steps.go({"next_step_id": "describe"})
    assert wrong_in(form["data_schema"], "species", "describe") == []


def test_the_fields_of_a_part_of_a_device_are_as_told() -> None:
    assert wrong_in(vol.Schema(part_fields()), "http_device", "json_channel") == []


def test_the_units_of_a_channel_are_told() -> None:
    row = written()["MQTT devices", "A channel of …"]["Unit"]
    assert set(UNITS) == set(row["values"].split(", "))


def test_the_settings_of_every_chip_are_told() -> None:
    texts = FLOWS["raspberry_pi_device"]["step"]["sensor"]["data"]
    fields = written()["Devices of a Raspberry Pi", "The sensor"]
    for driver in DRIVERS.values():
        for key, info in driver.model_fields.items():
            row = fields[texts[key]]
            if get_origin(info.annotation) is Literal:
                assert f"{driver.title}" in row["values"]
                assert ", ".join(get_args(info.annotation)) in row["values"]
                assert str(info.default) in row["default"].split("; ")
            else:
                assert values_of(selector_of(key, info)) == [row["values"]]
                assert row["default"] == (EMPTY if info.default is None else plain(info.default))


def test_the_usual_pulses_of_a_flow_meter_are_told() -> None:
    row = written()["Devices of a Raspberry Pi", "Flow meter"]["Pulses in a litre"]
    assert row["default"] == str(USUAL_PULSES)


def test_the_number_of_species_is_told() -> None:
    for page in (PAGE, (ROOT / "README.md").read_text()):
        assert set(re.findall(r"(\d+) species", page)) == {str(len(CATALOGUE))}


def test_every_chapter_is_there_in_order() -> None:
    assert [heading for heading in headings(PAGE) if heading in CHAPTERS.values()] == [*CHAPTERS.values()]
