"""Every number that an owner may set otherwise has a default and a range."""

from datetime import time, timedelta
from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from custom_components.plantos.domain.notices import Topic
from custom_components.plantos.domain.settings import SECTIONS, Settings

from .conftest import LAW

TIMES = st.times()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gap_min", 60.0),
        ("soak_min", 30.0),
        ("quiet_start", None),
        ("quiet_end", None),
        ("frost_c", 3.0),
        ("waiting_min", 10.0),
        ("waiting_at_most", 20),
        ("approval_h", 2.0),
        ("verify_h", 6.0),
        ("no_effect_points", 2.0),
        ("no_effect_runs", 2),
        ("no_flow_s", 10.0),
        ("critical_moisture", 20.0),
        ("jump_points", 30.0),
        ("stuck_h", 48.0),
        ("silence_h", 24.0),
        ("cache_h", 24.0),
        ("quarantined_per_hour", 20),
    ],
)
def test_a_hub_that_nobody_has_set_otherwise_keeps_to_the_defaults(name: str, value: float | None) -> None:
    assert getattr(Settings.of({}), name) == value


def test_settings_are_found_in_every_section() -> None:
    options = {
        "watering": {"gap_min": 15.0},
        "sensing": {"stuck_h": 12.0},
        "resilience": {"probe_profile": "aggressive"},
        "weather": {"coastal": True},
        "water": {"water_price": 2.5},
        "notifications": {"notify_targets": ["notify.anna"], "notify_about": ["dry"]},
        "features": {"ml_watering_scheduler": True},
    }
    settings = Settings.of(options)
    assert set(options) == set(SECTIONS)
    assert (settings.gap_min, settings.stuck_h, settings.probe_profile) == (15.0, 12.0, "aggressive")
    assert (settings.coastal, settings.water_price, settings.ml_watering_scheduler) == (True, 2.5, True)
    assert (settings.notify_targets, settings.notify_about) == (("notify.anna",), ("dry",))


def test_options_that_are_no_settings_are_left_alone() -> None:
    assert Settings.of({"speed": 60, "faults": [], "watering": {}}) == Settings()


def test_a_setting_that_is_unknown_in_a_section_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings.of({"watering": {"colour": "green"}})


def test_times_are_taken_as_a_form_writes_them() -> None:
    settings = Settings.of({"watering": {"quiet_start": "22:00:00", "quiet_end": "06:30:00"}})
    assert (settings.quiet_start, settings.quiet_end) == (time(22), time(6, 30))


@pytest.mark.parametrize(
    "changes",
    [
        {"gap_min": -1},
        {"gap_min": 10_081},
        {"gap_min": nan},
        {"gap_min": inf},
        {"soak_min": 0},
        {"frost_c": -21},
        {"frost_c": nan},
        {"runs_per_hour": 0},
        {"runs_per_hour": 61},
        {"waiting_min": 0},
        {"waiting_at_most": 0},
        {"approval_h": 0},
        {"verify_h": 0},
        {"no_effect_points": 0},
        {"no_effect_runs": 0},
        {"no_flow_s": 1},
        {"critical_moisture": -1},
        {"critical_moisture": 101},
        {"jump_points": 4},
        {"stuck_h": 0},
        {"silence_h": 0},
        {"cache_h": 0},
        {"quarantined_per_hour": 0},
        {"probe_profile": "reckless"},
        {"outlet_profile": "reckless"},
    ],
)
def test_a_setting_that_would_disarm_a_rule_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**changes)


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        setattr(settings, "gap_min", 0.0)
    assert settings.gap_min == 60.0


def test_gap_and_soak_are_durations() -> None:
    settings = Settings(gap_min=90, soak_min=15)
    assert (settings.gap, settings.soak) == (timedelta(minutes=90), timedelta(minutes=15))


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (time(22), None), (None, time(6)), (time(7), time(7))],
)
@pytest.mark.parametrize("local", [time(0), time(6), time(7), time(22), time(23, 59, 59)])
def test_quiet_hours_without_a_beginning_an_end_or_a_length_are_off(
    start: time | None, end: time | None, local: time
) -> None:
    assert not Settings(quiet_start=start, quiet_end=end).is_quiet(local)


@given(TIMES, TIMES)
@LAW
def test_quiet_hours_hold_from_their_first_moment_and_end_with_their_last(start: time, end: time) -> None:
    settings = Settings(quiet_start=start, quiet_end=end)
    assert settings.is_quiet(start) is (start != end)
    assert not settings.is_quiet(end)


@given(TIMES, TIMES, TIMES)
@LAW
def test_any_moment_is_quiet_in_the_night_or_in_the_day_that_is_left(start: time, end: time, local: time) -> None:
    night, day = Settings(quiet_start=start, quiet_end=end), Settings(quiet_start=end, quiet_end=start)
    assert (night.is_quiet(local) is not day.is_quiet(local)) is (start != end)


@pytest.mark.parametrize(
    ("local", "hours"),
    [(time(12), 2), (time(22), 2 + 9), (time(6, 30), 2 + 0.5), (time(7), 2), (time(23, 30), 2 + 7.5)],
)
def test_the_time_for_an_approval_begins_when_people_may_be_told(local: time, hours: float) -> None:
    settings = Settings(silent_start=time(22), silent_end=time(7))
    assert settings.approval_time(local) == timedelta(hours=hours)


def test_who_is_told_of_no_request_delays_none() -> None:
    settings = Settings(silent_start=time(22), silent_end=time(7), notify_about=(Topic.ALERTS,))
    assert settings.approval_time(time(23)) == timedelta(hours=2)
