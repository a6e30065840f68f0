"""A person chooses how a plant is watered, and is asked only for what that way needs."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.domain.plants import Plant, Rainy
from custom_components.plantos.domain.schedules import Missed, Schedule
from custom_components.plantos.schedule_form import MONTHS, SEASON, schedule_of, shown

from .conftest import BASIL, Bench, BenchMaker
from .steps import CARE, WHO, WIRES, Steps, empty_hub, fields_of, suggested
from .test_translations import ENGLISH

SIZED = WHO | {"pot_volume_l": 3, "indoor": False}
INDOORS = SIZED | {"indoor": True}
UNPROBED = {key: value for key, value in WIRES.items() if key != "moisture_probe"}
TIMES = {"times": ["06:30", "19:00"]}


WEATHER = {"weather": {"weather_entity": "weather.home"}}
LEARNING = {"features": {"ml_watering_scheduler": True}}
ERRORS = ENGLISH["config_subentries"]["plant"]["error"]


async def set_options(hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]) -> None:
    """Set what holds for the whole hub."""
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()


@pytest.fixture
async def plant(hass: HomeAssistant) -> Steps:
    """The form of a new plant, in a hub that knows its weather."""
    hub = await empty_hub(hass)
    await set_options(hass, hub, WEATHER)
    return Steps(hass, hub, "plant")


async def cared(plant: Steps, strategy: str, who: dict[str, Any] = SIZED, wires: dict[str, Any] = WIRES) -> Any:
    """The form that follows on the choice of a strategy."""
    await plant.all(who, wires)
    return await plant.go(CARE | {"strategy": strategy})


def made(plant: Steps) -> Plant:
    """The plant that came of a form."""
    assert plant.now["type"] is FlowResultType.CREATE_ENTRY
    [found] = plant.entry.runtime_data.plants.values()
    assert isinstance(found, Plant)
    return found


def own_fields(plant: Steps) -> dict[str, Any]:
    """What a new plant's subentry holds beyond what every plant's does."""
    common = {*SIZED, *WIRES, *CARE, "probes", "automatic", "pulse_soak_min", "needs_approval"}
    return {key: value for key, value in plant.now["data"].items() if key not in common}


# --- each strategy's own step -----------------------------------------------------------------------


async def test_a_plant_that_is_watered_by_hand_is_asked_for_nothing_more(plant: Steps) -> None:
    await cared(plant, "manual")
    assert (made(plant).strategy, own_fields(plant)) == ("manual", {})


async def test_soil_moisture_may_be_watered_on_above_the_minimum(plant: Steps) -> None:
    await plant.all(SIZED, WIRES, CARE | {"more": {"hysteresis": 8}})
    assert made(plant).hysteresis == 8
    assert own_fields(plant) == {"hysteresis": 8}


async def test_soil_moisture_needs_nothing_more(plant: Steps) -> None:
    await cared(plant, "moisture")
    assert (made(plant).hysteresis, own_fields(plant)) == (0, {})


async def test_evapotranspiration_asks_how_old_the_plant_is_and_how_dry_it_may_get(plant: Steps) -> None:
    form = await cared(plant, "evapotranspiration")
    assert (form["step_id"], fields_of(form)) == ("evapotranspiration", {"planted", "allowed_depletion"})
    await plant.go({"planted": "2025-04-01", "allowed_depletion": 30})
    assert (str(made(plant).planted), made(plant).allowed_depletion) == ("2025-04-01", 0.3)
    assert own_fields(plant) == {"planted": "2025-04-01", "allowed_depletion": 0.3}


async def test_how_dry_the_roots_may_get_is_shown_in_percent(plant: Steps) -> None:
    form = await cared(plant, "evapotranspiration")
    share = form["data_schema"].schema["allowed_depletion"]
    assert (share.config["unit_of_measurement"], share.config["max"]) == ("%", 95)
    assert form["data_schema"]({}) == {"allowed_depletion": 50}
    await plant.go({"allowed_depletion": 57})
    assert made(plant).allowed_depletion == 0.57
    [plant_id] = plant.entry.subentries
    await plant.start(plant_id)
    for answer in (SIZED, WIRES):
        await plant.go(answer)
    assert suggested(await plant.go(CARE | {"strategy": "evapotranspiration"}))["allowed_depletion"] == 57


async def test_a_plant_cannot_have_been_planted_in_days_to_come(plant: Steps, freezer: Any) -> None:
    freezer.move_to("2026-07-09 12:00:00+00:00")
    await cared(plant, "evapotranspiration")
    ahead = await plant.go({"planted": "2027-07-09", "allowed_depletion": 50})
    assert (ahead["step_id"], ahead["errors"]) == ("evapotranspiration", {"planted": "planted_ahead"})
    await plant.go({"planted": "2026-07-09", "allowed_depletion": 50})
    assert str(made(plant).planted) == "2026-07-09"


async def test_a_plant_of_unknown_age_has_no_date(plant: Steps) -> None:
    await cared(plant, "evapotranspiration")
    await plant.go({"allowed_depletion": 50})
    assert made(plant).planted is None


async def test_the_weather_leads_on_to_what_it_goes_by(plant: Steps) -> None:
    form = await cared(plant, "weather")
    assert (form["step_id"], fields_of(form), form["last_step"]) == ("weather", {"base", "rainy"}, False)
    assert (await plant.go({"base": "schedule", "rainy": "skip"}))["step_id"] == "schedule"
    await plant.go(TIMES)
    found = made(plant)
    assert (found.strategy, found.base, found.rainy) == ("weather", "schedule", Rainy.SKIP)
    assert own_fields(plant) == {
        "base": "schedule",
        "rainy": "skip",
        "schedule": {"times": ["06:30:00", "19:00:00"]},
    }


@pytest.mark.parametrize("base", ["moisture", "evapotranspiration"])
async def test_every_base_of_the_weather_is_asked_for_its_own_fields(plant: Steps, base: str) -> None:
    await cared(plant, "weather")
    asked = await plant.go({"base": base, "rainy": "reduce"})
    if base != "moisture":
        assert asked["step_id"] == base
        await plant.go({})
    assert (made(plant).base, made(plant).rainy) == (base, Rainy.REDUCE)


async def test_a_plant_that_learns_may_be_allowed_to_water_blind(hass: HomeAssistant, plant: Steps) -> None:
    await set_options(hass, plant.entry, LEARNING)
    form = await cared(plant, "predictive")
    assert (form["step_id"], fields_of(form)) == ("predictive", {"planted", "season_days", "waters_blind"})
    assert "Careful" in ENGLISH["config_subentries"]["plant"]["step"]["predictive"]["data_description"]["waters_blind"]
    own = {"planted": "2025-04-20", "season_days": 130, "waters_blind": True}
    await plant.go(own)
    assert (made(plant).strategy, own_fields(plant)) == ("predictive", own)


async def test_who_has_a_bed_may_say_what_its_probe_shows(hass: HomeAssistant, plant: Steps) -> None:
    await set_options(hass, plant.entry, LEARNING)
    bed = {key: value for key, value in SIZED.items() if key != "pot_volume_l"} | {"area_m2": 2}
    form = await cared(plant, "predictive", bed)
    assert fields_of(form) == {"planted", "season_days", "reads_full", "reads_wilted", "waters_blind"}
    wrong = await plant.go({"reads_full": 22, "reads_wilted": 20, "waters_blind": False})
    assert wrong["errors"] == {"reads_full": "reads_no_scale"}
    await plant.go({"reads_full": 55, "reads_wilted": 20, "waters_blind": False})
    assert (made(plant).reads_full, made(plant).reads_wilted) == (55.0, 20.0)


async def test_a_strategy_behind_a_flag_isnt_offered_to_others(plant: Steps) -> None:
    await plant.all(SIZED, WIRES)
    with pytest.raises(InvalidData):
        await plant.go(CARE | {"strategy": "predictive"})


async def test_automatic_waterings_may_keep_a_distance(plant: Steps) -> None:
    await plant.all(SIZED, WIRES)
    await plant.go(CARE | {"strategy": "manual", "more": {"automatic_gap_h": 48}})
    assert made(plant).automatic_gap_h == 48


async def test_nothing_is_kept_before_the_last_step(plant: Steps) -> None:
    await cared(plant, "weather")
    await plant.go({"base": "schedule", "rainy": "skip"})
    assert plant.entry.subentries == {}


# --- the schedule -----------------------------------------------------------------------------------


WHOLE = {
    "times": ["19:00", "06:30:15", "6:45"],
    "sunrise_min": -30,
    "sunset_min": 15,
    "finish": True,
    "weekdays": ["mon", "fri"],
    "every_days": 3,
    "first_day": "2026-05-04",
    "every_h": 36,
    "missed": "catch_up",
    "grace_min": 90,
    SEASON: {"by_sun": True, **{month: 100 - 7 * number for number, month in enumerate(MONTHS)}},
}


async def test_every_field_of_a_schedule_can_be_filled_in(plant: Steps) -> None:
    form = await cared(plant, "schedule")
    season = form["data_schema"].schema[SEASON].schema.schema
    assert (fields_of(form) | set(map(str, season))) - {SEASON} == {*Schedule.model_fields, *MONTHS} - {"months"}
    await plant.go(WHOLE)
    schedule = made(plant).schedule
    assert [f"{time}" for time in schedule.times] == ["06:30:15", "06:45:00", "19:00:00"]
    assert (schedule.sunrise_min, schedule.sunset_min, schedule.finish) == (-30, 15, True)
    assert (sorted(schedule.weekdays), schedule.every_days, str(schedule.first_day)) == ([0, 4], 3, "2026-05-04")
    assert (schedule.every_h, schedule.missed, schedule.grace_min) == (36, Missed.CATCH_UP, 90)
    assert (schedule.by_sun, schedule.months[0], schedule.months[11]) == (True, 1.0, 0.23)


async def test_what_is_as_always_isnt_written_down(plant: Steps) -> None:
    await cared(plant, "schedule")
    await plant.go({"every_h": 48})
    assert own_fields(plant) == {"schedule": {"every_h": 48}}


async def test_days_are_counted_from_today_unless_told_otherwise(plant: Steps, freezer: Any) -> None:
    freezer.move_to("2026-07-09 12:00:00+00:00")
    assert suggested(await cared(plant, "schedule"))["first_day"] == "2026-07-09"


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({}, {"times": "schedule_never"}),
        ({"times": []}, {"times": "schedule_never"}),
        (
            TIMES | {"weekdays": ["tue"], "every_days": 14, "first_day": "2026-01-05"},
            {"times": "schedule_never"},
        ),
        (TIMES | {SEASON: dict.fromkeys(MONTHS, 0)}, {SEASON: "season_never"}),
        ({"times": ["noon"]}, {"times": "not_a_time"}),
        ({"times": ["06:30", "25:00"]}, {"times": "not_a_time"}),
        (TIMES | {"every_days": 2.5}, {"every_days": "invalid_value"}),
    ],
)
async def test_a_schedule_that_cannot_be_is_said_and_put_right(
    plant: Steps, answer: dict[str, Any], errors: dict[str, str]
) -> None:
    await cared(plant, "schedule")
    wrong = await plant.go(answer)
    assert (wrong["step_id"], wrong["errors"]) == ("schedule", errors)
    assert (
        errors["times" if "times" in errors else next(iter(errors))] in ENGLISH["config_subentries"]["plant"]["error"]
    )
    assert suggested(wrong)["times"] == answer.get("times")
    await plant.go(TIMES)
    assert len(made(plant).schedule.times) == 2


async def test_a_time_is_taken_as_it_was_written(plant: Steps) -> None:
    form = await cared(plant, "schedule")
    # A list to choose from is searched, and Enter takes the nearest in it.
    assert form["data_schema"].schema["times"].selector_type == "text"
    await plant.go({"times": ["6:30", " 19:05 ", ""]})
    assert [f"{time:%H:%M}" for time in made(plant).schedule.times] == ["06:30", "19:05"]


async def test_what_is_no_time_of_day_is_named(plant: Steps) -> None:
    await cared(plant, "schedule")
    wrong = await plant.go({"times": ["06:30", "25:00", "noon"]})
    assert wrong["description_placeholders"]["wrong"] == "25:00, noon"
    assert "{wrong}" in ERRORS["not_a_time"]


def test_a_schedule_is_the_same_after_a_form_has_shown_it() -> None:
    schedule = schedule_of(WHOLE)
    assert schedule_of(shown(schedule)) == schedule
    assert shown(schedule)["times"] == ["06:30:15", "06:45", "19:00"]


# --- what a strategy can't do without ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("strategy", "enough", "not_enough"),
    [
        ("weather", {"weather_entity"}, {"outdoor_temperature", "outdoor_rain"}),
        ("evapotranspiration", {"weather_entity"}, {"outdoor_rain", "outdoor_humidity"}),
        ("evapotranspiration", {"outdoor_temperature"}, {"outdoor_rain"}),
    ],
)
async def test_what_goes_by_the_weather_needs_the_sources_it_goes_by(
    hass: HomeAssistant, plant: Steps, strategy: str, enough: set[str], not_enough: set[str]
) -> None:
    for sources in (set[str](), not_enough):
        await set_options(hass, plant.entry, {"weather": {name: f"sensor.{name}" for name in sources}})
        wrong = await cared(plant, strategy)
        assert (wrong["step_id"], wrong["errors"]) == ("care", {"strategy": f"{strategy}_needs_source"})
        assert wrong["errors"]["strategy"] in ERRORS
    await set_options(hass, plant.entry, {"weather": {name: f"sensor.{name}" for name in enough}})
    assert (await plant.go(CARE | {"strategy": strategy}))["step_id"] == strategy


async def test_indoors_evapotranspiration_needs_the_air_around_the_plant_and_no_weather(
    hass: HomeAssistant, plant: Steps
) -> None:
    wrong = await cared(plant, "evapotranspiration", who=INDOORS, wires=WIRES | {"temperature_probe": "sensor.plain"})
    assert wrong["errors"] == {"strategy": "evapotranspiration_needs_probes"}
    assert "evapotranspiration_needs_probes" in ERRORS
    await set_options(hass, plant.entry, {})
    air = {"temperature_probe": "sensor.plain", "humidity_probe": "sensor.second"}
    assert (await cared(plant, "evapotranspiration", who=INDOORS, wires=WIRES | air))["step_id"] == "evapotranspiration"


async def test_evapotranspiration_needs_the_size_of_pot_or_bed(plant: Steps) -> None:
    wrong = await cared(plant, "evapotranspiration", who=WHO)
    assert wrong["errors"] == {"strategy": "evapotranspiration_needs_size"}
    await plant.go(CARE | {"strategy": "weather"})
    assert (await plant.go({"base": "evapotranspiration", "rainy": "skip"}))["errors"] == {
        "base": "evapotranspiration_needs_size"
    }


async def test_an_area_is_a_size_as_well(plant: Steps) -> None:
    assert (await cared(plant, "evapotranspiration", who=WHO | {"area_m2": 2, "indoor": False}))[
        "step_id"
    ] == "evapotranspiration"


@pytest.mark.parametrize("strategy", ["moisture", "predictive"])
async def test_what_goes_by_soil_moisture_needs_a_probe(hass: HomeAssistant, plant: Steps, strategy: str) -> None:
    await set_options(hass, plant.entry, LEARNING)
    wrong = await cared(plant, strategy, wires=UNPROBED)
    assert (wrong["step_id"], wrong["errors"]) == ("care", {"strategy": "moisture_needs_probe"})


async def test_the_weather_needs_what_its_base_needs(plant: Steps) -> None:
    assert (await cared(plant, "weather", wires=UNPROBED))["step_id"] == "weather"
    wrong = await plant.go({"base": "moisture", "rainy": "reduce"})
    assert (wrong["step_id"], wrong["errors"]) == ("weather", {"base": "moisture_needs_probe"})
    assert (await plant.go({"base": "schedule", "rainy": "reduce"}))["step_id"] == "schedule"


async def test_a_schedule_needs_no_probe_no_weather_and_no_size(hass: HomeAssistant, plant: Steps) -> None:
    await set_options(hass, plant.entry, {})
    assert (await cared(plant, "schedule", who=WHO, wires=UNPROBED))["step_id"] == "schedule"


# --- changing a plant -------------------------------------------------------------------------------


async def changed(bench: Bench, care: dict[str, Any], *answers: dict[str, Any]) -> Steps:
    """A plant's form, answered up to its last step but one."""
    await set_options(bench.hass, bench.entry, WEATHER)
    await bench.settle()
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start(BASIL)
    for answer in (SIZED, WIRES, CARE | care, *answers):
        await steps.go(answer)
    return steps


