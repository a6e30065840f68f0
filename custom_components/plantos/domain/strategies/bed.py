"""Refills a bed by what is believed of the water under it: before its crop misses any, with room left for rain.

Every number here was tuned on the even years of `scripts/benchmark closed-loop`; docs/closed-loop.md tells what for.
"""

from datetime import timedelta

from ..decisions import Decision
from ..learning import Bed, Ground, Learned
from ..reasons import reason
from ..snapshots import Snapshot

DAY = timedelta(days=1)
ML_PER_MM = 1_000.0
# Of what FAO-56 allows a crop to use up, how much it is let use while it comes up, grows, is grown and ripens: leaves
# that never grew are missed all season, a ripe crop misses little.
EAGER = (0.48, 0.62, 1.05, 1.4)
LEAST_SHARE, MOST_SHARE = 0.3, 0.9
# How much of that where the probe is near the surface, and nobody sees how dry it is below.
UNSEEN = 0.8
# How much sooner a crop misses water for every mm a day that it wants more of (FAO-56, table 22).
BY_DEMAND, USUAL_DEMAND = 0.04, 5.0
# How much of what it may use up is left empty for rain, and how far ahead how much of the rain forecast is counted on.
ROOM, RAIN_DAYS, RAIN_COUNTS = 0.6, 3, 1.0
# Of its water so much may be gone at harvest; and so much of what wet bare soil could lose it does lose.
EMPTIED, BARE_LOSES = 0.75, 0.3
# Soil that leaves roots short of air when it is wet is let dry by so much more of its water before it is watered.
SWING = 0.15
# Less isn't worth opening a valve for: it would only wet the surface. Shallow roots never wait for more than such a
# share of what they hold.
LEAST_MM, LEAST_HELD = 3.0, 0.1
# More at once drowns roots in heavy soil, and nobody knows how heavy it is.
MOST_MM = 25.0


def refill(snapshot: Snapshot, learned: Learned, ground: Ground, bed: Bed) -> Decision:
    """Water what the root zone lacks, once its crop is about to miss it, and no more than is needed until harvest."""
    plant, day = snapshot.plant, bed.day(snapshot.today)
    lacks, holds = ground.depletion(bed, day)
    demand = 24 * learned.demand
    # Who doesn't see the depths waters sooner.
    sure = UNSEEN + (1 - UNSEEN) * ground.spread_out
    allowed = holds * sure * allowed_share(bed, day, ground.thirst * bed.growth.basal(day) * demand)
    # What has to be empty for roots to have air.
    airless = holds * (1 - bed.airy)
    allowed = max(allowed, airless + SWING * holds)
    # The more the crop misses already, the less it can wait for what may never come.
    patience = max(0.0, min(1.0, (holds - lacks) / (holds - allowed)))
    rain = patience * _rain(snapshot)
    inputs = {"depletion_mm": lacks, "allowed_mm": allowed, "available_mm": holds, "rain_mm": rain}
    inputs |= {"thirst": ground.thirst, "spread_out": ground.spread_out}
    if lacks <= allowed:
        why = reason("decision_enough_left", used=lacks, available=holds, allowed=allowed)
        return Decision(False, 0.0, "predictive", why, inputs)
    dry = max(airless, holds * (1 - bed.left(plant.moisture_max) / 100))
    room, least = lacks - max(ROOM * allowed, dry), min(LEAST_MM, LEAST_HELD * holds)
    wanted = min(MOST_MM, room, lacks - rain)
    left = short_mm(bed, ground, day, demand) - rain
    if min(wanted, left) < least:
        if left < wanted:
            why = reason("decision_lasts_till_harvest", used=lacks, available=holds)
        elif room < least:
            why = reason("decision_little_fits", used=lacks, available=holds, room=max(0.0, room))
        else:
            why = reason("decision_rain_fills", used=lacks, available=holds, rain=rain)
        return Decision(False, 0.0, "predictive", why, inputs)
    amount = min(min(wanted, left) * bed.area_m2 * ML_PER_MM, plant.largest_ml)
    spare = plant.day_limit_ml - snapshot.history.day_ml
    if spare < min(amount, least * bed.area_m2 * ML_PER_MM, plant.day_limit_ml):
        why = reason("decision_bed_day_spent", used=lacks, available=holds, limit=plant.day_limit_ml)
        return Decision(False, 0.0, "predictive", why, inputs)
    amount = min(amount, spare)
    why = reason("decision_used_up", used=lacks, available=holds, amount=amount)
    return Decision(amount > 0, amount, "predictive", why, inputs)


def allowed_share(bed: Bed, day: float, demand_mm: float) -> float:
    """The share of its water that the crop may use up before it is watered, at such a demand a day."""
    share = bed.growth.fraction + BY_DEMAND * (USUAL_DEMAND - demand_mm)
    return max(LEAST_SHARE, min(MOST_SHARE, EAGER[bed.growth.stage(day)] * share))


def short_mm(bed: Bed, ground: Ground, day: float, demand_mm: float) -> float:
    """What the soil is short of until harvest; without limit where nothing is harvested at once."""
    growth = bed.growth
    if growth.lasts is None:
        return float("inf")
    lacks, holds = ground.depletion(bed, day)
    days = range(max(0, round(growth.lasts - day) + 1))
    factors = (ground.thirst * growth.basal(day + n) + BARE_LOSES * growth.bare(day + n) for n in days)
    return demand_mm * sum(factors) - (EMPTIED * holds - lacks)


def _rain(snapshot: Snapshot) -> float:
    """The rain that may be counted on, in mm; 0 indoors and where nobody knows."""
    known = snapshot.forecast
    if snapshot.plant.indoor or known is None or not known.fresh(snapshot.at):
        return 0.0
    return RAIN_COUNTS * (known.rain_mm(snapshot.at, snapshot.at + RAIN_DAYS * DAY) or 0.0)
