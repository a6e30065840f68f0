"""What holds for each strategy of the table."""

import copy
from dataclasses import replace
from functools import cache
import json
from math import inf, nan
from pathlib import Path
import pickle
from typing import Any
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.learning import Learned
from custom_components.plantos.domain.learning.beliefs import Of, reset
from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell
from custom_components.plantos.domain.readings import Measure, Reading, Sample, assess
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import History, Snapshot, Watering
from custom_components.plantos.domain.strategies import NEEDS_MOISTURE, STRATEGIES, decide, needs_moisture
from custom_components.plantos.domain.weather import Site

from ..conftest import DAY, HOUR, LAW, MINUTE, NOW, a_command, a_plant, a_reading, a_snapshot, cached
from ..learning.lives import steady

COMPONENT = Path(__file__).parents[3] / "custom_components" / "plantos"
ENGLISH = json.loads((COMPONENT / "translations" / "en.json").read_text())["exceptions"]
# Every strategy, and every base of the one that has one: chance may pass over a pair.
EACH = pytest.mark.parametrize(
    ("strategy", "base"),
    [*((name, "moisture") for name in STRATEGIES), ("weather", "schedule"), ("weather", "evapotranspiration")],
)
FEW = settings(LAW, max_examples=100)


@cache
def learned_at(level: float) -> Learned:
    """What was learned in twelve days of a plant that is at this level now."""
    return replace(known(), belief=reset(known().belief, {Of.LEVEL: (level, 0.3), Of.PENDING: (0.0, 1e-3)}))


@cache
def known() -> Learned:
    return steady()


def a_summer(
    strategy: str, moisture: float | None = 20.0, *, days: int = 90, chance: float | None = 0.5, **changes: Any
) -> Snapshot:
    """A bed with a season of weather and waterings behind it, a forecast before it and a model that knows it."""
    start = NOW - days * DAY
    # Since eight days nobody has watered, and no rain has fallen.
    rain = [float(n % 5) if n < days - 8 else 0.0 for n in range(days)]
    spells = tuple(Spell(start + n * DAY, start + (n + 1) * DAY, 4.0 + n % 3, rain[n]) for n in range(days))
    waterings = tuple(Watering(start + n * DAY + 7 * HOUR, 8_000.0) for n in range(0, days - 8, 2))
    points = tuple((NOW - n * HOUR, 30.0 + n % 20) for n in range(24 * days, 0, -1))
    hours = tuple(Period(start=NOW + n * HOUR, end=NOW + (n + 1) * HOUR, rain_probability=chance) for n in range(48))
    plant = a_plant(
        strategy=strategy,
        indoor=False,
        area_m2=1.0,
        reads_full=100.0,
        reads_wilted=0.0,
        species="solanum_lycopersicum",
        schedule={"times": ["13:00"], "sunset_min": 30},
        **changes,
    )
    return replace(
        a_snapshot(a_reading(moisture), plant=plant),
        history=History(waterings=waterings),
        past=Past(spells, start, depletion_mm=30.0, moisture=points),
        forecast=Forecast(NOW, hours),
        learned=learned_at(20.0 if moisture is None else moisture),
        settings=Settings(ml_watering_scheduler=True),
        zone=ZoneInfo("Europe/Berlin"),
        site=Site(52.5, 13.4, 34.0),
    )


@EACH
def test_the_same_snapshot_gives_the_same_decision_and_sentence(strategy: str, base: str) -> None:
    snapshot = a_summer(strategy, chance=0.8, base=base)
    first = decide(snapshot)
    said, recorded = sentence(snapshot), pickle.dumps(snapshot)
    # Whatever was recorded is played again later, on a machine of which the decision knows nothing.
    with freeze_time(NOW + 400 * DAY):
        for again in (snapshot, copy.deepcopy(snapshot), pickle.loads(recorded)):
            assert decide(again) == first
            assert sentence(again) == said


def sentence(snapshot: Snapshot) -> str:
    why = decide(snapshot).reason
    text: str = ENGLISH[why.key]["message"]
    return text.format(**why.values)


@EACH
@given(measure=st.sampled_from(Measure), value=st.sampled_from([nan, inf, -inf]))
@FEW
def test_what_is_no_number_adds_no_water(strategy: str, base: str, measure: Measure, value: float) -> None:
    snapshot = a_summer(strategy, 45.0, days=5, base=base)
    odd = replace(snapshot, readings={**snapshot.readings, measure: a_reading(value, measure=measure)})
    assert decide(odd).amount_ml <= decide(snapshot).amount_ml


@pytest.mark.parametrize("nonsense", [None, nan, inf, -inf])
@EACH
def test_a_probe_that_gives_no_number_waters_no_plant_that_goes_by_it(
    strategy: str, base: str, nonsense: float | None
) -> None:
    dry = a_summer(strategy, chance=0.0, base=base)
    assert strategy == "manual" or decide(dry).should_water
    before = a_reading(5.0, NOW - MINUTE)
    reading = assess(Measure.MOISTURE, Sample(nonsense, NOW), before, NOW, Clock(now=lambda: NOW).age)
    decision = decide(replace(dry, readings={Measure.MOISTURE: reading}))
    if needs_moisture(dry.plant):
        assert (decision.should_water, decision.amount_ml) == (False, 0.0)
    else:
        assert decision == decide(replace(dry, readings={}))


