"""What can't be how soil behaves is found in time and told in words; healthy soil is left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
import inspect
from math import exp
import pkgutil
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain import guardrails, strategies
from custom_components.plantos.domain.anomalies import Anomaly, AnomalyKind, anomalies
from custom_components.plantos.domain.outlook import Past, Spell
from custom_components.plantos.domain.problems import problems
from custom_components.plantos.domain.readings import Fault
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.domain.trails import Trail, rainless_h
from custom_components.plantos.domain.wettings import Wetting, usual_range, wettings

from .conftest import HOUR, LAW, NOW, a_plant, a_reading, a_snapshot, quarantined
from .soil_days import PotDays

WEEKS = 14


# --- healthy plants -------------------------------------------------------------------------------------

HEALTHY = [
    # Points a day, the probe's noise, its following of the day's warmth, digits, points that a dose makes.
    (2.0, 0.2, 0.5, 1, 25.0),
    (4.0, 1.0, 1.5, 1, 20.0),
    (6.0, 0.5, 1.0, 0, 22.0),
    (6.0, 2.0, 1.0, 1, 22.0),
    (9.0, 1.5, 0.0, 0, 18.0),
    (12.0, 0.3, 2.0, 1, 25.0),
    (15.0, 1.0, 1.0, 0, 15.0),
    (25.0, 0.7, 1.0, 1, 20.0),
]


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("drying", "noise", "warmth", "digits", "response"), HEALTHY)
def test_a_healthy_plant_with_a_noisy_probe_is_never_odd_in_1000_days(
    drying: float, noise: float, warmth: float, digits: int, response: float
) -> None:
    pot = PotDays(int(drying), drying, noise, warmth, digits, response)
    for _ in range(1_000 // len(HEALTHY) * 4):
        pot.live(1 / 4)
        assert (pot.step / 144, pot.odd()) == (pot.step / 144, set())


# --- each fault is found in time ------------------------------------------------------------------------


@pytest.fixture(params=[1, 2, 3])
def pot(request: pytest.FixtureRequest) -> PotDays:
    """A pot that has been well for two weeks."""
    return PotDays(request.param, noise=0.4 * request.param).live(WEEKS)


def test_a_loose_contact_is_found_within_a_day(pot: PotDays) -> None:
    random = Random(1)
    pot.fault = lambda step, value: value + random.choice((-15, 15)) if random.random() < 0.05 else value
    assert pot.found(AnomalyKind.OUTLIER, 24)


def test_a_single_reading_far_off_is_no_loose_contact(pot: PotDays) -> None:
    start = pot.step + 10
    pot.fault = lambda step, value: value - 25 if step == start else value
    assert pot.found(AnomalyKind.OUTLIER, 24) is None


def test_water_that_washes_past_the_probe_is_no_loose_contact(pot: PotDays) -> None:
    pot.fault = lambda step, value: value + 20 if any(step - given == 1 for given, _ in pot.given) else value
    for _ in range(6):
        pot.water(10.0)
        assert AnomalyKind.OUTLIER not in pot.live(1 / 6).odd()


def test_a_probe_out_of_the_soil_is_found_within_two_hours(pot: PotDays) -> None:
    pot.watered = False
    pot.fault = lambda step, value: 2.0
    assert pot.found(AnomalyKind.OUT_OF_SOIL, 2)


def test_a_probe_that_is_held_in_the_hand_for_a_while_is_not_told(pot: PotDays) -> None:
    pot.fault = lambda step, value: 2.0
    assert AnomalyKind.OUT_OF_SOIL not in pot.live(2 / 3 / 24).odd()


@pytest.mark.parametrize("said", [lambda step, value: 3.0, lambda step, value: 2.0 + step % 30 / 4])
def test_a_small_fall_or_an_unsteady_reading_is_no_probe_in_air(
    pot: PotDays, said: Callable[[int, float], float]
) -> None:
    steady = said(0, 0.0) == said(1, 0.0)
    pot.watered, pot.level = False, 16.0 if steady else 50.0
    pot.live(1 / 24)
    pot.fault = said
    assert pot.found(AnomalyKind.OUT_OF_SOIL, 6) is None


def test_a_probe_put_back_is_no_longer_out_of_the_soil(pot: PotDays) -> None:
    pot.watered = False
    pot.fault = lambda step, value: 2.0
    pot.live(1 / 4)
    pot.fault = lambda step, value: value
    assert pot.live(1 / 24).odd() & {AnomalyKind.OUT_OF_SOIL} == set()


def test_soil_that_dried_out_slowly_is_no_probe_in_air() -> None:
    pot = PotDays(1, drying=20.0, watered=False).live(WEEKS)
    assert pot.said[-1] < 10
    assert AnomalyKind.OUT_OF_SOIL not in pot.odd()


def test_a_seep_is_found_within_a_day(pot: PotDays) -> None:
    pot.seep = 1.5
    assert pot.found(AnomalyKind.LEAK, 24)


def test_soil_that_stays_saturated_is_found_within_three_days(pot: PotDays) -> None:
    pot.watered = False
    pot.level, pot.seep = 99.0, 0.9
    assert pot.found(AnomalyKind.LEAK, 72)


def test_soil_that_stays_saturated_because_it_is_watered_is_no_leak(pot: PotDays) -> None:
    pot.watered = False
    pot.level, pot.seep = 99.0, 0.9
    for _ in range(4):
        pot.water()
        assert AnomalyKind.LEAK not in pot.live(1).odd()


def test_a_can_of_water_is_no_leak(pot: PotDays) -> None:
    pot.watered = False
    for _ in range(20):
        pot.pending += 25.0
        for _ in range(18):
            pot.live(1 / 24)
            assert AnomalyKind.LEAK not in pot.odd()


def test_water_that_soaks_slowly_into_heavy_soil_is_no_leak(pot: PotDays) -> None:
    pot.watered, pot.level = False, 30.0
    for hour in range(12):
        pot.seep = 7.1 * exp(-hour / 3)
        assert AnomalyKind.LEAK not in pot.live(1 / 24).odd()


def test_outdoors_rain_that_is_known_or_may_have_fallen_is_no_leak(pot: PotDays) -> None:
    pot.plant = a_plant(indoor=False, dose_ml=100.0)
    pot.seep = 1.5
    assert pot.found(AnomalyKind.LEAK, 24) is None


def test_outdoors_a_leak_is_told_where_it_is_known_that_it_did_not_rain(pot: PotDays) -> None:
    pot.seep = 1.5
    pot.live(1)
    snapshot, trail = pot.trail()
    outdoors = snapshot.plant.model_copy(update={"indoor": False})
    for rain, kinds in ((0.0, {AnomalyKind.LEAK}), (2.0, set()), (None, set())):
        spells = tuple(
            Spell(snapshot.at - (hour + 1) * HOUR, snapshot.at - hour * HOUR, None, rain) for hour in range(60)
        )
        told = replace(snapshot, plant=outdoors, past=Past(spells[::-1]))
        odd = {anomaly.kind for anomaly in anomalies(told, Trail.of(told, trail.hours, trail.steps))}
        assert odd & {AnomalyKind.LEAK} == kinds


def test_a_cracked_pot_is_found_by_its_second_watering(pot: PotDays) -> None:
    pot.keeps = 0.05
    before = len(pot.given)
    assert pot.found(AnomalyKind.DRAINS_FAST, 14 * 24)
    assert len(pot.given) - before <= 4


def test_wet_soil_that_drains_is_no_cracked_pot(pot: PotDays) -> None:
    pot.keeps = 0.05
    for _ in range(3):
        pot.level = 60.0
        pot.water()
        assert AnomalyKind.DRAINS_FAST not in pot.live(1 / 2).odd()


def just_watered(drying: float) -> PotDays:
    """A pot that was known for weeks and is moist now."""
    pot = PotDays(1, drying=drying, response=30.0).live(WEEKS)
    while pot.level < 50:
        pot.live(1 / 24)
    return pot


def test_a_plant_that_dries_three_times_as_fast_is_found_within_three_days() -> None:
    pot = just_watered(drying=4.0)
    pot.thirst = 3.5
    assert pot.found(AnomalyKind.DRIES_FAST, 72)


def test_a_plant_that_stops_drinking_is_found_within_three_days() -> None:
    pot = just_watered(drying=6.0)
    pot.thirst = 0.05
    assert pot.found(AnomalyKind.DRIES_SLOWLY, 72)


def test_a_rainy_day_is_no_plant_that_stops_drinking() -> None:
    pot = just_watered(drying=6.0)
    pot.plant = a_plant(indoor=False, dose_ml=100.0)
    pot.thirst = 0.05
    assert pot.found(AnomalyKind.DRIES_SLOWLY, 72) is None


def test_soil_that_is_dry_gives_its_last_water_slowly() -> None:
    pot = PotDays(1, drying=6.0, watered=False, level=64.0)
    while pot.level > 28:
        pot.live(1 / 24)
    pot.thirst = 0.05
    assert pot.found(AnomalyKind.DRIES_SLOWLY, 72) is None


def test_a_probe_that_creeps_up_is_found_within_a_week() -> None:
    pot = PotDays(1, drying=1.0, watered=False).live(WEEKS)
    start = pot.step
    pot.fault = lambda step, value: value + (step - start) / 144 * 3.0
    assert pot.found(AnomalyKind.DRIFT, 7 * 24)


def test_a_probe_that_each_watering_moves_less_is_found_within_five_waterings() -> None:
    pot = PotDays(1, drying=12.0, response=25.0).live(WEEKS)
    waterings, response = len(pot.given), pot.response
    found = None
    while found is None and len(pot.given) - waterings < 7:
        pot.response = response * 0.75 ** (len(pot.given) - waterings)
        found = pot.found(AnomalyKind.DRIFT, 12)
    assert found
    assert len(pot.given) - waterings <= 5


def responding(rises: list[float], starts: list[float] | None = None, newest: float = 20.0, ml: float = 100.0) -> Trail:
    """A trail of waterings a day apart that raised the moisture by so much."""
    ages = [newest + 24.0 * number for number in reversed(range(len(rises)))]
    befores = starts or [30.0] * len(rises)
    wets = [Wetting(age, low, low + rise) for age, low, rise in zip(ages, befores, rises, strict=True)]
    return Trail(NOW, waterings=[(age, ml) for age in ages] if ml else [], wets=wets)


@pytest.mark.parametrize(
    ("trail", "drifts"),
    [
        (responding([20.0, 17.0, 14.0, 12.0, 10.0]), True),
        (responding([10.0, 12.0, 14.0, 17.0, 20.0]), True),
        (responding([20.0, 17.0, 14.0, 10.0]), False),
        (responding([20.0, 17.0, 14.0, 12.0, 11.0]), False),
        (responding([20.0, 12.0, 14.0, 13.0, 10.0]), False),
        (responding([7.0, 6.0, 5.0, 4.0, 3.5]), False),
        (responding([20.0, 17.0, 14.0, 12.0, 10.0], [30.0, 33.0, 36.0, 39.0, 41.0]), False),
        (responding([20.0, 17.0, 14.0, 12.0, 10.0], newest=3.0), False),
        (responding([20.0, 17.0, 14.0, 12.0, 10.0], ml=0.0), False),
    ],
)
def test_only_alike_waterings_that_change_one_way_by_half_tell_of_a_drift(trail: Trail, drifts: bool) -> None:
    found = {anomaly.kind for anomaly in anomalies(a_snapshot(), trail)}
    assert found == ({AnomalyKind.DRIFT} if drifts else set())


def test_a_stuck_probe_is_known_from_the_quarantine() -> None:
    stuck = replace(quarantined(45.0), fault=Fault.STUCK)
    assert anomalies(a_snapshot(stuck), Trail(NOW)) == (Anomaly(AnomalyKind.STUCK, NOW, reason("anomaly_stuck")),)


@pytest.mark.parametrize(("runs", "kinds"), [(1, set()), (2, {AnomalyKind.NO_RESPONSE})])
def test_waterings_without_response_are_known_from_the_verification(runs: int, kinds: set[AnomalyKind]) -> None:
    snapshot = replace(a_snapshot(a_reading(45.0)), care=Care(Standing(without_effect=runs)))
    assert {anomaly.kind for anomaly in anomalies(snapshot, Trail(NOW))} == kinds


# --- how it is told -------------------------------------------------------------------------------------


def test_what_is_odd_is_a_problem_unless_it_is_one_already() -> None:
    odd = [Anomaly(kind, NOW, reason("anomaly_stuck")) for kind in AnomalyKind]
    found = problems(a_snapshot(a_reading(45.0)), critical=False, odd=odd)
    assert found == (
        "anomaly_outlier",
        "anomaly_drift",
        "anomaly_drains_fast",
        "anomaly_dries_fast",
        "anomaly_dries_slowly",
        "anomaly_leak",
        "anomaly_out_of_soil",
    )


def test_since_when_and_by_how_much_is_told(pot: PotDays) -> None:
    begun = NOW + pot.step / 6 * HOUR
    pot.seep = 1.5
    pot.live(1)
    [leak] = [anomaly for anomaly in anomalies(*pot.trail()) if anomaly.kind is AnomalyKind.LEAK]
    assert begun - 2 * HOUR <= leak.since <= begun + 24 * HOUR
    assert leak.told.key == "anomaly_leak_rising"
    assert 6 <= float(leak.told.values["points"]) <= 15


# --- what is never done ---------------------------------------------------------------------------------

anything = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 100)), max_size=80).map(
    lambda points: sorted(points, reverse=True)
)


@given(anything, anything, st.lists(st.tuples(st.floats(0, 400), st.floats(0, 900)), max_size=8), st.floats(0, 8))
@LAW
def test_whatever_was_measured_what_is_odd_can_be_told(
    hours: list[tuple[float, float]], steps: list[tuple[float, float]], given: list[tuple[float, float]], noise: float
) -> None:
    trail = Trail(NOW, hours, steps, given, noise, wets=wettings(hours, noise))
    for anomaly in anomalies(a_snapshot(a_reading(45.0)), trail):
        assert anomaly.since <= NOW
        assert all(value not in {"nan", "inf"} for value in anomaly.told.values.values())


def test_nothing_known_is_nothing_odd() -> None:
    assert anomalies(a_snapshot(), Trail(NOW)) == ()


def test_nothing_that_decides_or_allows_water_knows_of_anomalies() -> None:
    names = [f"{strategies.__name__}.{module.name}" for module in pkgutil.iter_modules(strategies.__path__)]
    for module in (strategies, guardrails, *(__import__(name, fromlist=["_"]) for name in names)):
        assert "anomal" not in inspect.getsource(module).lower()
    assert not [name for name in a_snapshot().__dataclass_fields__ if "anomal" in name or "odd" in name]


# --- the trail itself -----------------------------------------------------------------------------------


def test_a_rise_is_a_wetting_with_its_beginning_and_its_peak() -> None:
    hours = [(float(age), 30.0 if age > 5 else {5: 40.0, 4: 52.0, 3: 51.0}.get(age, 50.0)) for age in range(12, -1, -1)]
    assert wettings(hours, 0.5) == [Wetting(5.0, 30.0, 52.0)]
    assert wettings(hours, 0.5)[0].rise == 22.0


@pytest.mark.parametrize(("noise", "count"), [(0.5, 1), (1.0, 1), (2.0, 0)])
def test_a_rise_within_the_noise_is_no_wetting(noise: float, count: int) -> None:
    hours = [(3.0, 30.0), (2.0, 35.0), (1.0, 35.0)]
    assert len(wettings(hours, noise)) == count


def test_a_plants_own_range_is_known_after_three_waterings() -> None:
    wets = [Wetting(100.0, 30.0, 50.0), Wetting(60.0, 31.0, 55.0), Wetting(20.0, 29.0, 52.0)]
    assert usual_range(wets[:2]) is None
    assert usual_range(wets) == (30.0, 52.0)


def test_a_gap_in_what_is_known_of_the_weather_may_have_been_rain() -> None:
    def spell(since: float, until: float) -> Spell:
        return Spell(NOW - since * HOUR, NOW - until * HOUR, None, 0.0)

    assert rainless_h((), NOW) == 0
    assert rainless_h((spell(24, 1),), NOW) == 24
    assert rainless_h((spell(48, 30), spell(24, 1)), NOW) == 24
    assert rainless_h((spell(30, 24), spell(24, 1)), NOW) == 30
    assert rainless_h((spell(48, 5),), NOW) == 0


def test_an_instant_so_many_hours_ago() -> None:
    assert Trail(NOW).ago(36.0) == NOW - timedelta(hours=36)
