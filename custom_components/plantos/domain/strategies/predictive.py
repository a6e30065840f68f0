"""Waters what a plant's own model says it needs: to the target, and not past the maximum.

A pot's model is learned from its probe alone; a bed's also from the weather over it, so it knows the depths.
"""

from dataclasses import replace
from datetime import timedelta
from math import isfinite

from ..alerts import critical_below
from ..decisions import Decision
from ..learning import Bed, Learned, Limits, Outlook, Plan, forecast, plan
from ..learning.planning import DEVIATIONS, FURTHEST_H
from ..plants import Plant, parts
from ..reasons import Reason, reason
from ..snapshots import Snapshot
from .bed import refill
from .moisture import moisture

HOUR = timedelta(hours=1)
# So many waterings and days have to be learned from; a model older than this missed something.
LEAST_WATERINGS, LEAST_DAYS = 3, 3.0
OLDEST_H = 6.0
# Roots drink from above: while so many % are left where a probe near the surface looks, they miss nothing.
NEAR_MOIST = 80.0
# The weather of a day may be known late.
DARK_H = 48.0
# Water needs some hours to reach the roots.
LEAD_H = 3.0
# Dry soil is brought so far up its range: what is left above takes a shower, and a guess that was a little off.
TARGET = 0.75
# A reading above what is believed by more than so many deviations of its noise is believed instead.
NOISE_TIMES = 2.0
# How long a model goes on without a probe, and how unsure it may be, as a share of the plant's range.
BLIND_H, UNSURE_SHARE = 24.0 * 7, 0.25
# How long it goes on while another probe than the one it learned from is read: that one may know better.
UNHEARD_H = 24.0
RAIN_AHEAD_H, RAIN_LIKELY, LEAST_RAIN_MM = 24.0, 0.6, 2.0
# What certain rain leaves of a dose that can't wait for it, and how far below its minimum soil may wait.
RAIN_SPARES, WAITING_SHARE = 0.7, 0.25
LEAST_ML = 1.0
# What a spent day leaves of a dose is worth opening a valve for from such a share of it on.
CRUMB_SHARE = 0.1
ML_PER_L = ML_PER_MM = 1_000.0
# Soil is kept so many deviations of the probe's noise above its minimum, so that few readings lie below it.
KEPT_ABOVE = 1.0
# A reading further off than so many deviations of its noise is no noise.
OUTLYING = 4.0
# Soil takes so many mm at once, a pot such a share of its volume; a valve measures no less well.
PULSE_MM, PULSE_SHARE, LEAST_PULSE_ML = 10.0, 0.02, 20.0


def predictive(snapshot: Snapshot) -> Decision:
    """Plan by the plant's model, in parts that its soil takes at once."""
    decision = _decision(snapshot)
    if not decision.should_water:
        return decision
    return replace(decision, pulses=parts(decision.amount_ml, _at_once_ml(snapshot.plant)))


def _decision(snapshot: Snapshot) -> Decision:
    """The plan; while the model knows too little, what the plant's minimum says, and why."""
    value, learned = snapshot.trusted_moisture, snapshot.learned
    base = replace(moisture(snapshot), strategy="predictive")
    if value is not None and not isfinite(value):
        return Decision(False, 0.0, "predictive", reason("decision_no_moisture"))
    if base.reason.key == "decision_settling":
        return base
    if value is None and not snapshot.plant.waters_blind:
        return base
    if learned is not None and (found := _bed(snapshot, learned)) is not None:
        return found
    if learned is None or learned.waterings < LEAST_WATERINGS or learned.days < LEAST_DAYS:
        sure = _moist(snapshot, learned, value) if learned and value is not None and base.should_water else None
        if sure is not None and value is not None:
            why = reason("decision_only_noise", moisture=value, level=sure, minimum=snapshot.plant.moisture_min)
            return replace(base, should_water=False, amount_ml=0.0, reason=why)
        return base if value is None else replace(base, reason=_learning(snapshot, base, value))
    age_h = (snapshot.at - learned.at) / HOUR
    now, soon = forecast(learned, age_h), forecast(learned, age_h + LEAD_H)
    if _missed(snapshot, learned) or age_h > OLDEST_H or now is None or soon is None:
        return base if value is None else replace(base, reason=_outdated(snapshot, base, value, age_h))
    if value is None:
        return _blind(snapshot, learned, now, now.mean - soon.mean)
    if learned.silent_h > UNHEARD_H or now.spread > _unsure(snapshot.plant):
        return replace(base, reason=_unheard(snapshot, base, value, now.spread))
    # On doubt the soil is as wet as the wetter of the two says.
    level = Outlook(max(now.mean, value - NOISE_TIMES * learned.noise), now.spread)
    return _planned(snapshot, learned, level, now.mean - soon.mean)