@EACH
@given(one=st.floats(0, 100), other=st.floats(0, 100))
@FEW
def test_more_dryness_never_lowers_the_dose(strategy: str, base: str, one: float, other: float) -> None:
    drier, moister = (
        decide(a_summer(strategy, value, days=5, base=base, hysteresis=10.0)).amount_ml
        for value in sorted((one, other))
    )
    assert drier >= moister


@EACH
@given(one=st.floats(0, 1), other=st.floats(0, 1), rainy=st.sampled_from(["reduce", "skip"]))
@FEW
def test_more_likely_rain_never_raises_the_dose(strategy: str, base: str, one: float, other: float, rainy: str) -> None:
    rarer, likelier = (
        decide(a_summer(strategy, days=5, chance=chance, base=base, rainy=rainy)).amount_ml
        for chance in sorted((one, other))
    )
    assert likelier <= rarer


@EACH
@given(moisture=st.floats(0, 100) | st.none(), chance=st.floats(0, 1))
@FEW
def test_water_is_wanted_exactly_where_there_is_an_amount(
    strategy: str, base: str, moisture: float | None, chance: float
) -> None:
    decision = decide(a_summer(strategy, moisture, days=5, chance=chance, base=base))
    assert decision.should_water is (decision.amount_ml > 0)
    assert decision.amount_ml >= 0


@given(st.sampled_from([Of.LEVEL, Of.PENDING, Of.RESPONSE]), st.sampled_from([nan, inf]), st.floats(0, 100))
@LAW
def test_a_model_that_is_no_number_never_waters(number: Of, value: float, moisture: float) -> None:
    snapshot = a_summer("predictive", moisture, days=5)
    assert snapshot.learned
    mean = list(snapshot.learned.belief.mean)
    mean[number] = value
    belief = replace(snapshot.learned.belief, mean=tuple(mean))
    decision = decide(replace(snapshot, learned=replace(snapshot.learned, belief=belief)))
    assert (decision.should_water, decision.amount_ml) == (False, 0.0)


@given(st.floats(0, 100), st.floats(0.3, 10), st.floats(10, 50), st.floats(5, 40))
@LAW
def test_no_dose_is_expected_to_go_past_the_maximum(moisture: float, spread: float, low: float, width: float) -> None:
    snapshot = a_summer("predictive", moisture, days=5, chance=0.0, moisture_min=low, moisture_max=low + width)
    assert snapshot.learned
    belief = reset(snapshot.learned.belief, {Of.LEVEL: (moisture, spread)})
    snapshot = replace(snapshot, learned=replace(snapshot.learned, belief=belief))
    decision = decide(snapshot)
    if decision.reason.key == "decision_unheard":
        # So unsure a model plans nothing: the owner's minimum decides.
        assert decision.should_water is (moisture < low)
    elif decision.should_water:
        assert decision.inputs["level"] + decision.amount_ml * belief.response <= low + width


# --- switched off, and blind ------------------------------------------------------------------------


@given(st.floats(0, 100), st.booleans())
@LAW
def test_where_the_learning_strategy_is_off_the_minimum_decides_and_the_reason_says_so(
    moisture: float, blind: bool
) -> None:
    snapshot = replace(a_summer("predictive", moisture, days=5, waters_blind=blind), settings=Settings())
    decision = decide(snapshot)
    assert decision.amount_ml == decide(a_summer("moisture", moisture, days=5)).amount_ml
    assert (decision.strategy, decision.reason.key) == ("predictive", "decision_flag_off")


@pytest.mark.parametrize("reading", [cached(20.0), a_reading(None)])
def test_off_and_without_a_reading_nothing_is_watered_and_the_reason_is_the_reading(reading: Reading) -> None:
    snapshot = replace(a_summer("predictive", waters_blind=True), settings=Settings())
    decision = decide(replace(snapshot, readings={Measure.MOISTURE: reading}))
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_moisture")


@pytest.mark.parametrize(
    ("plants", "percent", "key"),
    [([], 100, "decision_planned"), (["basil"], 0, "decision_planned"), (["fern"], 0, "decision_flag_off")],
)
def test_the_share_and_the_list_say_which_plants_it_covers(plants: list[str], percent: int, key: str) -> None:
    settings = Settings(
        ml_watering_scheduler=True, ml_watering_scheduler_percent=percent, ml_watering_scheduler_plants=tuple(plants)
    )
    snapshot = replace(a_summer("predictive", 29.0, chance=0.0), settings=settings)
    assert decide(snapshot).reason.key.startswith(key)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("blind", [False, True])
def test_without_a_trusted_moisture_only_who_needs_none_is_let_water(strategy: str, blind: bool) -> None:
    snapshot = a_summer(strategy, waters_blind=blind)
    snapshot = replace(snapshot, readings={Measure.MOISTURE: cached(20.0)})
    refused = "denied_untrusted" in {why.key for why in check(a_command(), snapshot).violations}
    assert refused is needs_moisture(snapshot.plant)
    assert refused is (strategy in NEEDS_MOISTURE | {"weather"} and not (strategy == "predictive" and blind))


@pytest.mark.parametrize(("blind", "key"), [(True, "decision_blind"), (False, "decision_no_moisture")])
def test_a_dead_probe_is_done_without_only_where_the_owner_allows_it(blind: bool, key: str) -> None:
    snapshot = replace(a_summer("predictive", 25.0, chance=0.0, waters_blind=blind), readings={})
    decision = decide(snapshot)
    assert (decision.should_water, decision.reason.key) == (blind, key)
    assert ("by what this plant has shown" in sentence(snapshot)) is blind
