"""A hub's owner changes how it waters, and is told what can't be; what they don't touch stays."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos.const import CONF_KIND, DOMAIN, KIND_ENTITIES
from custom_components.plantos.domain.notices import Topic
from custom_components.plantos.domain.settings import SECTIONS, Settings
from custom_components.plantos.garden import settings_of
from custom_components.plantos.hardware.demo.twin import TANK_EMPTY, GardenFault, SupplyFault

from .conftest import BASIL, Bench
from .steps import empty_hub, fields_of

TEXTS = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())["options"]


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """A hub of existing entities."""
    return await empty_hub(hass)


async def opened(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """The form of a hub's options."""
    return await hass.config_entries.options.async_init(entry.entry_id)


async def answered(hass: HomeAssistant, entry: MockConfigEntry, answer: dict[str, Any]) -> Any:
    """What comes of an answer to it."""
    form = await opened(hass, entry)
    done = await hass.config_entries.options.async_configure(form["flow_id"], answer)
    await hass.async_block_till_done()
    return done


def sections_of(form: Any) -> dict[str, dict[str, Any]]:
    """Every section's fields by name, each with its marker."""
    return {
        str(key): {str(field): field for field in value.schema.schema}
        for key, value in form["data_schema"].schema.items()
        if str(key) in SECTIONS
    }


# --- every hub --------------------------------------------------------------------------------------