async def test_a_schedule_is_shown_as_it_is_and_an_untouched_form_changes_nothing(make_bench: BenchMaker) -> None:
    schedule = schedule_of(WHOLE).model_dump(mode="json", exclude_defaults=True)
    bench = await make_bench(strategy="schedule", schedule=schedule)
    steps = await changed(bench, {"strategy": "schedule"})
    filled = {key: value for key, value in suggested(steps.now).items() if value is not None}
    season = steps.now["data_schema"].schema[SEASON].schema
    assert filled == {key: value for key, value in shown(schedule_of(WHOLE)).items() if key in filled}
    done = await steps.go(filled | {SEASON: suggested({"data_schema": season})})
    await bench.settle()

    assert done["reason"] == "reconfigure_successful"
    assert bench.entry.subentries[BASIL].data["schedule"] == schedule


async def test_what_is_taken_off_a_form_is_gone(make_bench: BenchMaker) -> None:
    plan = {"times": ["06:30:00"], "weekdays": [0], "sunset_min": 5.0}
    bench = await make_bench(strategy="schedule", schedule=plan, automatic_gap_h=48.0)
    steps = await changed(bench, {"strategy": "schedule", "more": {}})
    await steps.go({"times": ["06:30"]})
    await bench.settle()
    assert bench.entry.subentries[BASIL].data["schedule"] == {"times": ["06:30:00"]}
    assert bench.coordinator.plants[BASIL].automatic_gap_h is None