def _bed(snapshot: Snapshot, learned: Learned) -> Decision | None:
    """What a bed is due by the water under it; None for pots, and while nobody knows the weather or missed water.

    It needs no history: a crop, its soil and what the probe shows in it are known well enough to begin with.
    """
    plant, ground, value = snapshot.plant, learned.ground, snapshot.trusted_moisture
    bed = Bed.of(plant, snapshot.species)
    if bed is None or ground is None or not ground.fits(bed) or learned.dark_h > DARK_H:
        return None
    if _missed(snapshot, learned) or not 0 <= (snapshot.at - learned.at) / HOUR <= OLDEST_H:
        return None
    # Who never read this probe for some days knows no more than the tables.
    if value is None and (learned.silent_h > BLIND_H or not learned.readings or learned.days < LEAST_DAYS):
        return None
    if value is not None and value >= plant.moisture_max:
        why = reason("decision_no_room", moisture=value, maximum=plant.moisture_max)
        return Decision(False, 0.0, "predictive", why, {"moisture": value})
    if value is not None and bed.left(value) >= NEAR_MOIST and ground.evidence < 0:
        why = reason("decision_near_moist", moisture=bed.left(value), maximum=NEAR_MOIST)
        return Decision(False, 0.0, "predictive", why, {"moisture": value})
    due = refill(snapshot, learned, ground, bed)
    if value is not None or not due.should_water:
        return due
    used, available = due.inputs["depletion_mm"], due.inputs["available_mm"]
    why = reason("decision_blind_bed", used=used, available=available, amount=due.amount_ml)
    return replace(due, reason=why)


def _missed(snapshot: Snapshot, learned: Learned) -> bool:
    """Whether a model doesn't know of the last watering yet."""
    last = snapshot.history.last_wet
    return last is not None and last >= learned.at


def _planned(snapshot: Snapshot, learned: Learned, level: Outlook, drop: float) -> Decision:
    """The plan as a decision; `drop` is by how much the soil dries while water finds its way."""
    plant = snapshot.plant
    minimum = plant.moisture_min
    inputs = {"level": level.mean, "spread": level.spread, "minimum": minimum, "drop": drop}
    limits = _limits(snapshot)
    kept_above = 0.0 if snapshot.trusted_moisture is None else KEPT_ABOVE * learned.noise
    # Closer to the target every dose would be a sip.
    least = min(minimum + kept_above, (minimum + limits.target) / 2)
    if level.mean - drop >= least:
        if level.mean < minimum:
            return Decision(False, 0.0, "predictive", reason("decision_settling"), inputs)
        hours = min(FURTHEST_H, (level.mean - minimum) / max(drop / LEAD_H, 1e-6))
        why = reason("decision_enough", moisture=level.mean, minimum=minimum, hours=hours)
        return Decision(False, 0.0, "predictive", why, inputs)
    chance, mm = _rain(snapshot)
    inputs["rain_probability"] = chance
    lowest = minimum - WAITING_SHARE * (plant.moisture_max - minimum)
    then = level.mean - drop / LEAD_H * RAIN_AHEAD_H
    if chance >= RAIN_LIKELY and then >= max(lowest, critical_below(plant, snapshot.settings)):
        why = reason("decision_rain_awaited", probability=100 * chance, moisture=level.mean)
        if mm is not None:
            why = reason("decision_rain_forecast", rain=mm, moisture=level.mean)
        return Decision(False, 0.0, "predictive", why, inputs)
    usual = min(plant.largest_ml, plant.day_limit_ml, (limits.target - minimum) / learned.belief.response)
    if limits.most_ml < CRUMB_SHARE * usual:
        used, limit = snapshot.history.day_ml, plant.day_limit_ml
        why = reason("decision_day_spent", moisture=level.mean, used=used, limit=limit)
        return Decision(False, 0.0, "predictive", why, inputs)
    found = plan(learned, level, limits)
    amount = found.dose_ml * (1 - RAIN_SPARES * chance)
    inputs |= {"after": found.after.mean, "safe_ml": found.safe_ml}
    inputs |= {"response": learned.belief.response, "waterings": float(learned.waterings)}
    if not amount >= LEAST_ML:
        why = reason("decision_no_room", moisture=level.mean, maximum=plant.moisture_max)
        return Decision(False, 0.0, "predictive", why, inputs)
    return Decision(True, amount, "predictive", _why(plant, found, amount, chance, mm), inputs)


