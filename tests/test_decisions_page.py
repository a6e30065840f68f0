"""docs/decisions.md: every example comes out as the page says, and every number is the code's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from importlib import import_module
from math import log
import re
from typing import Any

import pytest

from custom_components.plantos.domain.alerts import critical_below
from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.depletion import zone_of
from custom_components.plantos.domain.evapotranspiration import hargreaves, indoors, penman_monteith
from custom_components.plantos.domain.forecast import dry_at
from custom_components.plantos.domain.guardrails import GUARDRAILS, check
from custom_components.plantos.domain.health import assess_health
from custom_components.plantos.domain.learning import Bed, Ground, Learned
from custom_components.plantos.domain.learning.beliefs import Of, reset
from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import OutletState, Snapshot
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.domain.strategies import decide
from custom_components.plantos.domain.strategies.bed import allowed_share
from custom_components.plantos.domain.supplies import Supply, SupplyState
from custom_components.plantos.domain.verification import EXCESS_POINTS, EXCESS_TIMES, LEAST_RISE, effect, expected_rise
from custom_components.plantos.domain.water_balance import SOILS
from custom_components.plantos.domain.water_use import WaterBudget
from custom_components.plantos.domain.weather import DayWeather, Site

from .domain.conftest import DAY, HOUR, MINUTE, NOW, a_command, a_plant, a_reading, a_snapshot, cached
from .pages import DOCS

type Told = dict[str, str]
type Given = dict[str, float]
type Found = dict[str, float | str]

PAGE = (DOCS / "decisions.md").read_text()
TABLES = re.findall(r"^\| example: (.+?) \| \|\n\|---\|---\|\n((?:\|.*\|\n)+)", PAGE, re.MULTILINE)
ROWS: dict[str, Told] = {name: dict(re.findall(r"^\| (.+?) \| (.+?) \|$", rows, re.MULTILINE)) for name, rows in TABLES}
NUMBERS: list[tuple[str, str, str]] = re.findall(r"^\| `([a-z_.]+\.\w+)` \| ([\d., ]+) \|(.*)\|$", PAGE, re.MULTILINE)
LEARNING = Settings(ml_watering_scheduler=True)
TOMATO = CATALOGUE["solanum_lycopersicum"]


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def number(text: str) -> str:
    """The number at the beginning of what the page says."""
    found = re.match(r"-?\d+(?:\.\d+)?", text)
    assert found, text
    return found[0]


def of(snapshot: Snapshot) -> Found:
    decision = decide(snapshot)
    return {"decision": decision.reason.key, "amount": decision.amount_ml}


# --- the examples ---------------------------------------------------------------------------------------


def a_runs_limit(given: Given) -> Found:
    amount = given.pop("amount")
    plant = a_plant(flow_ml_s=given.pop("flow rate"), priming_s=given.pop("hose fills for"))
    unmeasured = plant.model_copy(update={"flow_calibrated": False})
    return {
        "open for": plant.run_seconds(amount),
        "closed after": plant.run_limit_s(amount),
        "most at once, measured": plant.largest_ml,
        "most at once, not measured": unmeasured.largest_ml,
    }


def the_limits(given: Given) -> Found:
    plant = a_plant(pot_volume_l=given.pop("pot", None), area_m2=given.pop("area", None))
    return {"per run": plant.run_limit_ml, "per day": plant.day_limit_ml}


def by_moisture(given: Given) -> Found:
    plant = a_plant(moisture_min=given.pop("minimum"), dose_ml=given.pop("dose"))
    return of(a_snapshot(a_reading(given.pop("moisture")), plant=plant))


def until_moist(given: Given) -> Found:
    plant = a_plant(moisture_min=given.pop("minimum"), hysteresis=given.pop("hysteresis"), dose_ml=given.pop("dose"))
    past = Past(moisture=((NOW - HOUR, given.pop("moisture an hour ago")),))
    snapshot = replace(a_snapshot(a_reading(given.pop("moisture")), plant=plant), past=past)
    return {**of(snapshot), "target": decide(snapshot).inputs["target"]}


def by_schedule(given: Given) -> Found:
    months = [1.0] * 12
    months[NOW.month - 1] = given.pop("share of November")
    schedule = {"times": [time(int(given.pop("hour of the watering")))], "months": months}
    at = NOW.replace(hour=int(given.pop("hour now")))
    return of(a_snapshot(plant=a_plant(strategy="schedule", dose_ml=given.pop("dose"), schedule=schedule), at=at))


def a_site(given: Given) -> Site:
    return Site(given.pop("latitude"), 0.0, given.pop("elevation"))


def a_july_day(given: Given) -> Found:
    site = a_site(given)
    day = DayWeather(
        int(given.pop("day of the year")),
        given.pop("lowest"),
        given.pop("highest"),
        humidity_low=given.pop("lowest humidity"),
        humidity_high=given.pop("highest humidity"),
        wind=given.pop("wind at 10 m"),
        sunshine_h=given.pop("sunshine"),
    )
    return {"ET0": penman_monteith(day, site).mm}


def temperatures_alone(given: Given) -> Found:
    site = a_site(given)
    day = DayWeather(int(given.pop("day of the year")), given.pop("lowest"), given.pop("highest"))
    return {"ET0": hargreaves(day, site).mm}


def in_a_room(given: Given) -> Found:
    return {"ET0": indoors(given.pop("temperature"), given.pop("humidity")).mm}


def dry_days(given: Given) -> Found:
    plant = a_plant(strategy="evapotranspiration", indoor=False, pot_volume_l=given.pop("pot"))
    days, reference = int(given.pop("days")), given.pop("ET0 a day")
    start = NOW - days * DAY
    spells = tuple(Spell(start + n * DAY, start + (n + 1) * DAY, reference, 0.0) for n in range(days))
    snapshot = replace(a_snapshot(plant=plant), past=Past(spells, start))
    zone, inputs = zone_of(plant, None), decide(snapshot).inputs
    assert zone
    lost = {"allowed": inputs["allowed_mm"], "lost": inputs["depletion_mm"]}
    return {"area": zone.area_m2, "TAW": zone.available_mm, **lost, **of(snapshot)}


def before_rain(given: Given) -> Found:
    plant = a_plant(strategy="weather", indoor=False, dose_ml=given.pop("dose"))
    hours = Period(start=NOW, end=NOW + DAY, rain_probability=given.pop("rain probability") / 100)
    return of(replace(a_snapshot(a_reading(given.pop("moisture")), plant=plant), forecast=Forecast(NOW, (hours,))))


def a_learned_fern(given: Given) -> Found:
    plant = a_plant(
        strategy="predictive",
        pot_volume_l=given.pop("pot"),
        moisture_min=given.pop("minimum"),
        moisture_max=given.pop("maximum"),
    )
    state = Learned.of(plant, NOW)
    known = {
        Of.LEVEL: (given.pop("level"), given.pop("spread of the level")),
        Of.RESPONSE: (log(given.pop("response γ")), given.pop("spread of ln γ")),
        Of.DRYING: (log(given.pop("drying κ")), 0.1),
        Of.SHAPE: (given.pop("shape p"), 0.1),
    }
    demand, noise, most = (
        given.pop("demand an hour"),
        given.pop("noise of the probe"),
        given.pop("largest watering yet"),
    )
    state = replace(state, belief=reset(state.belief, known), noise=noise, demand=demand, ml_most=most)
    state = replace(state, demand_most=demand, days=12.0, readings=288, waterings=5)
    snapshot = a_snapshot(a_reading(given.pop("moisture")), plant=plant)
    snapshot = replace(snapshot, learned=state, settings=LEARNING)
    decision = decide(snapshot)
    told = decision.inputs
    found: Found = {"drop in 3 hours": told["drop"], "safe": told["safe_ml"], "reaches": told["after"]}
    return {**found, **of(snapshot), "pulses": decision.pulses}


def tomatoes(given: Given) -> Found:
    plant = a_plant(
        strategy="predictive",
        indoor=False,
        area_m2=given.pop("area"),
        substrate="garden_soil",
        species=TOMATO.key,
        reads_full=given.pop("probe in drained soil"),
        reads_wilted=given.pop("probe in wilted soil"),
        flow_ml_s=100.0,
    )
    bed = Bed.of(plant, TOMATO)
    assert bed
    # Each column as moist as the next, and the probe among all roots.
    alike = len(Ground.of(bed).columns[0]) - 2
    columns = [(0.0, 0.0, *(given.pop("share of the water left"),) * alike)] * 24
    ground, demand = Ground.kept(columns, 50.0, 1.0, 0), given.pop("ET0 an hour")
    state = replace(Learned.of(plant, NOW, bed), ground=ground, demand=demand, dark_h=0.0, readings=20, days=20.0)
    snapshot = a_snapshot(a_reading(given.pop("moisture")), plant=plant)
    snapshot = replace(snapshot, learned=state, species=TOMATO, settings=LEARNING)
    told, day = decide(snapshot).inputs, bed.day(snapshot.today)
    crop = bed.on(day)
    return {
        "roots": crop.root_m,
        "holds": told["available_mm"],
        "lacks": told["depletion_mm"],
        "allowed share": allowed_share(bed, day, ground.thirst * crop.basal * 24 * demand),
        "allowed": told["allowed_mm"],
        **of(snapshot),
    }


def never_arrived(given: Given) -> Found:
    before, after, noise = given.pop("before"), given.pop("after"), given.pop("noise")
    expected = expected_rise(given.pop("amount"), given.pop("pot"))
    assert expected is not None
    # The least rise that isn't seen is one below the visible.
    visible = next(rise / 100 for rise in range(1, 3_000) if effect(before, before + rise / 100, 6.0, noise) == "seen")
    return {
        "expected": expected,
        "visible": visible,
        "effect": effect(before, after, expected, noise, LEAST_RISE),
        "too much from": before + EXCESS_TIMES * expected + EXCESS_POINTS,
    }


def a_straight_line(given: Given) -> Found:
    first, falls = given.pop("first"), given.pop("falls an hour")
    step = 30 * MINUTE
    points = [(NOW + n * step, first - falls * n / 2) for n in range(int(given.pop("means, half an hour apart")))]
    dry = dry_at(points, given.pop("minimum"))
    assert dry
    return {"hours from the last one": (dry - points[-1][0]) / HOUR}


def criticals(given: Given) -> Found:
    minimum = given.pop("minimum")
    return {"critical below": critical_below(a_plant(moisture_min=minimum), Settings())}


def a_dry_week(given: Given) -> Found:
    plant = a_plant(moisture_min=given.pop("minimum"), moisture_max=given.pop("maximum"))
    week = {Measure.MOISTURE: [given.pop("moisture")] * 168, Measure.TEMPERATURE: [given.pop("temperature")] * 168}
    health = assess_health(plant, TOMATO, week)
    assert health.score is not None
    factors = health.factors
    return {
        "factor of moisture": factors[Measure.MOISTURE],
        "factor of temperature": factors[Measure.TEMPERATURE],
        "score": health.score,
    }


WORKED: dict[str, Callable[[Given], Found]] = {
    "the limits of a large pot": the_limits,
    "the limits of a bed": the_limits,
    "a run's limit": a_runs_limit,
    "just dry enough": by_moisture,
    "not dry yet": by_moisture,
    "on until moist": until_moist,
    "an autumn dose": by_schedule,
    "a July day in Brussels (FAO-56's example 18)": a_july_day,
    "temperatures alone (FAO-56's example 20)": temperatures_alone,
    "a day in a room": in_a_room,
    "a pot of 3 l on the fifth dry day": dry_days,
    "the same pot a day earlier": dry_days,
    "rain is likely": before_rain,
    "not likely enough": before_rain,
    "a fern of 3 l that was learned": a_learned_fern,
    "tomatoes on 2 m² that have used 45 %": tomatoes,
    "water that never arrived": never_arrived,
    "a straight line": a_straight_line,
    "a cactus": criticals,
    "a basil": criticals,
    "seven dry days in good air": a_dry_week,
}


def test_every_example_is_worked() -> None:
    assert list(ROWS) == list(WORKED)


@pytest.mark.parametrize("name", WORKED)
def test_an_example_comes_out_as_the_page_says(name: str) -> None:
    told = {what.removeprefix("→ "): text for what, text in ROWS[name].items() if what.startswith("→ ")}
    given = {what: float(number(text)) for what, text in ROWS[name].items() if not what.startswith("→ ")}
    found = WORKED[name](given)

    assert not given, "what the page gives was not used"
    shown = {}
    for what, value in found.items():
        places = 0 if isinstance(value, str) else len(number(told[what]).partition(".")[2])
        shown[what] = f"`{value}`" if isinstance(value, str) else f"{value:.{places}f}"
    assert shown == {what: text if "`" in text else number(text) for what, text in told.items()}


# --- the numbers ----------------------------------------------------------------------------------------


def test_the_page_has_its_numbers() -> None:
    assert len(NUMBERS) > 90


@pytest.mark.parametrize(("name", "told", "unit"), NUMBERS, ids=[name for name, *_ in NUMBERS])
def test_a_number_of_the_page_is_the_codes(name: str, told: str, unit: str) -> None:
    owner, _, key = name.rpartition(".")
    if owner == "settings":
        value: Any = getattr(Settings(), key)
    elif owner == "plant":
        value = Plant.model_fields[key].default
    else:
        value = getattr(import_module(f"custom_components.plantos.domain.{owner}"), key)
    if isinstance(value, timedelta):
        value /= {"hours": HOUR, "minutes": MINUTE}[unit.split(maxsplit=1)[0]]
    numbers = [float(part) for part in told.split(", ")]
    assert numbers == pytest.approx(list(value) if isinstance(value, tuple) else [value])


def test_the_soils_are_the_codes() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
    assert {key: (float(full), float(dry)) for key, full, dry in rows} == {
        key: (soil.field_capacity, soil.wilting_point) for key, soil in SOILS.items()
    }


# --- the guardrails -------------------------------------------------------------------------------------

RULES = [
    (set(re.findall(r"`(denied_\w+)`", keys)), who)
    for keys, who in re.findall(r"^\| (`denied_.*?) \| .* \| (all|auto|all ★) \|$", PAGE, re.MULTILINE)
]


def forsaken() -> Snapshot:
    """A plant about which everything is wrong that a guardrail looks at."""
    plant = a_plant(enabled=False, indoor=False)
    supply = Supply(supply_id="barrel", name="Barrel", tank="sensor.barrel", leak="binary_sensor.leak")
    blocked = reason("denied_pump_rests", supply="Barrel")
    state = SupplyState(supply=supply, has_tank=True, tank_ml=0.0, watches_leaks=True, leak=True, blocked=blocked)
    snapshot = a_snapshot(
        cached(70.0),
        a_reading(-5.0, measure=Measure.TEMPERATURE),
        plant=plant,
        outlet=OutletState.UNKNOWN,
        last_watered=NOW - MINUTE,
        last_tried=NOW - MINUTE,
        hour_runs=100,
        running=True,
    )
    return replace(
        snapshot,
        settings=Settings(quiet_start=time(0), quiet_end=time(23, 59)),
        outlet_rests=True,
        supply=state,
        budget=WaterBudget(limit_ml=1.0, used_ml=1.0),
        care=Care(plant=Standing(locked=True, without_effect=2, postponed_until=NOW + HOUR), hub=Standing(off=True)),
        clock_doubted=True,
    )


def denied(origin: Origin, amount: float = 100_000.0, *, override: bool = False) -> list[str]:
    command = a_command(amount, origin, override=override)
    return [violation.key for violation in check(command, forsaken()).violations]


def rows_of(keys: list[str]) -> list[int]:
    """The rows of the page that these denials stand in."""
    return [next(row for row, (known, _) in enumerate(RULES) if key in known) for key in keys]


def test_the_guardrails_of_the_page_are_all_there_are_in_their_order() -> None:
    assert len(RULES) == len(GUARDRAILS)
    assert f"{len(GUARDRAILS)} guardrails" in PAGE
    # No amount is both nothing and too much.
    nothing = RULES.index(({"denied_amount"}, "all"))
    assert rows_of(denied(Origin.AUTOMATIC)) == [row for row in range(len(RULES)) if row != nothing]
    assert rows_of(denied(Origin.AUTOMATIC, 0.0))[:4] == [0, 1, 2, nothing]


def test_the_page_says_whom_a_guardrail_keeps_back() -> None:
    assert {row for row, (_, who) in enumerate(RULES) if who == "auto"} == set(rows_of(denied(Origin.AUTOMATIC))) - set(
        rows_of(denied(Origin.MANUAL))
    )


def test_the_page_says_what_an_override_passes() -> None:
    passed = set(rows_of(denied(Origin.ACTION))) - set(rows_of(denied(Origin.ACTION, override=True)))
    assert passed == {row for row, (_, who) in enumerate(RULES) if "★" in who}
