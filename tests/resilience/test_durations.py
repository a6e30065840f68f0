"""What people rely on is measured, by the latest that happened."""

import pytest

from custom_components.plantos.resilience import durations
from custom_components.plantos.resilience.durations import LATEST, Durations


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock's readings to come."""
    readings: list[float] = []
    monkeypatch.setattr(durations, "perf_counter", lambda: readings.pop(0))
    return readings


def test_nothing_is_said_of_what_never_happened() -> None:
    assert Durations(0.95, 0.1).reached_s is None


def test_the_share_that_counts_is_told(take: list[float]) -> None:
    taken = Durations(0.95, 0.1)
    for number in range(1, 101):
        take += [0.0, number / 1_000]
        with taken.measured():
            pass
    assert (taken.count, taken.reached_s) == (100, 0.095)


def test_only_the_latest_count(take: list[float]) -> None:
    taken = Durations(0.99, 0.1)
    for seconds in [9.0] * 50 + [1.0] * LATEST:
        take += [0.0, seconds]
        with taken.measured():
            pass
    assert (taken.count, taken.reached_s) == (LATEST, 1.0)


def test_what_fails_is_no_measure(take: list[float]) -> None:
    taken = Durations(0.95, 0.1)
    take.append(0.0)
    with pytest.raises(OSError, match="away"), taken.measured():
        raise OSError("away")
    assert taken.count == 0