def _blind(snapshot: Snapshot, learned: Learned, now: Outlook, drop: float) -> Decision:
    """The plan while no probe can be trusted, as long as the model is sure enough."""
    if learned.silent_h > BLIND_H or now.spread > _unsure(snapshot.plant):
        why = reason("decision_blind_lost", moisture=now.mean, spread=now.spread)
        return Decision(False, 0.0, "predictive", why, {"level": now.mean, "spread": now.spread})
    planned = _planned(snapshot, learned, now, drop)
    if not planned.should_water:
        return planned
    why = reason("decision_blind", moisture=now.mean, spread=now.spread, amount=planned.amount_ml)
    return replace(planned, reason=why)


def _unsure(plant: Plant) -> float:
    """From which spread of its level on a model is too unsure to water by."""
    return UNSURE_SHARE * (plant.moisture_max - plant.moisture_min)


def _moist(snapshot: Snapshot, learned: Learned, value: float) -> float | None:
    """The level that many readings are sure of where one below the minimum is only noise, None where it may be true."""
    age_h, least = (snapshot.at - learned.at) / HOUR, snapshot.plant.moisture_min + KEPT_ABOVE * learned.noise
    now = forecast(learned, age_h)
    if now is None or value >= snapshot.plant.moisture_min:
        return None
    if age_h > OLDEST_H or learned.days < LEAST_DAYS or _missed(snapshot, learned):
        return None
    likely = now.mean - value <= OUTLYING * learned.noise
    sure = now.spread < learned.noise / 2 and now.mean - DEVIATIONS * now.spread >= least
    return now.mean if likely and sure else None


def _limits(snapshot: Snapshot) -> Limits:
    plant = snapshot.plant
    target = plant.moisture_min + TARGET * (plant.moisture_max - plant.moisture_min)
    most = min(plant.largest_ml, plant.day_limit_ml - snapshot.history.day_ml)
    return Limits(plant.moisture_min, target, plant.moisture_max, most)


def _at_once_ml(plant: Plant) -> float:
    """What the soil takes at once: as the owner says, so many mm over an area, or a share of a pot."""
    if plant.pulse_ml is not None:
        return plant.pulse_ml
    if plant.area_m2 is not None:
        return PULSE_MM * ML_PER_MM * plant.area_m2
    if plant.pot_volume_l is not None:
        return max(LEAST_PULSE_ML, PULSE_SHARE * ML_PER_L * plant.pot_volume_l)
    return plant.dose_ml


def _rain(snapshot: Snapshot) -> tuple[float, float | None]:
    """How likely rain is that is worth waiting for, and its mm where a forecast names no probability.

    0 indoors and where nobody knows. Rain of no told probability is likely, and never certain.
    """
    known = snapshot.forecast
    if snapshot.plant.indoor or known is None or not known.fresh(snapshot.at):
        return 0.0, None
    until = snapshot.at + RAIN_AHEAD_H * HOUR
    mm, chance = known.rain_mm(snapshot.at, until), known.rain_probability(snapshot.at, until)
    if mm is not None and mm < LEAST_RAIN_MM:
        return 0.0, None
    if chance is None and mm is not None:
        return RAIN_LIKELY, mm
    return chance or 0.0, None


def _why(plant: Plant, found: Plan, amount: float, chance: float, mm: float | None) -> Reason:
    before, minimum, after = found.before.mean, plant.moisture_min, found.after.mean
    if mm is not None:
        dose = found.dose_ml
        return reason("decision_planned_forecast", moisture=before, minimum=minimum, amount=amount, dose=dose, rain=mm)
    if chance > 0:
        return reason(
            "decision_planned_rain",
            moisture=before,
            minimum=minimum,
            amount=amount,
            dose=found.dose_ml,
            probability=100 * chance,
        )
    if found.bounded_by != "target":
        maximum = plant.moisture_max
        return reason(
            "decision_planned_small", moisture=before, minimum=minimum, amount=amount, after=after, maximum=maximum
        )
    return reason("decision_planned", moisture=before, minimum=minimum, amount=amount, after=after)


def _learning(snapshot: Snapshot, base: Decision, value: float) -> Reason:
    learned = snapshot.learned
    return reason(
        "decision_learning",
        waterings=min(learned.waterings, LEAST_WATERINGS) if learned else 0,
        needed=LEAST_WATERINGS,
        moisture=value,
        minimum=snapshot.plant.moisture_min,
        amount=base.amount_ml,
    )


def _outdated(snapshot: Snapshot, base: Decision, value: float, age_h: float) -> Reason:
    minimum = snapshot.plant.moisture_min
    return reason("decision_outdated", hours=max(0.0, age_h), moisture=value, minimum=minimum, amount=base.amount_ml)


def _unheard(snapshot: Snapshot, base: Decision, value: float, spread: float) -> Reason:
    minimum = snapshot.plant.moisture_min
    return reason("decision_unheard", spread=spread, moisture=value, minimum=minimum, amount=base.amount_ml)