@pytest.mark.parametrize(
    ("strategy", "before", "answer"),
    [
        ("predictive", {"season_days": 130, "waters_blind": True}, {"waters_blind": True}),
        ("evapotranspiration", {"planted": "2026-04-01", "allowed_depletion": 0.5}, {"allowed_depletion": 50}),
    ],
)
async def test_a_field_of_a_strategy_can_be_emptied(
    make_bench: BenchMaker, strategy: str, before: dict[str, Any], answer: dict[str, Any]
) -> None:
    bench = await make_bench(strategy=strategy, **before)
    steps = await changed(bench, {"strategy": strategy})
    assert {key for key, value in suggested(steps.now).items() if value is not None} >= before.keys()
    await steps.go(answer)
    await bench.settle()
    assert before.keys() & bench.entry.subentries[BASIL].data.keys() == answer.keys()


async def test_the_weather_shows_what_was_chosen(make_bench: BenchMaker) -> None:
    bench = await make_bench(
        strategy="weather", base="schedule", rainy="skip", schedule={"every_h": 24.0}, automatic=False
    )
    steps = await changed(bench, {"strategy": "weather"})
    assert suggested(steps.now) == {"base": "schedule", "rainy": "skip"}
    await steps.go({"base": "schedule", "rainy": "reduce"})
    assert suggested(steps.now)["every_h"] == 24
    await steps.go({"every_h": 24})
    await bench.settle()
    plant = bench.coordinator.plants[BASIL]
    assert (plant.rainy, plant.schedule.every_h) == (Rainy.REDUCE, 24)


