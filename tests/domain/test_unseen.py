"""Water that nobody told of is seen by the soil, and nothing else is taken for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.plantos.domain.anomalies import Anomaly, AnomalyKind, anomalies
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import OutletState, Snapshot, Watering
from custom_components.plantos.domain.trails import Trail
from custom_components.plantos.domain.unseen import Unseen, unseen

from .conftest import DAY, HOUR, NOW
from .soil_days import PotDays


def pot(seed: int = 1, **changes: Any) -> PotDays:
    """A pot of which nobody waters anything by PlantOS."""
    return PotDays(seed, watered=False, **changes).live(4)


def by_can(seed: int = 1, points: float = 25.0) -> PotDays:
    """A pot that somebody waters with a can at an hour's end."""
    found = pot(seed)
    found.pending += points
    return found


def look(pot: PotDays, change: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot) -> Unseen | None:
    """What is seen of a pot now."""
    snapshot, trail = pot.trail()
    return unseen(change(snapshot), trail, anomalies(snapshot, trail))


def at(pot: PotDays) -> timedelta:
    """How long a pot has lived."""
    return pot.step * HOUR / 6


@pytest.mark.parametrize("seed", range(5))
def test_a_can_is_seen_once_its_rise_has_lasted(seed: int) -> None:
    plant = by_can(seed)
    poured = NOW + at(plant)
    assert look(plant.live(HOUR / DAY)) is None
    seen = look(plant.live(2 * HOUR / DAY))

    assert seen
    assert abs(seen.at - poured) <= HOUR
    assert seen.peak - seen.before > 10


@pytest.mark.parametrize("seed", range(3))
def test_what_plantos_gives_is_never_taken_for_a_can(seed: int) -> None:
    plant = PotDays(seed, drying=9.0, noise=1.0)
    for _ in range(12 * 24):
        assert look(plant.live(HOUR / DAY)) is None
    assert len(plant.given) > 1


def test_drying_and_warmth_are_no_water() -> None:
    plant = pot(warmth=2.0, noise=1.0)
    assert all(look(plant.live(HOUR / DAY)) is None for _ in range(5 * 24))


def test_a_run_that_failed_may_have_let_water_through() -> None:
    plant = by_can()
    tried = NOW + at(plant)
    plant.live(3 * HOUR / DAY)
    assert look(plant, lambda known: replace(known, history=replace(known.history, last_tried=tried))) is None


@pytest.mark.parametrize("early", [timedelta(hours=-2), timedelta(hours=2)])
def test_what_somebody_has_told_of_is_no_news(early: timedelta) -> None:
    plant = by_can()
    told = (Watering(NOW + at(plant) + early, 0.0),)
    plant.live(3 * HOUR / DAY)
    assert look(plant, lambda known: replace(known, history=replace(known.history, others=told))) is None


@pytest.mark.parametrize("state", [OutletState.OPEN, OutletState.UNKNOWN])
def test_nothing_is_said_while_an_outlet_may_be_open(state: OutletState) -> None:
    plant = by_can().live(3 * HOUR / DAY)
    assert look(plant, lambda known: replace(known, outlet=state)) is None
    assert look(plant, lambda known: replace(known, history=replace(known.history, running=True))) is None


def test_a_leak_is_no_can() -> None:
    snapshot, trail = by_can().live(3 * HOUR / DAY).trail()
    leak = Anomaly(AnomalyKind.LEAK, NOW, reason("anomaly_leak_rising"))
    assert unseen(snapshot, trail, (leak,)) is None


def test_a_probe_that_is_put_back_is_no_can() -> None:
    plant = pot()
    plant.fault = lambda step, value: 3.0
    plant.live(0.5)
    plant.fault = lambda step, value: value
    assert all(look(plant.live(HOUR / DAY)) is None for _ in range(6))


def test_a_rise_of_yesterday_is_no_news() -> None:
    assert look(by_can().live(26 * HOUR / DAY)) is None


def test_of_a_plant_without_readings_nothing_is_seen() -> None:
    snapshot, _ = pot().trail()
    assert unseen(snapshot, Trail(snapshot.at), ()) is None
