"""A forecast is what the plant's model foresees, and until it has one a straight line through its drying."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from operator import add, sub
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.forecast import Due, dry_at, dry_by, foreseen, next_watering
from custom_components.plantos.domain.learning import Learned, forecast
from custom_components.plantos.domain.learning.beliefs import Of, reset
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import OutletState, Snapshot
from custom_components.plantos.domain.strategies import decide

from .conftest import DAY, HOUR, LAW, MINUTE, NOW, a_plant, a_reading, a_snapshot
from .learning.lives import steady

type Points = list[tuple[datetime, float]]

STEP = timedelta(minutes=30)


def every_half_hour(values: Sequence[float]) -> Points:
    return [(NOW + STEP * number, value) for number, value in enumerate(values)]


def drying(start: float, per_hour: float, count: int = 12) -> Points:
    return every_half_hour([start - per_hour * number / 2 for number in range(count)])


@pytest.mark.parametrize(
    ("per_hour", "minimum", "hours"), [(2.0, 30.0, 4.5), (2.0, 38.0, 0.5), (1.0, 30.0, 14.5), (0.1, 30.0, 194.5)]
)
def test_a_straight_fall_reaches_the_minimum_where_the_line_does(per_hour: float, minimum: float, hours: float) -> None:
    points = drying(50.0, per_hour)
    dry = dry_at(points, minimum)
    assert dry is not None
    assert abs(dry - points[-1][0] - timedelta(hours=hours)) < timedelta(seconds=1)


def test_a_noisy_fall_is_forecast_like_a_straight_one() -> None:
    points = [(at, value + (0.2 if number % 2 else -0.2)) for number, (at, value) in enumerate(drying(50.0, 1.0, 48))]
    dry = dry_at(points, 20.0)
    assert dry is not None
    assert abs(dry - NOW - 30 * HOUR) < HOUR


@pytest.mark.parametrize("minimum", [39.0, 45.0, 100.0])
def test_soil_at_or_below_the_minimum_is_dry_now(minimum: float) -> None:
    points = drying(50.0, 2.0)
    assert dry_at(points, minimum) == points[-1][0]


def test_a_last_value_below_the_line_is_believed() -> None:
    points = drying(50.0, 2.0)
    points[-1] = (points[-1][0], 29.0)
    assert dry_at(points, 30.0) == points[-1][0]


drops = st.lists(st.floats(0.01, 5.0), min_size=5, max_size=60)


@given(drops, st.floats(0, 100))
@LAW
def test_a_drying_plant_is_never_dry_before_the_last_point_nor_after_thirty_days(
    falls: list[float], minimum: float
) -> None:
    values = list(accumulate(falls, sub, initial=100.0))
    points = every_half_hour(values)
    dry = dry_at(points, minimum)
    assert dry is None or timedelta() <= dry - points[-1][0] <= timedelta(days=30)


@given(drops, st.floats(0, 100))
@LAW
def test_nothing_is_forecast_while_the_soil_gets_wetter(rises: list[float], minimum: float) -> None:
    values = list(accumulate(rises, add, initial=0.0))
    assert dry_at(every_half_hour(values), minimum) is None


@given(drops, st.floats(0, 100), st.floats(0, 100))
@LAW
def test_a_lower_minimum_is_never_reached_earlier(falls: list[float], one: float, other: float) -> None:
    values = list(accumulate(falls, sub, initial=100.0))
    low, high = sorted((one, other))
    later, earlier = dry_at(every_half_hour(values), low), dry_at(every_half_hour(values), high)
    assert later is None or (earlier is not None and earlier <= later)


@pytest.mark.parametrize("value", [0.0, 30.0, 45.0, 100.0])
def test_nothing_is_forecast_while_the_soil_stays_as_it_is(value: float) -> None:
    assert dry_at(every_half_hour([value] * 12), 30.0) is None


@pytest.mark.parametrize(
    "values",
    [
        [sum([46.3] * 3) / 3] * 214,
        [40.2, 40.3, 40.1, 40.2, 40.2, 40.3, 40.3, 40.0, 40.0, 40.3, 40.3, 40.2, 40.2, 40.1, 40.3, 40.2],
    ],
    ids=["one value of three samples each", "a value that comes and goes"],
)
def test_nothing_is_forecast_while_rounding_is_all_that_changes(values: list[float]) -> None:
    # Their slopes are some 1e-17 % an hour, which no date reaches.
    assert dry_at([(NOW + 10 * MINUTE * number, value) for number, value in enumerate(values)], 15.0) is None


@given(st.lists(st.floats(0, 100), max_size=60), st.floats(0, 100))
@example([40.2, 40.3, 40.1, 40.2, 40.2, 40.3, 40.3, 40.0, 40.0, 40.3, 40.3, 40.2, 40.2, 40.1, 40.3, 40.2], 15.0)
@LAW
def test_whatever_was_measured_a_forecast_is_unknown_or_within_thirty_days(values: list[float], minimum: float) -> None:
    points = every_half_hour(values)
    dry = dry_at(points, minimum)
    assert dry is None or timedelta() <= dry - points[-1][0] <= timedelta(days=30)


@pytest.mark.parametrize(("count", "known"), [(0, False), (1, False), (5, False), (6, True)])
def test_a_forecast_takes_six_points(count: int, known: bool) -> None:
    assert (dry_at(drying(50.0, 2.0, count), 30.0) is not None) is known


@pytest.mark.parametrize(("minutes", "known"), [(119, False), (120, True)])
def test_a_forecast_takes_two_hours(minutes: int, known: bool) -> None:
    points = [(NOW + MINUTE * minutes * number / 11, 50.0 - number) for number in range(12)]
    assert (dry_at(points, 30.0) is not None) is known


@pytest.mark.parametrize(("per_hour", "known"), [(0.0127, False), (0.0128, True)])
def test_nothing_is_forecast_beyond_thirty_days(per_hour: float, known: bool) -> None:
    # 9.2 % in thirty days are 0.01278 % an hour.
    points = drying(50.0 + 5.5 * per_hour, per_hour)
    assert (dry_at(points, 40.8) is not None) is known


# --- by the plant's model ---------------------------------------------------------------------------


@cache
def known() -> Learned:
    """A plant that dries by 0.2 points an hour."""
    return steady()


def at_level(level: float, spread: float = 0.3) -> Learned:
    return replace(known(), belief=reset(known().belief, {Of.LEVEL: (level, spread), Of.PENDING: (0.0, 1e-3)}))


def asked(learned: Learned | None, **history: Any) -> Snapshot:
    """A plant that wants 40 %."""
    plant = a_plant(strategy="predictive", moisture_min=40.0, moisture_max=70.0, automatic=True)
    return replace(a_snapshot(a_reading(50.0), plant=plant, **history), learned=learned)


def test_a_model_foresees_when_the_soil_is_dry_and_how_sure_that_is() -> None:
    due = foreseen(at_level(50.0), NOW, 40.0)
    assert due and due.earliest and due.latest
    assert 45 < (due.at - NOW) / HOUR < 60
    assert due.earliest < due.at < due.latest


@pytest.mark.parametrize(("level", "minimum"), [(50.0, 40.0), (60.0, 40.0), (70.0, 30.0), (55.0, 20.0)])
def test_what_is_foreseen_is_what_the_model_itself_forecasts(level: float, minimum: float) -> None:
    due = foreseen(at_level(level), NOW, minimum)
    assert due
    dry = forecast(at_level(level), (due.at - NOW) / HOUR)
    assert dry and abs(dry.mean - minimum) < 0.1


def test_what_is_less_sure_lies_further_apart() -> None:
    sure, unsure = foreseen(at_level(50.0), NOW, 40.0), foreseen(at_level(50.0, 2.0), NOW, 40.0)
    assert sure and sure.earliest and unsure and unsure.earliest
    assert unsure.earliest < sure.earliest


def test_dry_soil_is_dry_now() -> None:
    due = foreseen(at_level(39.0), NOW, 40.0)
    assert due and due.at == NOW


def test_nothing_is_foreseen_beyond_two_weeks_or_while_water_is_on_its_way() -> None:
    assert foreseen(at_level(109.0), NOW, 1.0) is None
    coming = replace(at_level(39.0), belief=reset(at_level(39.0).belief, {Of.PENDING: (300.0, 1.0)}))
    assert foreseen(coming, NOW, 40.0) is None


@given(st.floats(5, 100), st.floats(5, 100), st.floats(10, 60))
@LAW
def test_drier_soil_is_never_dry_later(one: float, other: float, minimum: float) -> None:
    drier, moister = (foreseen(at_level(level), NOW, minimum) for level in sorted((one, other)))
    assert moister is None or (drier is not None and drier.at <= moister.at)


@given(st.floats(5, 100), st.floats(0.1, 20), st.floats(10, 60))
@LAW
def test_the_likely_instant_lies_between_the_other_two(level: float, spread: float, minimum: float) -> None:
    due = foreseen(at_level(level, spread), NOW, minimum)
    if due:
        assert NOW <= (due.earliest or due.at) <= due.at <= (due.latest or due.at)


FALLING = [(NOW - (12 - number) * HOUR, 50.0 - number / 2) for number in range(12)]


@pytest.mark.parametrize(
    "learned",
    [None, replace(known(), days=0.9), replace(known(), at=NOW - 7 * HOUR), replace(known(), at=NOW + HOUR)],
    ids=["no model", "hardly begun", "old", "ahead"],
)
def test_until_a_model_is_fit_for_it_the_straight_line_tells(learned: Learned | None) -> None:
    line = dry_at(FALLING, 40.0)
    assert line and dry_by(asked(learned), FALLING) == Due(line)
    assert dry_by(asked(learned), []) is None


def test_a_model_that_is_fit_tells_without_any_points() -> None:
    assert dry_by(asked(at_level(50.0)), []) == foreseen(at_level(50.0), NOW, 40.0)


def test_a_model_that_misses_the_last_watering_is_not_asked() -> None:
    learned = replace(at_level(50.0), at=NOW - 2 * HOUR)
    assert dry_by(asked(learned), [])
    assert dry_by(asked(learned, last_watered=NOW - HOUR), []) is None


def test_while_the_soil_gets_wet_nothing_is_known() -> None:
    assert dry_by(asked(at_level(50.0), last_watered=NOW - 29 * MINUTE), FALLING) is None
    assert dry_by(replace(asked(at_level(50.0)), outlet=OutletState.OPEN), FALLING) is None


# --- when it is watered next ------------------------------------------------------------------------

DRY = Due(NOW + 5 * HOUR, NOW + 4 * HOUR, NOW + 6 * HOUR)
ANY = Decision(False, 0.0, "moisture", reason("decision_moist"))


@pytest.mark.parametrize(
    ("strategy", "base", "due"),
    [
        ("moisture", "moisture", DRY),
        ("predictive", "moisture", DRY),
        ("weather", "moisture", DRY),
        ("weather", "evapotranspiration", None),
        ("evapotranspiration", "moisture", None),
        ("manual", "moisture", None),
    ],
)
def test_who_waters_dry_soil_waters_next_when_it_is_dry(strategy: str, base: str, due: Due | None) -> None:
    plant = a_plant(strategy=strategy, base=base, automatic=True)
    assert next_watering(a_snapshot(plant=plant), ANY, DRY) == due
    assert next_watering(a_snapshot(plant=plant), ANY, None) is None


@pytest.mark.parametrize("strategy", ["schedule", "weather"])
def test_who_waters_by_a_schedule_waters_next_by_it(strategy: str) -> None:
    plant = a_plant(strategy=strategy, base="schedule", automatic=True, schedule={"times": ["15:00"]})
    snapshot = a_snapshot(plant=plant, last_watered=NOW - DAY)
    due = next_watering(snapshot, decide(snapshot), DRY)
    assert due == Due(NOW.replace(hour=15))
    never = a_snapshot(plant=a_plant(strategy="schedule", automatic=True))
    assert next_watering(never, decide(never), DRY) is None


def test_nobody_knows_when_a_bed_is_watered_that_goes_by_the_water_below() -> None:
    said = {"pot_volume_l": None, "area_m2": 2.0, "reads_full": 60.0, "reads_wilted": 20.0}
    bed = a_plant(strategy="predictive", automatic=True, **said)
    assert next_watering(a_snapshot(plant=bed), ANY, DRY) is None
    for other in ({"strategy": "moisture"}, {"reads_full": None, "reads_wilted": None}):
        assert next_watering(a_snapshot(plant=bed.model_copy(update=other)), ANY, DRY) == DRY


@pytest.mark.parametrize("changes", [{"automatic": False}, {"enabled": False}])
def test_who_is_watered_by_hand_has_no_next_watering(changes: dict[str, bool]) -> None:
    plant = a_plant(**{"automatic": True, **changes})
    assert next_watering(a_snapshot(plant=plant), ANY, DRY) is None


def test_an_instant_moves_to_another_line_of_time_with_what_lies_around_it() -> None:
    assert DRY.moved(lambda at: at + HOUR) == Due(NOW + 6 * HOUR, NOW + 5 * HOUR, NOW + 7 * HOUR)
    assert Due(NOW).moved(lambda at: at + HOUR) == Due(NOW + HOUR)
