"""Before likely rain a plant gets less or nothing, and a forecast that failed changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from math import nan
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.outlook import Forecast, Period
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.strategies import BASES, decide, needs_moisture

from ..conftest import DAY, HOUR, LAW, MINUTE, NOW, a_plant, a_reading, a_snapshot

CHANCES = st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=30)
RAINY = st.sampled_from(["reduce", "skip"])


def a_forecast(*chances: float | None, age: timedelta = timedelta(), first: float = 0.0) -> Forecast:
    """Hour by hour from the first on."""
    starts = [NOW + (first + number) * HOUR for number in range(len(chances))]
    return Forecast(
        NOW - age,
        tuple(
            Period(start=start, end=start + HOUR, rain_probability=chance)
            for start, chance in zip(starts, chances, strict=True)
        ),
    )


def a_day(forecast: Forecast | None, moisture: float | None = 20.0, **changes: Any) -> Snapshot:
    """A dry plant outdoors."""
    plant = a_plant(**{"strategy": "weather", "indoor": False} | changes)
    return replace(a_snapshot(a_reading(moisture), plant=plant), forecast=forecast)


def decided(*chances: float | None, **changes: Any) -> Decision:
    """By the chances of the next hours, and of a dry rest of the day."""
    dry = [0.0] * (24 - len(chances))
    return decide(a_day(a_forecast(*chances, *dry), **changes))


@pytest.mark.parametrize(("chance", "amount"), [(0.0, 100), (0.69, 100), (0.70, 100), (0.71, 30), (1.0, 30)])
def test_rain_likelier_than_70_percent_leaves_30_ml_of_100(chance: float, amount: float) -> None:
    decision = decided(chance)
    assert (decision.should_water, decision.amount_ml, decision.strategy) == (True, amount, "weather")


@pytest.mark.parametrize(("percent", "amount"), [(70, 100), (71, 30)])
def test_percents_of_a_weather_service_meet_the_bound_exactly(percent: int, amount: float) -> None:
    assert decided(percent / 100).amount_ml == amount


@pytest.mark.parametrize(("chance", "waters"), [(0.70, True), (0.71, False)])
def test_who_chooses_so_skips_the_watering_instead(chance: float, waters: bool) -> None:
    decision = decided(chance, rainy="skip")
    assert (decision.should_water, decision.amount_ml) == (waters, 100.0 if waters else 0.0)


def test_the_sentence_tells_the_rain_and_both_amounts() -> None:
    why = decided(0.8).reason
    assert (why.key, why.values) == ("decision_rain_likely", {"probability": "80", "dose": "100", "amount": "30"})
    why = decided(0.8, rainy="skip").reason
    assert (why.key, why.values) == ("decision_rain_instead", {"probability": "80", "dose": "100"})


def test_unlikely_rain_leaves_the_bases_own_sentence() -> None:
    decision = decided(0.2)
    assert decision.reason.key == "decision_dry"
    assert decision.inputs == {"moisture": 20.0, "minimum": 30.0, "dose": 100.0, "rain_probability": 0.2}


def test_the_highest_probability_of_the_next_24_hours_counts() -> None:
    assert decided(*[0.1] * 10, 0.9, *[0.1] * 13).amount_ml == 30.0
    assert decided(*[0.1] * 24, 0.9).amount_ml == 100.0
    assert decide(a_day(a_forecast(0.9, *[0.1] * 24, first=-1.0))).amount_ml == 100.0


@pytest.mark.parametrize(
    ("hours", "key"), [(1, "decision_no_forecast"), (17, "decision_no_forecast"), (18, "decision_dry")]
)
def test_a_forecast_of_less_than_18_hours_does_not_say_that_it_stays_dry(hours: int, key: str) -> None:
    decision = decide(a_day(a_forecast(*[0.1] * hours)))
    assert (decision.amount_ml, decision.reason.key) == (100.0, key)


def test_likely_rain_of_the_next_hour_counts_whatever_comes_after_it() -> None:
    assert decide(a_day(a_forecast(0.9))).reason.key == "decision_rain_likely"


def test_rain_does_not_matter_indoors() -> None:
    decision = decided(1.0, indoor=True, rainy="skip")
    assert (decision.amount_ml, decision.reason.key) == (100.0, "decision_dry")
    assert decide(a_day(None, indoor=True)).reason.key == "decision_dry"


@pytest.mark.parametrize(
    "forecast",
    [
        None,
        Forecast(NOW),
        a_forecast(None, None),
        a_forecast(0.9, age=HOUR + MINUTE),
        a_forecast(0.9, age=-HOUR),
        a_forecast(0.9, first=24.0),
        a_forecast(0.9, first=-1.0),
    ],
    ids=["failed", "empty", "without rain", "stale", "from the future", "too far", "over"],
)
@pytest.mark.parametrize("rainy", ["reduce", "skip"])
def test_without_a_forecast_the_base_decides_and_the_sentence_says_so(forecast: Forecast | None, rainy: str) -> None:
    decision = decide(a_day(forecast, rainy=rainy))
    assert (decision.should_water, decision.amount_ml) == (True, 100.0)
    assert (decision.reason.key, decision.reason.values) == ("decision_no_forecast", {"amount": "100"})


def test_a_base_that_wants_no_water_keeps_its_sentence() -> None:
    for forecast in (None, a_forecast(0.9)):
        decision = decide(a_day(forecast, moisture=30.0))
        assert (decision.should_water, decision.amount_ml, decision.reason.key) == (False, 0.0, "decision_moist")


@pytest.mark.parametrize("base", BASES)
def test_any_strategy_can_be_its_base(base: str) -> None:
    changes: dict[str, Any] = {"base": base, "schedule": {"every_h": 48}, "dose_ml": 200.0}
    alone = decide(a_day(None, strategy=base, schedule={"every_h": 48}, dose_ml=200.0))
    dry, wet = decided(0.0, **changes), decided(1.0, **changes)
    assert dry.amount_ml == alone.amount_ml
    assert wet.amount_ml == pytest.approx(0.3 * alone.amount_ml)
    assert {dry.strategy, wet.strategy} == {"weather"}


def test_a_base_that_is_not_there_waters_nothing() -> None:
    for base in ("weather", "nonsense"):
        assert decided(0.0, base=base).reason.key == "decision_failed"


def test_only_a_base_that_goes_by_moisture_needs_it() -> None:
    assert needs_moisture(a_plant(strategy="weather"))
    assert not needs_moisture(a_plant(strategy="weather", base="schedule"))
    assert needs_moisture(a_plant(strategy="moisture", base="schedule"))
    assert not needs_moisture(a_plant(strategy="schedule"))


def test_what_is_no_number_never_waters() -> None:
    assert not decided(0.0, moisture=nan).should_water
    with pytest.raises(ValueError, match="probability"):
        a_forecast(nan)


@given(CHANCES, st.integers(0, 29), st.floats(0, 1), RAINY, st.floats(1, 500), st.floats(0, 100))
@LAW
def test_more_likely_rain_never_raises_the_dose(
    chances: list[float | None], number: int, more: float, rainy: str, dose: float, moisture: float
) -> None:
    number = min(number, len(chances) - 1)
    before, after = amounts(_with(chances, number, 0.0), _with(chances, number, more), rainy, dose, moisture)
    assert after <= before
    known = chances[number] or 0.0
    before, after = amounts(
        _with(chances, number, known), _with(chances, number, max(known, more)), rainy, dose, moisture
    )
    assert after <= before


def amounts(
    one: Sequence[float | None], other: Sequence[float | None], rainy: str, dose: float, moisture: float
) -> tuple[float, float]:
    changes: dict[str, Any] = {"rainy": rainy, "dose_ml": dose, "moisture": moisture}
    return decided(*one, **changes).amount_ml, decided(*other, **changes).amount_ml


def _with(chances: list[float | None], number: int, chance: float) -> list[float | None]:
    return [*chances[:number], chance, *chances[number + 1 :]]


@given(CHANCES, RAINY, st.floats(0, 100), st.floats(0, 100))
@LAW
def test_more_dryness_never_lowers_the_dose(chances: list[float | None], rainy: str, one: float, other: float) -> None:
    drier, moister = (decided(*chances, rainy=rainy, moisture=value).amount_ml for value in sorted((one, other)))
    assert drier >= moister


@given(CHANCES, RAINY, st.floats(0, 100), st.timedeltas(-DAY, DAY))
@LAW
def test_the_weather_never_adds_water(chances: list[float | None], rainy: str, moisture: float, age: timedelta) -> None:
    snapshot = a_day(a_forecast(*chances, age=age), moisture, rainy=rainy)
    base = decide(replace(snapshot, plant=snapshot.plant.model_copy(update={"strategy": "moisture"})))
    assert decide(snapshot).amount_ml <= base.amount_ml
