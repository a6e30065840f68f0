"""What holds for each strategy of the table."""

import copy
from dataclasses import replace
import json
from math import inf, nan
from pathlib import Path
import pickle
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.snapshots import History, Snapshot, Watering
from custom_components.plantos.domain.strategies import STRATEGIES, decide
from custom_components.plantos.domain.weather import Site

from ..conftest import DAY, HOUR, LAW, NOW, a_plant, a_reading, a_snapshot

COMPONENT = Path(__file__).parents[3] / "custom_components" / "plantos"
ENGLISH = json.loads((COMPONENT / "translations" / "en.json").read_text())["exceptions"]
NAMES = st.sampled_from(sorted(STRATEGIES))


def a_summer(
    strategy: str, moisture: float | None = 20.0, *, days: int = 90, chance: float | None = 0.5, **changes: Any
) -> Snapshot:
    """A bed with a season of weather and waterings behind it and a forecast before it."""
    start = NOW - days * DAY
    spells = tuple(Spell(start + n * DAY, start + (n + 1) * DAY, 4.0 + n % 3, float(n % 5)) for n in range(days))
    waterings = tuple(Watering(start + n * DAY + 7 * HOUR, 8_000.0) for n in range(0, days - 8, 2))
    points = tuple((NOW - n * HOUR, 30.0 + n % 20) for n in range(24 * days, 0, -1))
    hours = tuple(Period(start=NOW + n * HOUR, end=NOW + (n + 1) * HOUR, rain_probability=chance) for n in range(48))
    plant = a_plant(
        strategy=strategy,
        indoor=False,
        area_m2=1.0,
        species="solanum_lycopersicum",
        schedule={"times": ["13:00"], "sunset_min": 30},
        **changes,
    )
    return replace(
        a_snapshot(a_reading(moisture), plant=plant),
        history=History(waterings=waterings),
        past=Past(spells, start, moisture=points),
        forecast=Forecast(NOW, hours),
        zone=ZoneInfo("Europe/Berlin"),
        site=Site(52.5, 13.4, 34.0),
    )


@pytest.mark.parametrize("base", ["moisture", "schedule", "evapotranspiration"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_snapshot_gives_the_same_decision_and_sentence(strategy: str, base: str) -> None:
    snapshot = a_summer(strategy, chance=0.8, base=base)
    first = decide(snapshot)
    recorded = pickle.loads(pickle.dumps(snapshot))
    for again in (snapshot, copy.deepcopy(snapshot), recorded):
        assert decide(again) == first
        assert sentence(again) == sentence(snapshot)


def sentence(snapshot: Snapshot) -> str:
    why = decide(snapshot).reason
    text: str = ENGLISH[why.key]["message"]
    return text.format(**why.values)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_decision_about_90_days_takes_less_than_a_millisecond(strategy: str) -> None:
    snapshot = a_summer(strategy, base="evapotranspiration")

    def took() -> float:
        start = perf_counter()
        decide(snapshot)
        return perf_counter() - start

    # The fastest of many: a busy machine is slow at times.
    assert min(took() for _ in range(50)) < 0.001


@given(NAMES, NAMES, st.sampled_from(Measure), st.sampled_from([nan, inf, -inf]))
@LAW
def test_what_is_no_number_adds_no_water(strategy: str, base: str, measure: Measure, value: float) -> None:
    snapshot = a_summer(strategy, 45.0, days=5, base=base)
    odd = replace(snapshot, readings={**snapshot.readings, measure: a_reading(value, measure=measure)})
    if measure is Measure.MOISTURE and value == -inf:
        # No reading is ever that: what a probe can't mean is quarantined before.
        return
    assert decide(odd).amount_ml <= decide(snapshot).amount_ml


@given(NAMES, NAMES, st.floats(0, 100), st.floats(0, 100))
@LAW
def test_more_dryness_never_lowers_the_dose(strategy: str, base: str, one: float, other: float) -> None:
    drier, moister = (
        decide(a_summer(strategy, value, days=5, base=base, hysteresis=10.0)).amount_ml
        for value in sorted((one, other))
    )
    assert drier >= moister


@given(NAMES, NAMES, st.floats(0, 1), st.floats(0, 1), st.sampled_from(["reduce", "skip"]))
@LAW
def test_more_likely_rain_never_raises_the_dose(strategy: str, base: str, one: float, other: float, rainy: str) -> None:
    rarer, likelier = (
        decide(a_summer(strategy, days=5, chance=chance, base=base, rainy=rainy)).amount_ml
        for chance in sorted((one, other))
    )
    assert likelier <= rarer


@given(NAMES, NAMES, st.floats(0, 100) | st.none(), st.floats(0, 1))
@LAW
def test_water_is_wanted_exactly_where_there_is_an_amount(
    strategy: str, base: str, moisture: float | None, chance: float
) -> None:
    decision = decide(a_summer(strategy, moisture, days=5, chance=chance, base=base))
    assert decision.should_water is (decision.amount_ml > 0)
    assert decision.amount_ml >= 0
