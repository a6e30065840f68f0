"""A plant's account and schedule begin when it is first watered as it is now, and never sooner for any change."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.beginning import SHORT_PAUSE, Beginning, begun, way_of
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.species import CATALOGUE

from .conftest import DAY, HOUR, LAW, NOW, a_plant

BASIL, TOMATO = CATALOGUE["ocimum_basilicum"], CATALOGUE["solanum_lycopersicum"]
OLD = Beginning(way="one", account=NOW - 9 * DAY, schedule=NOW - 8 * DAY)
PLANT: dict[str, Any] = {"strategy": "evapotranspiration", "species": "ocimum_basilicum", "pot_volume_l": 5.0}


def after(known: Beginning | None, way: str = "one", *, on: bool = True, later: timedelta = timedelta()) -> Beginning:
    return begun(known, way, on=on, now=NOW + later, short=SHORT_PAUSE)


def test_a_plant_that_nobody_knew_begins_now() -> None:
    assert after(None) == Beginning(way="one", account=NOW, schedule=NOW)
    assert after(None, on=False) == Beginning(way="one", account=NOW, schedule=NOW, off_at=NOW)


def test_as_long_as_nothing_changes_nothing_begins_anew() -> None:
    assert after(OLD) == OLD
    off = after(OLD, on=False)
    assert off == replace(OLD, off_at=NOW)
    assert after(off, on=False, later=DAY) == off


@pytest.mark.parametrize("on", [False, True])
def test_a_plant_that_is_watered_another_way_begins_anew(on: bool) -> None:
    assert after(OLD, "other", on=on) == after(None, "other", on=on)


@pytest.mark.parametrize(("hours", "account"), [(23.9, OLD.account), (24, NOW + 24 * HOUR)])
def test_a_pause_ends_the_schedule_at_once_and_the_account_after_a_day(hours: float, account: Any) -> None:
    again = after(after(OLD, on=False), later=hours * HOUR)
    assert again == Beginning(way="one", account=account, schedule=NOW + hours * HOUR)


def test_what_began_before_the_clock_was_set_back_begins_now() -> None:
    assert after(OLD, later=-9 * DAY) == after(None, later=-9 * DAY)


STEPS = st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.timedeltas(-DAY, 3 * DAY)), max_size=8)


@given(STEPS)
@LAW
def test_whatever_is_changed_nothing_begins_sooner_than_it_did(steps: list[tuple[str, bool, timedelta]]) -> None:
    known, now = Beginning(way="a", account=NOW, schedule=NOW), NOW
    for way, on, passed in steps:
        now = max(NOW, now + passed)
        known, before = begun(known, way, on=on, now=now, short=SHORT_PAUSE), known
        assert min(now, before.account) <= known.account <= known.schedule <= now
        assert min(now, before.schedule) <= known.schedule


def way(**changes: Any) -> str:
    return way_of(Plant(**a_plant().model_dump() | PLANT | changes), BASIL)


@pytest.mark.parametrize(
    "changes",
    [
        {"strategy": "schedule"},
        {"base": "schedule"},
        {"schedule": {"times": ["07:00"]}},
        {"planted": "2026-05-01"},
        {"pot_volume_l": 4.0},
        {"area_m2": 1.0},
        {"substrate": "bark"},
        {"indoor": False},
    ],
)
def test_whatever_the_account_or_the_schedule_goes_by_makes_it_another_way(changes: dict[str, Any]) -> None:
    assert way(**changes) != way()


def test_so_does_another_species_or_what_is_said_of_its_needs() -> None:
    plant = a_plant(**PLANT)
    others = (None, TOMATO, *(BASIL.model_copy(update={key: 0.5}) for key in ("crop_coefficient", "root_depth")))
    marks = {way_of(plant, species) for species in others}
    assert len(marks) == 4
    assert way() not in marks


def test_a_name_a_probe_or_a_limit_leaves_it_as_it_is() -> None:
    for changes in ({"name": "Other"}, {"probes": {"moisture": "sensor.soil"}}, {"allowed_depletion": 0.3}):
        assert way(**changes) == way()
