"""The shortest time between automatic waterings, where a plant's owner asks for one."""

from dataclasses import replace
from datetime import timedelta

from ..alerts import critical_below
from ..decisions import Decision
from ..reasons import reason
from ..snapshots import Snapshot

HOUR = timedelta(hours=1)


def spaced(decision: Decision, snapshot: Snapshot) -> Decision:
    """The decision, put off while the last watering is too recent; critically dry soil doesn't wait."""
    hours, last = snapshot.plant.automatic_gap_h, snapshot.wet_until
    if not decision.should_water or hours is None or last is None:
        return decision
    left = hours - (snapshot.at - last) / HOUR
    moisture = snapshot.trusted_moisture
    if left <= 0 or (moisture is not None and moisture < critical_below(snapshot.plant, snapshot.settings)):
        return decision
    why = reason("decision_too_soon", hours=left, gap=hours)
    return replace(decision, should_water=False, amount_ml=0.0, reason=why)
