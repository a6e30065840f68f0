"""What people have to do for a plant, and when: what comes round again, and what PlantOS can't do by itself.

Instants lie on the hub's line of time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .anomalies import Anomaly, AnomalyKind
from .care import CareKind
from .growth import growing_day, grows
from .readings import Fault, Measure
from .reasons import Reason, reason
from .snapshots import OutletState, Snapshot
from .water_use import midnight

MONTHS = 12
LAST_OF_ALL = 28
# A probe that is silent for less may only be out of reach for a while.
SILENT = timedelta(hours=6)
# A probe that was seen to needs so long to show that it is well.
PATIENCE = timedelta(hours=24)
OF_PROBE = frozenset({AnomalyKind.OUT_OF_SOIL, AnomalyKind.OUTLIER, AnomalyKind.DRIFT})


@dataclass(frozen=True, slots=True)
class Done:
    """Since when a plant is in the garden, when each thing was last done for it, and its probes were last trusted."""

    added: datetime
    last: Mapping[CareKind, datetime] = field(default_factory=dict)
    heard: Mapping[Measure, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do, and from when on; of one kind a plant has one at most."""

    kind: CareKind
    due: datetime
    why: Reason


def chores(snapshot: Snapshot, done: Done, odd: Sequence[Anomaly] = ()) -> tuple[Chore, ...]:
    """All that is to be done for a plant, now or one day; nothing for one that isn't in use."""
    if not snapshot.plant.enabled:
        return ()
    return (*_water(snapshot, done), *_feed(snapshot, done), *_repot(snapshot, done), *_mend(snapshot, done, odd))


def waters_itself(snapshot: Snapshot) -> bool:
    """Whether PlantOS gives the plant water without being asked, as far as that depends on people."""
    plant, care = snapshot.plant, snapshot.care
    resting = care.hub.off or care.plant.locked or snapshot.outlet_rests
    without_effect = care.plant.without_effect >= snapshot.settings.no_effect_runs
    by_itself = plant.automatic and plant.strategy != "manual" and snapshot.outlet is not OutletState.ABSENT
    return by_itself and not resting and not without_effect


# --- what it drinks and eats ----------------------------------------------------------------------------


def _water(snapshot: Snapshot, done: Done) -> Iterator[Chore]:
    plant, moisture = snapshot.plant, snapshot.trusted_moisture
    if moisture is not None and moisture < plant.moisture_min and not waters_itself(snapshot):
        why = reason("chore_thirsty", moisture=moisture, minimum=plant.moisture_min)
        yield Chore(CareKind.WATERED_BY_HAND, snapshot.at, why)
    elif plant.water_every_days is not None:
        day = _day_after(snapshot, snapshot.history.last_wet or done.added, plant.water_every_days)
        why = reason("chore_water_again", days=plant.water_every_days)
        yield Chore(CareKind.WATERED_BY_HAND, midnight(day, snapshot.zone), why)


def _feed(snapshot: Snapshot, done: Done) -> Iterator[Chore]:
    if (days := snapshot.plant.fertilise_every_days) is None:
        return
    day = _day_after(snapshot, done.last.get(CareKind.FERTILISED, done.added), days)
    if day < snapshot.today and not grows(snapshot.today, snapshot.site):
        # What wasn't done in summer waits until something grows again.
        day = snapshot.today
    day = growing_day(day, snapshot.site)
    yield Chore(CareKind.FERTILISED, midnight(day, snapshot.zone), reason("chore_feed_again", days=days))


def _repot(snapshot: Snapshot, done: Done) -> Iterator[Chore]:
    if (months := snapshot.plant.repot_every_months) is None:
        return
    last = done.last.get(CareKind.REPOTTED, done.added).astimezone(snapshot.zone).date()
    years, month = divmod(last.month - 1 + months, MONTHS)
    day = date(last.year + years, month + 1, min(last.day, LAST_OF_ALL))
    yield Chore(CareKind.REPOTTED, midnight(day, snapshot.zone), reason("chore_repot_again", months=months))


def _day_after(snapshot: Snapshot, last: datetime, days: int) -> date:
    """The day so many days after an instant, by the calendar where the plant stands."""
    return last.astimezone(snapshot.zone).date() + timedelta(days=days)


# --- its probes -----------------------------------------------------------------------------------------


def _mend(snapshot: Snapshot, done: Done, odd: Sequence[Anomaly]) -> Iterator[Chore]:
    """One look at all probes that need it, from when the first of them did."""
    found = [*_odd_probes(odd), *_silent_probes(snapshot, done)]
    if not found:
        return
    since, why = min(found, key=lambda one: one[0])
    seen_to = done.last.get(CareKind.PROBE_FIXED)
    yield Chore(CareKind.PROBE_FIXED, max(since, seen_to + PATIENCE) if seen_to else since, why)


def _odd_probes(odd: Sequence[Anomaly]) -> Iterator[tuple[datetime, Reason]]:
    yield from ((anomaly.since, anomaly.told) for anomaly in odd if anomaly.kind in OF_PROBE)


def _silent_probes(snapshot: Snapshot, done: Done) -> Iterator[tuple[datetime, Reason]]:
    for measure in Measure:
        reading = snapshot.readings.get(measure)
        missing = reading is None and measure in snapshot.plant.probes
        # One that was never calibrated isn't broken.
        doubted = reading is not None and not reading.fresh and reading.fault is not Fault.UNCALIBRATED
        if missing or doubted:
            yield done.heard.get(measure, done.added) + SILENT, _silent(measure)


def _silent(measure: Measure) -> Reason:
    return {
        Measure.MOISTURE: reason("chore_probe_moisture"),
        Measure.TEMPERATURE: reason("chore_probe_temperature"),
        Measure.HUMIDITY: reason("chore_probe_humidity"),
        Measure.ILLUMINANCE: reason("chore_probe_illuminance"),
    }[measure]
