"""The water under a bed is known better than by its tables or its probe alone, wherever the probe is."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.learning import Ground, Learned, Observation, learn
from tests.domain.conftest import DAY, HOUR, LAW, NOW

from .beds import ET0_MM, Scaled, TrueBed, a_bed, a_tomato, believed, learned_of, with_share

percent = st.floats(0, 100)
moistures = st.none() | percent
days = st.lists(st.tuples(moistures, st.none() | st.floats(0, 12), st.floats(0, 60), st.floats(0, 60)), max_size=25)


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize(("thirst", "holds"), [(1.0, 1.0), (1.2, 1.0), (0.85, 1.3)])
def test_the_root_zone_is_known_wherever_the_probe_is(everywhere: bool, thirst: float, holds: float) -> None:
    true = TrueBed(thirst=thirst, holds=holds, everywhere=everywhere)
    state = learned_of(true)
    assert believed(state, true.bed) == pytest.approx(true.share(NOW.date()), abs=0.05 if everywhere else 0.15)


@pytest.mark.parametrize("everywhere", [True, False])
def test_it_is_found_out_where_the_probe_is(everywhere: bool) -> None:
    state = learned_of(TrueBed(everywhere=everywhere))
    assert state.ground
    assert (state.ground.spread_out > 0.9) is everywhere
    assert (state.ground.spread_out < 0.1) is not everywhere


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_probe_of_another_scale_tells_the_same(everywhere: bool) -> None:
    ideal, own = (Scaled(everywhere=everywhere, low=low, high=high) for low, high in ((0.0, 100.0), (15.0, 60.0)))
    known, told = (learned_of(true, reads_full=true.high, reads_wilted=true.low) for true in (ideal, own))
    assert believed(told, own.bed) == pytest.approx(believed(known, ideal.bed), abs=0.05)
    assert known.ground and told.ground
    assert (told.ground.evidence > 0) is (known.ground.evidence > 0) is everywhere


def test_a_probe_that_shows_few_points_is_trusted_less() -> None:
    fine, coarse = a_bed(), a_bed(reads_full=30.0, reads_wilted=20.0)
    ground = known()
    moved = [abs(share(ground) - share(ground.seen(bed, 61.0, value))) for bed, value in ((fine, 20.0), (coarse, 22.0))]
    assert moved[1] < 0.5 * moved[0]


def share(ground: Ground) -> float:
    """The share of its water that a probe among all roots tells of."""
    lacks, holds = ground.everywhere.depletion(a_bed(), 0.7)
    return 1 - lacks / holds


def test_a_thirstier_crop_is_found_out() -> None:
    thirsty, frugal = (learned_of(TrueBed(thirst=thirst)).ground for thirst in (1.3, 0.8))
    assert thirsty and frugal
    assert thirsty.thirst > 1.1
    assert frugal.thirst < 0.95


def test_a_probe_tells_more_than_the_tables() -> None:
    true = TrueBed(thirst=1.4)
    state = learned_of(true)
    blind, at = Learned.of(a_tomato(), NOW - 40 * DAY, true.bed), NOW - 40 * DAY
    for day in range(1, 41):
        ml = 30.0 * 2_000 if day % 6 == 1 and day > 1 else 0.0
        blind = learn(blind, Observation(at + day * DAY, None, ET0_MM, ml), true.bed)
    truth = true.share(NOW.date())
    assert abs(believed(state, true.bed) - truth) < abs(believed(blind, true.bed) - truth)


def test_rain_wets_a_bed_as_water_does() -> None:
    bed, state = a_bed(), with_share(learned_of(TrueBed()), 0.3)
    dry = learn(state, Observation(NOW + DAY, None, ET0_MM), bed)
    rained = learn(state, Observation(NOW + DAY, None, ET0_MM, rain_mm=20.0), bed)
    watered = learn(state, Observation(NOW + DAY, None, ET0_MM, ml=40_000.0), bed)
    assert believed(rained, bed) == pytest.approx(believed(watered, bed))
    assert believed(rained, bed) > believed(dry, bed) + 0.1


def test_a_gap_of_weeks_forgets_the_water_and_what_was_known_of_it() -> None:
    bed, state = a_bed(), with_share(learned_of(TrueBed()), 0.1)
    later = learn(state, Observation(NOW + 30 * DAY, None, ET0_MM), bed)
    assert believed(later, bed) > 0.3


def hour_by_hour(state: Learned, readings: Sequence[float | None], ml: float = 0.0) -> Ground:
    """The ground after hours with these readings, the first of which began with water."""
    for number, moisture in enumerate(readings, 1):
        given = ml if number == 1 else 0.0
        state = learn(state, Observation(NOW + number * HOUR, moisture, ET0_MM / 24, given), a_bed())
    assert state.ground
    return state.ground


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_probe_that_speaks_every_hour_tells_no_more_of_the_depths_than_once_a_day(everywhere: bool) -> None:
    state = learned_of(TrueBed(everywhere=everywhere))
    often, once = hour_by_hour(state, [70.0] * 24), hour_by_hour(state, [*[None] * 23, 70.0])
    assert often == once != hour_by_hour(state, [None] * 24)
    assert hour_by_hour(state, [70.0] * 24 + [None] * 23) == hour_by_hour(state, [70.0] * 24 + [40.0] * 23)


def test_a_reading_that_new_water_may_not_have_reached_says_nothing_of_the_depths() -> None:
    late = replace(learned_of(TrueBed()), ground=known())
    assert hour_by_hour(late, [30.0] * 5, 60_000.0) == hour_by_hour(late, [None] * 5, 60_000.0)
    assert hour_by_hour(late, [30.0] * 6, 60_000.0) != hour_by_hour(late, [None] * 6, 60_000.0)


@pytest.mark.parametrize("every_h", [1, 24])
@pytest.mark.parametrize("days", [8, 30])
def test_a_probe_that_was_silent_while_somebody_watered_is_believed_again(days: int, every_h: int) -> None:
    state, step, at = learned_of(TrueBed()), every_h * HOUR, NOW
    while at < NOW + (days + 4) * DAY:
        at += step
        moisture = None if at < NOW + days * DAY else 65.0
        state = learn(state, Observation(at, moisture, ET0_MM * every_h / 24), a_bed())
    assert believed(state, a_bed()) == pytest.approx(0.65, abs=0.15)


def test_what_is_believed_is_given_up_after_three_days_that_contradict_it() -> None:
    state = with_share(learned_of(TrueBed()), 0.0)
    shares = []
    for day in range(1, 7):
        state = learn(state, Observation(NOW + day * DAY, 65.0, 0.0), a_bed())
        shares.append(believed(state, a_bed()))
    assert max(shares[:2]) < 0.4
    assert shares[-1] == pytest.approx(0.65, abs=0.1)


def test_a_day_that_contradicts_it_says_little_by_itself() -> None:
    state = learned_of(TrueBed())
    odd = learn(state, Observation(NOW + DAY, 0.0, ET0_MM), a_bed())
    assert odd.ground and odd.ground.doubts == 1
    again = learn(odd, Observation(NOW + 2 * DAY, 50.0, ET0_MM), a_bed())
    assert again.ground and again.ground.doubts == 0
    assert believed(again, a_bed()) == pytest.approx(believed(state, a_bed()), abs=0.3)


def test_days_without_weather_are_counted_until_it_is_known_again() -> None:
    bed, state = a_bed(), learned_of(TrueBed())
    assert state.dark_h == 0.0
    dark = learn(learn(state, Observation(NOW + HOUR), bed), Observation(NOW + 2 * HOUR), bed)
    assert dark.dark_h == pytest.approx(2.0)
    assert learn(dark, Observation(NOW + 3 * HOUR, demand=0.2), bed).dark_h == 0.0
    dry = learn(dark, Observation(NOW + 3 * HOUR, demand=0.2, rain_known=False), bed)
    assert dry.dark_h == pytest.approx(3.0)


def test_a_bed_with_deeper_roots_is_another() -> None:
    state, bed = learned_of(TrueBed()), a_bed()
    deeper = replace(bed, growth=replace(bed.growth, deepest_m=1.5))
    assert state.ground and not state.ground.fits(deeper)
    after = learn(state, Observation(NOW + HOUR, 50.0), deeper)
    assert after.ground and after.ground.fits(deeper)


def test_a_pot_has_no_ground() -> None:
    assert learn(learned_of(TrueBed()), Observation(NOW + HOUR, 50.0)).ground is None


@given(days)
@LAW
def test_what_is_learned_can_be_and_is_kept_as_it_is(
    steps: list[tuple[float | None, float | None, float, float]],
) -> None:
    bed, at = a_bed(), NOW - 30 * DAY
    state = Learned.of(a_tomato(), at, bed)
    for moisture, demand, mm, rain in steps:
        at += DAY
        state = learn(state, Observation(at, moisture, demand, mm * 2_000, rain), bed)
    assert state.ground
    lacks, holds = state.ground.depletion(bed, bed.day(at.date()))
    assert 0 <= lacks <= 1.6 * holds
    text = state.as_json()
    again = Learned.from_json(text)
    assert again and again.ground
    assert again.as_json() == text
    assert len(text.encode()) < 4_000
    assert again.ground.depletion(bed, 60.0) == pytest.approx(state.ground.depletion(bed, 60.0), abs=0.1)


@given(percent, percent)
@LAW
def test_a_drier_reading_never_makes_the_ground_wetter(one: float, other: float) -> None:
    bed, ground = a_bed(), known()
    dry, wet = (ground.seen(bed, 61.0, value).everywhere.depletion(bed, 0.7)[0] for value in sorted((one, other)))
    assert dry >= wet - 1e-6


def known() -> Ground:
    ground = learned_of(TrueBed(), days=20).ground
    assert ground
    return replace(ground, unread_h=24.0)


def test_a_step_is_learned_from_in_a_few_milliseconds() -> None:
    bed, state = a_bed(), learned_of(TrueBed(), days=5)
    began = perf_counter()
    for hour in range(1, 51):
        state = learn(state, Observation(NOW + hour * HOUR, 60.0, 0.2), bed)
    assert (perf_counter() - began) / 50 < 0.02
