"""A plant's limits follow from its pot, its bed and its outlet."""

from datetime import timedelta
from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from custom_components.plantos.domain.plants import Plant, default_limits

from .conftest import LAW, a_plant


@pytest.mark.parametrize(
    ("pot_volume_l", "area_m2", "limits"),
    [
        (None, None, (500.0, 1_000.0)),
        (0.5, None, (500.0, 1_000.0)),
        (5.0, None, (500.0, 1_000.0)),
        (5.1, None, (510.0, 1_020.0)),
        (10.0, None, (1_000.0, 2_000.0)),
        (200.0, None, (20_000.0, 40_000.0)),
        (None, 0.01, (500.0, 1_000.0)),
        (None, 1.0, (6_000.0, 12_000.0)),
        (None, 20.0, (120_000.0, 240_000.0)),
        # Where both are known, the smaller holds.
        (2.0, 1.0, (500.0, 1_000.0)),
        (100.0, 0.01, (500.0, 1_000.0)),
        (100.0, 1.0, (6_000.0, 12_000.0)),
        (10.0, 1.0, (1_000.0, 2_000.0)),
    ],
)
def test_limits_follow_from_pot_or_area(
    pot_volume_l: float | None, area_m2: float | None, limits: tuple[float, float]
) -> None:
    assert default_limits(pot_volume_l, area_m2) == pytest.approx(limits)
    plant = a_plant(pot_volume_l=pot_volume_l, area_m2=area_m2)
    assert (plant.run_limit_ml, plant.day_limit_ml) == pytest.approx(limits)


@given(
    st.none() | st.floats(0, 2_000, exclude_min=True),
    st.none() | st.floats(0, 10_000, exclude_min=True),
)
@LAW
def test_the_day_limit_is_two_runs_and_no_limit_is_below_half_a_litre(
    pot_volume_l: float | None, area_m2: float | None
) -> None:
    run, day = default_limits(pot_volume_l, area_m2)
    assert run >= 500.0
    assert day == pytest.approx(2 * run)


@given(st.floats(0.1, 1_000), st.floats(0.1, 1_000))
@LAW
def test_a_larger_pot_never_has_a_lower_limit(one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert default_limits(small, None) <= default_limits(large, None)


def test_the_owners_limits_win() -> None:
    plant = a_plant(pot_volume_l=50.0, max_run_ml=70.0, max_day_ml=90.0)
    assert (plant.run_limit_ml, plant.day_limit_ml) == (70.0, 90.0)


@pytest.mark.parametrize(("calibrated", "seconds"), [(False, 30.0), (True, 600.0)])
def test_an_outlet_stays_open_30_seconds_until_its_flow_is_known_and_10_minutes_after(
    calibrated: bool, seconds: float
) -> None:
    assert a_plant(flow_calibrated=calibrated).longest_run_s == seconds


def test_a_run_takes_priming_and_its_amount_over_the_flow() -> None:
    assert a_plant(flow_ml_s=20.0, priming_s=3.0).run_seconds(100.0) == pytest.approx(8.0)


def test_a_run_is_closed_after_priming_a_fifth_more_and_2_seconds() -> None:
    assert a_plant(flow_ml_s=20.0, priming_s=3.0).run_limit_s(100.0) == pytest.approx(3.0 + 6.0 + 2.0)


def test_nothing_is_delivered_while_priming() -> None:
    assert a_plant(flow_ml_s=20.0, priming_s=3.0).delivered_ml(2.9) == 0.0


@given(st.floats(0.1, 10_000), st.floats(0.1, 10_000), st.floats(0, 120))
@LAW
def test_a_run_of_its_full_time_delivers_its_amount_before_it_is_cut_off(
    amount: float, flow: float, priming: float
) -> None:
    plant = a_plant(flow_ml_s=flow, priming_s=priming)
    seconds = plant.run_seconds(amount)
    assert plant.delivered_ml(seconds) == pytest.approx(amount, rel=1e-6, abs=1e-6)
    assert seconds + 2.0 <= plant.run_limit_s(amount) + 1e-9


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"pot_volume_l": 0},
        {"pot_volume_l": 2_001},
        {"pot_volume_l": nan},
        {"area_m2": 0},
        {"area_m2": 10_001},
        {"area_m2": nan},
        {"flow_ml_s": 0},
        {"flow_ml_s": -1},
        {"flow_ml_s": 10_001},
        {"flow_ml_s": nan},
        {"flow_ml_s": inf},
        {"priming_s": -1},
        {"priming_s": 121},
        {"priming_s": nan},
        {"moisture_min": -1},
        {"moisture_min": nan},
        {"moisture_max": 101},
        {"moisture_max": nan},
        {"dose_ml": 0},
        {"dose_ml": -100},
        {"dose_ml": nan},
        {"max_run_ml": 0},
        {"max_run_ml": nan},
        {"max_day_ml": -1},
        {"max_day_ml": nan},
        {"substrate": "concrete"},
        {"probes": {"mood": "sensor.mood"}},
        {"colour": "green"},
    ],
)
def test_a_plant_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_plant(**changes)