async def test_every_setting_is_on_the_form_once(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    form = await opened(hass, hub)
    shown = [field for fields in sections_of(form).values() for field in fields]

    assert fields_of(form) == set(SECTIONS)
    assert sorted(shown) == sorted(Settings.model_fields)


async def test_the_form_says_how_the_hub_is(bench: Bench) -> None:
    form = await opened(bench.hass, bench.entry)
    assert form["description_placeholders"]["state"] == "Plants: 1, with outlets: 1, supplies: 0. Nothing is wrong now."

    await bench.coordinator.waterer.standings.change(BASIL, locked=True)
    await bench.pass_time(120, step=60)
    form = await opened(bench.hass, bench.entry)
    assert form["description_placeholders"]["state"].endswith("What is wrong now: The outlet of Basil is locked.")


async def test_every_section_and_field_is_named_and_described(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    init = TEXTS["step"]["init"]
    sections = sections_of(await opened(hass, hub))
    assert init["sections"].keys() == sections.keys()
    for name, fields in sections.items():
        texts = init["sections"][name]
        assert texts["name"] and texts["description"]
        assert texts["data"].keys() == texts["data_description"].keys() == fields.keys()


async def test_an_untouched_form_changes_nothing(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    before = settings_of(hub)
    form = await opened(hass, hub)
    # An empty section is filled with its fields' defaults, as a person's form is.
    await answered(hass, hub, form["data_schema"]({name: {} for name in SECTIONS}))
    assert settings_of(hub) == before == Settings()


async def test_options_are_kept_and_shown_again(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    watering = {"quiet_start": "22:00:00", "quiet_end": "06:30:00", "gap_min": 90}
    done = await answered(hass, hub, {"watering": watering, "resilience": {"probe_profile": "aggressive"}})
    settings = settings_of(hub)
    shown = sections_of(await opened(hass, hub))

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert watering.items() <= done["data"]["watering"].items()
    assert (settings.gap_min, f"{settings.quiet_start}-{settings.quiet_end}") == (90, "22:00:00-06:30:00")
    assert settings.probe_profile == "aggressive"
    assert shown["watering"]["quiet_end"].description == {"suggested_value": "06:30:00"}
    assert shown["resilience"]["probe_profile"].description == {"suggested_value": "aggressive"}


async def test_a_section_that_is_not_sent_stays_as_it_was(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    await answered(hass, hub, {"watering": {"gap_min": 90}})
    await answered(hass, hub, {"sensing": {"critical_moisture": 12}})
    done = await answered(hass, hub, {})

    assert (settings_of(hub).gap_min, settings_of(hub).critical_moisture) == (90, 12)
    assert done["data"] == hub.options


async def test_a_field_that_is_emptied_is_as_it_is_without(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    quiet = {"quiet_start": "22:00:00", "quiet_end": "06:30:00"}
    await answered(hass, hub, {"watering": quiet | {"gap_min": 90}, "resilience": {"outlet_profile": "conservative"}})
    await answered(hass, hub, {"watering": {}, "resilience": {}})
    assert settings_of(hub) == Settings()


async def test_new_options_hold_at_once(bench: Bench) -> None:
    coordinator = bench.coordinator
    await answered(bench.hass, bench.entry, {"watering": {"gap_min": 90}})
    await bench.settle()

    assert bench.coordinator is coordinator
    assert coordinator.settings.gap_min == 90


# --- what can be wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("only", ["quiet_start", "quiet_end"])
async def test_quiet_hours_need_both_ends(hass: HomeAssistant, hub: MockConfigEntry, only: str) -> None:
    wrong = await answered(hass, hub, {"watering": {only: "22:00:00"}})
    assert wrong["errors"] == {"watering": "quiet_needs_both"}
    assert hub.options == {}

    both = {"watering": {"quiet_start": "22:00:00", "quiet_end": "06:00:00"}}
    right = await hass.config_entries.options.async_configure(wrong["flow_id"], both)
    assert right["type"] is FlowResultType.CREATE_ENTRY


async def test_quiet_hours_that_have_no_end_are_refused(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    wrong = await answered(hass, hub, {"watering": {"quiet_start": "22:00:00", "quiet_end": "22:00:00"}})
    assert wrong["errors"] == {"watering": "quiet_has_no_end"}


@pytest.mark.parametrize(
    ("silence", "error"),
    [
        ({"silent_start": "22:00:00"}, "silence_needs_both"),
        ({"silent_end": "07:00:00"}, "silence_needs_both"),
        ({"silent_start": "22:00:00", "silent_end": "22:00:00"}, "silence_has_no_end"),
    ],
)
async def test_silence_needs_a_beginning_and_an_end(
    hass: HomeAssistant, hub: MockConfigEntry, silence: dict[str, str], error: str
) -> None:
    wrong = await answered(hass, hub, {"notifications": silence})
    assert wrong["errors"] == {"notifications": error}

    night = {"notifications": {"silent_start": "22:00:00", "silent_end": "07:00:00"}}
    right = await hass.config_entries.options.async_configure(wrong["flow_id"], night)
    assert right["type"] is FlowResultType.CREATE_ENTRY


async def test_who_is_told_of_what_is_chosen(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    await answered(hass, hub, {"notifications": {"notify_targets": ["notify.anna"], "notify_about": ["alerts", "dry"]}})
    settings = settings_of(hub)
    assert settings.notify_targets == ("notify.anna",)
    assert settings.notify_about == (Topic.ALERTS, Topic.DRY)

    await answered(hass, hub, {"notifications": {"notify_about": []}})
    assert settings_of(hub).notify_about == settings_of(hub).notify_targets == ()


@pytest.mark.parametrize(
    ("answer", "section"),
    [
        ({"watering": {"approval_h": 0}}, "watering"),
        ({"watering": {"runs_per_hour": 2.5}}, "watering"),
        ({"sensing": {"quarantined_per_hour": 2.5}}, "sensing"),
    ],
)
async def test_what_cannot_be_is_said_in_words_above_an_open_section(
    hass: HomeAssistant, hub: MockConfigEntry, answer: dict[str, Any], section: str
) -> None:
    wrong = await answered(hass, hub, answer)
    collapsed = {
        str(key): value.options["collapsed"]
        for key, value in wrong["data_schema"].schema.items()
        if str(key) in SECTIONS
    }
    assert wrong["errors"] == {section: "invalid_value"}
    assert set(wrong["errors"].values()) <= TEXTS["error"].keys()
    assert [name for name, closed in collapsed.items() if not closed] == [section]


@pytest.mark.parametrize(
    "answer",
    [
        {"watering": {"gap_min": 10_081}},
        {"watering": {"soak_min": 0.5}},
        {"watering": {"frost_c": -21}},
        {"sensing": {"critical_moisture": 101}},
        {"sensing": {"jump_points": 4}},
        {"resilience": {"probe_profile": "reckless"}},
        {"watering": {"quiet_start": "noon", "quiet_end": "06:00:00"}},
    ],
)
async def test_the_form_itself_refuses_what_is_out_of_range(
    hass: HomeAssistant, hub: MockConfigEntry, answer: dict[str, Any]
) -> None:
    with pytest.raises(InvalidData):
        await answered(hass, hub, answer)


async def test_a_setting_that_nobody_knows_any_more_can_be_put_right(hass: HomeAssistant) -> None:
    # Such a hub can't be set up, and its form is the way out.
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_KIND: KIND_ENTITIES}, options={"sensing": {"gone": 1}})
    entry.add_to_hass(hass)
    wrong = await answered(hass, entry, {})
    assert wrong["errors"] == {"base": "invalid_value"}
    right = await hass.config_entries.options.async_configure(wrong["flow_id"], {"sensing": {}})
    assert right["type"] is FlowResultType.CREATE_ENTRY
    assert settings_of(entry) == Settings()


# --- the demo garden --------------------------------------------------------------------------------


async def test_the_options_of_the_demo_garden_break_parts_at_once(demo: Bench) -> None:
    coordinator = demo.coordinator
    done = await answered(demo.hass, demo.entry, {"speed": 1, "faults": ["basil-id:probe_dead", "tank_empty"]})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await demo.pass_time(61)

    assert demo.coordinator is coordinator
    assert demo.state("moisture", "basil-id").attributes["fault"] == "unavailable"
    tank = demo.hass.states.get("sensor.rain_barrel_tank_level")
    assert tank
    assert tank.state == "0.0"


async def test_another_speed_sets_the_demo_garden_up_anew(demo: Bench) -> None:
    coordinator = demo.coordinator
    await answered(demo.hass, demo.entry, {"speed": 600, "faults": []})
    await demo.settle()

    assert demo.coordinator is not coordinator
    assert demo.coordinator.clock.speed == 600


async def test_every_part_of_the_demo_garden_can_be_broken_by_name(demo: Bench) -> None:
    form = await opened(demo.hass, demo.entry)
    selector = next(value for key, value in form["data_schema"].schema.items() if str(key) == "faults")
    names = {option["value"]: option["label"] for option in selector.config["options"]}
    parts = {f"basil-id:{fault}" for fault in GardenFault} | {f"rain-barrel-id:{fault}" for fault in SupplyFault}

    assert parts | {TANK_EMPTY} <= names.keys()
    assert len(names) == 1 + 5 * len(GardenFault) + len(SupplyFault)
    assert names["basil-id:leak"] == "Basil: valve leaks though closed"
    assert names["rain-barrel-id:pump_stuck_on"] == "Rain barrel: pump doesn't stop"


async def test_speed_and_faults_alone_keep_the_rest(demo: Bench) -> None:
    await answered(demo.hass, demo.entry, {"speed": 1, "faults": [], "watering": {"gap_min": 90}})
    done = await answered(demo.hass, demo.entry, {"speed": 1, "faults": ["tank_empty"]})

    assert done["data"]["faults"] == ["tank_empty"]
    assert settings_of(demo.entry).gap_min == 90


async def test_a_plant_that_is_gone_takes_its_faults_along(demo: Bench) -> None:
    await answered(demo.hass, demo.entry, {"speed": 1, "faults": ["basil-id:probe_dead", "tank_empty"]})
    demo.hass.config_entries.async_remove_subentry(demo.entry, "basil-id")
    await demo.settle()
    form = await opened(demo.hass, demo.entry)
    faults = next(key for key in form["data_schema"].schema if str(key) == "faults")

    assert faults.description == {"suggested_value": ["tank_empty"]}


async def test_a_hub_of_entities_has_no_speed(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    with pytest.raises(InvalidData):
        await answered(hass, hub, {"speed": 600})