async def test_what_another_strategy_was_told_waits_for_it(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="schedule", schedule={"every_h": 24.0}, automatic=False)
    await changed(bench, {"strategy": "manual"})
    await bench.settle()
    plant = bench.coordinator.plants[BASIL]
    assert (plant.strategy, plant.schedule.every_h) == ("manual", 24)


async def test_what_was_changed_elsewhere_while_a_step_was_open_stays(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="moisture", hysteresis=5.0)
    steps = await changed(bench, {"strategy": "schedule"})
    bench.coordinator.async_change(BASIL, automatic=False, dose_ml=70.0, hysteresis=9.0)
    await bench.settle()
    await steps.go(TIMES)
    await bench.settle()
    plant = bench.coordinator.plants[BASIL]
    assert (plant.strategy, len(plant.schedule.times)) == ("schedule", 2)
    assert (plant.automatic, plant.dose_ml, plant.hysteresis) == (False, 70, 9)


async def test_a_plant_keeps_a_strategy_that_is_no_longer_offered(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="predictive", waters_blind=True)
    steps = await changed(bench, {"strategy": "predictive"})
    assert suggested(steps.now)["waters_blind"] is True
    await steps.go({"waters_blind": False})
    await bench.settle()
    plant = bench.coordinator.plants[BASIL]
    assert (plant.strategy, plant.waters_blind) == ("predictive", False)


async def test_a_plant_that_changes_its_strategy_may_no_longer_water_blind(make_bench: BenchMaker) -> None:
    bench = await make_bench(strategy="predictive", waters_blind=True)
    await changed(bench, {"strategy": "manual"})
    await bench.settle()
    assert "waters_blind" not in bench.entry.subentries[BASIL].data
    assert bench.coordinator.plants[BASIL].strategy == "manual"


@pytest.mark.parametrize(
    ("selector", "options"),
    [("rainy", set(Rainy)), ("missed", set(Missed)), ("weekday", {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})],
)
def test_every_choice_is_translated(selector: str, options: set[str]) -> None:
    assert ENGLISH["selector"][selector]["options"].keys() == options