@pytest.mark.parametrize("field", ["dose_ml", "max_run_ml", "max_day_ml"])
def test_no_amount_of_a_plant_is_infinite(field: str) -> None:
    with pytest.raises(ValidationError):
        a_plant(**{field: inf})


@pytest.mark.parametrize(("minimum", "maximum"), [(60.0, 60.0), (60.1, 60.0), (100.0, 0.0)])
def test_a_minimum_that_is_not_below_the_maximum_is_refused_by_name(minimum: float, maximum: float) -> None:
    with pytest.raises(ValidationError) as refused:
        a_plant(moisture_min=minimum, moisture_max=maximum)
    assert [error["type"] for error in refused.value.errors()] == ["min_not_below_max"]


@pytest.mark.parametrize(("full", "wilted"), [(60.0, None), (None, 20.0), (20.0, 60.0), (24.9, 20.0), (50.0, 50.0)])
def test_what_a_probe_shows_of_a_bed_is_said_as_a_scale_or_not_at_all(full: float | None, wilted: float | None) -> None:
    with pytest.raises(ValidationError) as refused:
        a_plant(reads_full=full, reads_wilted=wilted)
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(("reads_full",), "reads_no_scale")]
    assert a_plant(reads_full=25.0, reads_wilted=20.0).reads_full == 25.0
    assert a_plant().reads_full is None


def test_names_may_be_in_any_script() -> None:
    assert a_plant(name="Fensterbänkchen 🌱 植物").name == "Fensterbänkchen 🌱 植物"


def test_a_new_plant_waits_to_be_watered_by_somebody() -> None:
    assert not Plant(plant_id="new", name="New").automatic


def test_a_plant_does_not_change() -> None:
    plant = a_plant()
    with pytest.raises(ValidationError):
        setattr(plant, "dose_ml", 5_000.0)
    assert plant.dose_ml == 100.0


@pytest.mark.parametrize(
    ("amount", "pulse", "pulses"),
    [
        (100.0, None, 1),
        (100.0, 100.0, 1),
        (100.0, 99.9, 2),
        (100.0, 50.0, 2),
        (100.0, 30.0, 4),
        (100.0, 500.0, 1),
        (0.3, 0.1, 3),
        (110.00000000000001, 11.0, 10),
        (0.0, 50.0, 1),
    ],
)
def test_an_amount_is_given_in_as_many_pulses_as_it_takes(amount: float, pulse: float | None, pulses: int) -> None:
    assert a_plant(pulse_ml=pulse).pulses(amount) == pulses


@given(st.floats(0.1, 10_000), st.floats(1, 10_000))
@LAW
def test_no_pulse_gives_more_than_a_pulse(amount: float, pulse: float) -> None:
    pulses = a_plant(pulse_ml=pulse).pulses(amount)
    assert amount / pulses <= pulse * (1 + 1e-9)
    assert pulses == 1 or amount / (pulses - 1) > pulse


@pytest.mark.parametrize(
    "changes",
    [
        {"pulse_ml": 0},
        {"pulse_ml": nan},
        {"pulse_ml": inf},
        {"pulse_soak_min": 0},
        {"pulse_soak_min": 241},
        {"gap_min": -1},
        {"gap_min": 10_081},
        {"gap_min": nan},
    ],
)
def test_pulses_and_gaps_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_plant(**changes)


def test_a_new_plant_has_its_hubs_gap_no_pulses_and_needs_no_approval() -> None:
    plant = Plant(plant_id="new", name="New")
    assert (plant.gap_min, plant.pulse_ml, plant.needs_approval) == (None, None, False)


@given(
    st.floats(0.1, 10_000),
    st.floats(0, 120),
    st.booleans(),
    st.none() | st.floats(1, 1e6),
    st.none() | st.floats(1, 1e6),
)
@LAW
def test_the_most_that_may_be_asked_for_passes_no_limit_of_a_run(
    flow: float, priming: float, calibrated: bool, pulse: float | None, run: float | None
) -> None:
    plant = a_plant(flow_ml_s=flow, priming_s=priming, flow_calibrated=calibrated, pulse_ml=pulse, max_run_ml=run)
    largest = plant.largest_ml
    assert 0 <= largest <= plant.run_limit_ml
    if largest > 0:
        at_once = largest if pulse is None else min(largest, pulse)
        assert plant.run_limit_s(at_once) <= plant.longest_run_s


def test_the_most_that_may_be_asked_for_is_not_less_than_need_be() -> None:
    assert a_plant().largest_ml == 500.0
    assert a_plant(flow_calibrated=False).largest_ml == pytest.approx(28 / 1.2 * 10)
    assert a_plant(flow_calibrated=False, pulse_ml=100.0).largest_ml == 500.0


def test_a_whole_run_takes_all_its_pulses_and_pauses() -> None:
    plant = a_plant(pulse_ml=100.0, pulse_soak_min=10.0, priming_s=2.0)
    assert plant.whole_run(300.0) == timedelta(minutes=20, seconds=3 * 12)
    assert a_plant().whole_run(100.0) == timedelta(seconds=10)
