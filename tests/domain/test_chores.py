"""What people have to do comes when it is due, and goes when it is done."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.anomalies import Anomaly, AnomalyKind
from custom_components.plantos.domain.care import CareKind
from custom_components.plantos.domain.chores import PATIENCE, SILENT, Chore, Done, chores, waters_itself
from custom_components.plantos.domain.growth import grows
from custom_components.plantos.domain.readings import Fault, Measure, Reading, Source
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot, Watering
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.domain.weather import Site

from .conftest import DAY, HOUR, LAW, NOW, a_plant, a_reading, a_snapshot, quarantined

HERE = Site(52.5, 13.4)
LONG_AGO = NOW - 5_000 * DAY
INTERVALS: dict[str, Any] = {"water_every_days": 7, "fertilise_every_days": 14, "repot_every_months": 24}
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES: st.SearchStrategy[tzinfo] = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")])
DAYS = st.integers(1, 365)


def found(snapshot: Snapshot, done: Done | None = None, *odd: Anomaly) -> dict[CareKind, Chore]:
    """What is to be done for a plant, by kind."""
    listed = chores(snapshot, done or Done(NOW), odd)
    assert len({chore.kind for chore in listed}) == len(listed)
    return {chore.kind: chore for chore in listed}


def by_hand(at: datetime = NOW, **changes: Any) -> Snapshot:
    """A plant of which PlantOS waters nothing."""
    return a_snapshot(plant=a_plant(**changes), outlet=OutletState.ABSENT, at=at)


def test_a_plant_of_which_nothing_is_asked_needs_nothing() -> None:
    assert found(by_hand(), Done(LONG_AGO)) == {}


def test_nothing_is_asked_for_a_plant_that_is_not_in_use() -> None:
    assert found(by_hand(enabled=False, **INTERVALS), Done(LONG_AGO)) == {}


# --- what comes round -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "kind", "due"),
    [
        ({"water_every_days": 7}, CareKind.WATERED_BY_HAND, date(2026, 6, 8)),
        ({"fertilise_every_days": 14}, CareKind.FERTILISED, date(2026, 6, 15)),
        ({"repot_every_months": 8}, CareKind.REPOTTED, date(2027, 2, 1)),
    ],
)
def test_it_comes_round_from_the_day_the_plant_was_added(asked: dict[str, Any], kind: CareKind, due: date) -> None:
    added = datetime(2026, 6, 1, 17, tzinfo=UTC)
    chore = found(by_hand(at=added, **asked), Done(added))[kind]
    assert chore.due == datetime(due.year, due.month, due.day, tzinfo=UTC)


def test_months_end_where_the_shorter_one_does() -> None:
    added = datetime(2026, 1, 31, tzinfo=UTC)
    assert found(by_hand(repot_every_months=1), Done(added))[CareKind.REPOTTED].due.date() == date(2026, 2, 28)


def test_any_water_counts_for_water() -> None:
    plant = a_plant(water_every_days=3)
    for history in (History(last_watered=NOW), History(others=(Watering(NOW, 0.0),))):
        snapshot = replace(a_snapshot(plant=plant), history=history)
        assert found(snapshot, Done(LONG_AGO))[CareKind.WATERED_BY_HAND].due > NOW + 2 * DAY


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (date(2026, 9, 10), date(2026, 9, 12), date(2026, 9, 24)),
        (date(2026, 9, 20), date(2026, 9, 25), date(2027, 3, 1)),
        (date(2026, 9, 1), date(2026, 11, 21), date(2027, 3, 1)),
        (date(2026, 4, 1), date(2026, 5, 1), date(2026, 4, 15)),
    ],
)
def test_nothing_is_fed_in_winter(last: date, now: date, due: date) -> None:
    snapshot = replace(by_hand(at=datetime(now.year, now.month, now.day, 12, tzinfo=UTC)), site=HERE)
    snapshot = replace(snapshot, plant=a_plant(fertilise_every_days=14))
    done = Done(LONG_AGO, {CareKind.FERTILISED: datetime(last.year, last.month, last.day, tzinfo=UTC)})
    assert found(snapshot, done)[CareKind.FERTILISED].due.date() == due


@given(INSTANTS, INSTANTS, DAYS, DAYS, st.integers(1, 120), ZONES, st.sampled_from([None, HERE]))
@LAW
def test_nothing_comes_early_and_what_is_done_goes(
    added: datetime, now: datetime, water: int, feed: int, months: int, zone: tzinfo, site: Site | None
) -> None:
    asked = {"water_every_days": water, "fertilise_every_days": feed, "repot_every_months": months}
    snapshot = replace(by_hand(at=now, **asked), zone=zone, site=site)
    first = found(snapshot, Done(added))
    day = added.astimezone(zone).date()
    least = {
        CareKind.WATERED_BY_HAND: day + timedelta(days=water),
        CareKind.FERTILISED: day + timedelta(days=feed),
        CareKind.REPOTTED: day + timedelta(days=28 * months),
    }
    assert first.keys() == least.keys()
    assert all(chore.due.astimezone(zone).date() >= least[kind] for kind, chore in first.items())
    fed = first[CareKind.FERTILISED].due.astimezone(zone).date()
    assert grows(fed, site)

    done = Done(added, dict.fromkeys(CareKind, now))
    after = found(replace(snapshot, history=History(others=(Watering(now, 0.0),))), done)
    assert all(chore.due > now for chore in after.values())


# --- thirst -----------------------------------------------------------------------------------------


DRY = a_snapshot(a_reading(20.0), plant=a_plant(automatic=True))


def locked(**standing: Any) -> Snapshot:
    return replace(DRY, care=Care(plant=Standing(**standing)))


def test_a_thirsty_plant_that_plantos_waters_is_no_work() -> None:
    assert waters_itself(DRY)
    assert found(DRY) == {}


@pytest.mark.parametrize(
    "snapshot",
    [
        replace(DRY, plant=a_plant(automatic=False)),
        replace(DRY, plant=a_plant(automatic=True, strategy="manual")),
        replace(DRY, outlet=OutletState.ABSENT),
        replace(DRY, outlet_rests=True),
        locked(locked=True),
        locked(without_effect=2),
        replace(DRY, care=Care(hub=Standing(off=True))),
    ],
)
def test_a_thirsty_plant_that_plantos_cannot_water_is_watered_by_hand(snapshot: Snapshot) -> None:
    chore = found(snapshot)[CareKind.WATERED_BY_HAND]
    assert (chore.due, chore.why.key) == (NOW, "chore_thirsty")


@pytest.mark.parametrize("reading", [a_reading(30.0), quarantined(20.0)])
def test_only_what_is_surely_dry_is_thirsty(reading: Reading) -> None:
    assert CareKind.WATERED_BY_HAND not in found(a_snapshot(reading))


def test_who_has_just_watered_is_not_asked_again_before_it_has_soaked_in() -> None:
    assert CareKind.WATERED_BY_HAND not in found(a_snapshot(a_reading(20.0), others=(Watering(NOW - HOUR / 4, 0.0),)))


def test_thirst_goes_before_the_calendar() -> None:
    snapshot = a_snapshot(a_reading(20.0), plant=a_plant(water_every_days=7), last_watered=NOW - DAY)
    assert found(snapshot)[CareKind.WATERED_BY_HAND].due == NOW


# --- probes -----------------------------------------------------------------------------------------


def out_of_soil(ago: timedelta) -> Anomaly:
    return Anomaly(AnomalyKind.OUT_OF_SOIL, NOW - ago, reason("anomaly_out_of_soil", before=40.0, after=3.0))


@pytest.mark.parametrize("measure", Measure)
def test_a_probe_that_is_silent_for_hours_is_looked_at(measure: Measure) -> None:
    snapshot = a_snapshot(quarantined(None, measure=measure))
    chore = found(snapshot, Done(LONG_AGO, heard={measure: NOW - HOUR}))[CareKind.PROBE_FIXED]
    assert (chore.due, chore.why.key) == (NOW - HOUR + SILENT, f"chore_probe_{measure}")


def test_a_probe_that_was_never_heard_is_looked_at() -> None:
    snapshot = a_snapshot(plant=a_plant(probes={"moisture": "sensor.gone"}))
    assert found(snapshot, Done(NOW - DAY))[CareKind.PROBE_FIXED].due < NOW


def test_a_probe_that_is_well_or_not_yet_calibrated_needs_nothing() -> None:
    unknown = Reading(Measure.MOISTURE, None, NOW, Source.CACHE, 0.0, Fault.UNCALIBRATED)
    for reading in (a_reading(50.0), unknown):
        assert CareKind.PROBE_FIXED not in found(a_snapshot(reading), Done(LONG_AGO))


def test_a_probe_out_of_its_soil_is_put_back_at_once() -> None:
    chore = found(a_snapshot(a_reading(3.0)), None, out_of_soil(HOUR))[CareKind.PROBE_FIXED]
    assert (chore.due, chore.why.key) == (NOW - HOUR, "anomaly_out_of_soil")


def test_soil_that_dries_fast_is_no_matter_of_the_probe() -> None:
    fast = Anomaly(AnomalyKind.DRIES_FAST, NOW, reason("anomaly_dries_fast", points=9.0, usual=3.0))
    assert CareKind.PROBE_FIXED not in found(a_snapshot(a_reading(50.0)), None, fast)


def test_who_has_looked_is_not_asked_again_before_the_probe_can_show_it() -> None:
    done = Done(LONG_AGO, {CareKind.PROBE_FIXED: NOW})
    snapshot = a_snapshot(a_reading(3.0))
    assert found(snapshot, done, out_of_soil(DAY))[CareKind.PROBE_FIXED].due == NOW + PATIENCE
