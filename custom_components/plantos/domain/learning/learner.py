"""How a plant's model learns from one step of its life, and notices that the plant has become another.

Readings far off what was expected are left out (a gate on the normalised innovation); several in a row are no
outliers but a change: of the response, if water was just given, else of the level (somebody watered, repotted or
moved the probe). Small deviations that all point the same way add up in a two-sided CUSUM (Page, 1954), which tells a
change of the drying rate. A change makes what is believed less sure; it is learned again by the same filter.
"""

from dataclasses import replace
from datetime import timedelta
from math import ceil, log, sqrt

from .bed import Bed
from .beliefs import FRESH_H, Belief, Of, loosened, moved, reset, seen
from .ground import Ground
from .state import Learned, Observation

HOUR = timedelta(hours=1)
# In standard deviations: from where a reading pulls no harder, and from where it is left out.
PULLS, GATE = 2.5, 5.0
# So many readings in a row that don't fit the model but one another are no outliers.
DOUBTS = 3
# Page's reference value and threshold: some two false alarms in a year of hourly readings.
SLACK, ALARM = 0.75, 9.0
LEAST_NOISE, MOST_NOISE = 0.2, 8.0
NOISE_SHARE, DEMAND_SHARE = 0.02, 0.02
# The longest step taken at once, and how much longer a gap is worth reckoning through.
STEP_H, LONGEST_H = 1.0, 24.0 * 14
# The longest that the ground is reckoned through at once.
GROUND_STEP_H = 24.0
# Before so many hours are over water may not have reached the probe of a bed.
SOAKED_H = 6.0
ML_PER_MM = 1_000.0
# How many points a level may be off of which nothing is known.
UNKNOWN = 30.0
# Extremes are forgotten with this half-life.
FORGET_H = 24.0 * 60
# A pot that got smaller dries faster and rises further alike: how far both go together, and each by itself.
TOGETHER, DRYING_ALONE, RESPONSE_ALONE = 0.8, 0.5, 0.3
# How sure a response is that one watering has told.
RETOLD, MOST_CHANGE = 0.45, 6.0
RAIN_POINTS_PER_MM = 3.0
# A watering teaches something from so many times the probe's noise on.
LEAST_RISE, LEAST_RISES = 2.0, 3.0
# Later it tells how the soil dried since, and hardly what the water did.
TOLD_WITHIN_H = 48.0
# Between readings further apart water drains unseen; the first waterings teach all the same.
SEEN_WITHIN_H, FIRST_WATERINGS = 4.5, 5


def learn(state: Learned, observation: Observation, bed: Bed | None = None) -> Learned:
    """The model after a step. What isn't newer than the model teaches nothing.

    Of the ground under a `bed` it learns too.
    """
    hours = (observation.at - state.at) / HOUR
    if hours <= 0:
        return state
    taught = _taught(state, observation, hours)
    state = replace(taught, ground=_ground(taught, observation, bed, hours))
    known = observation.demand is not None and observation.rain_known
    return replace(state, dark_h=0.0 if known else state.dark_h + hours)


def _ground(state: Learned, observation: Observation, bed: Bed | None, hours: float) -> Ground | None:
    """The ground after a step, in steps of a day at most."""
    if bed is None:
        return None
    known = state.ground is not None and state.ground.fits(bed) and hours <= LONGEST_H
    ground = state.ground if known and state.ground else Ground.of(bed)
    reckoned = min(hours, LONGEST_H)
    demand = state.demand * reckoned if observation.demand is None else observation.demand
    water = observation.ml / (bed.area_m2 * ML_PER_MM) + observation.rain_mm
    steps = max(1, ceil(reckoned / GROUND_STEP_H))
    for step in range(steps):
        began = observation.at - (reckoned - reckoned / steps * step) * HOUR
        day = bed.day(began.date())
        ground = ground.lived(bed, day, reckoned / steps, demand / steps, water if step == 0 else 0.0)
    if observation.moisture is None or state.dry_h < SOAKED_H:
        return ground
    return ground.seen(bed, bed.day(observation.at.date()), observation.moisture)


def _taught(state: Learned, observation: Observation, hours: float) -> Learned:
    """What is learned of the plant from its probe alone."""
    state = _lived(state, observation, hours)
    moisture = observation.moisture
    if moisture is None:
        return replace(state, silent_h=state.silent_h + hours)
    if state.readings == 0:
        belief = reset(state.belief, {Of.LEVEL: (moisture, state.noise)})
        return _read(state, belief, hours)
    difference = moisture - state.belief.level
    score = difference / sqrt(state.belief.covariance[Of.LEVEL][Of.LEVEL] + state.noise**2)
    if abs(score) > GATE:
        return _doubted(state, moisture, hours)
    noise = _noise(state, difference) if settled(state) else state.noise
    believed = state.belief
    unseen = state.risen > 0 and state.silent_h + hours > SEEN_WITHIN_H
    if unseen and state.waterings >= FIRST_WATERINGS:
        # What drained away unseen must not pass for water that did little: ever larger doses would follow.
        believed = reset(believed, {Of.LEVEL: (believed.level, believed.spread(Of.LEVEL))})
    belief = seen(believed, difference, state.noise**2, PULLS)
    state = _tallied(replace(state, noise=noise), score)
    if settled(state):
        # The last watering is explained: what jumps from now on wasn't its doing.
        state = replace(_counted(state), risen=0.0)
    if max(state.wetter, state.drier) > ALARM:
        state, belief = _changed(state), dries_otherwise(belief)
    return _read(state, belief, hours)


def wetted(state: Learned) -> Learned:
    """The model after water of which nobody knows how much it was: the next reading tells the level, and nothing else.

    Else it would pass for the work of the last watering.
    """
    belief = reset(state.belief, {Of.LEVEL: (state.belief.level, UNKNOWN), Of.PENDING: (0.0, 1e-3)})
    return replace(state, belief=belief, risen=0.0, dry_h=0.0, wetter=0.0, drier=0.0)


def settled(state: Learned) -> bool:
    """Whether the last watering has reached the probe."""
    return state.dry_h > 1.0 + 4.0 * state.belief.delay_h


def advanced(belief: Belief, hours: float, demand: float, dry_h: float, ml: float = 0.0) -> tuple[Belief, float]:
    """The belief after hours with so much demand in all, by steps, and what water raised it."""
    steps = max(1, min(24, round(hours / STEP_H)))
    risen = 0.0
    for number in range(steps):
        since = dry_h + hours * number / steps
        belief, rise = moved(belief, hours / steps, demand / steps, ml if number == 0 else 0.0, fresh=since < FRESH_H)
        risen += rise
    return belief, risen


def _lived(state: Learned, observation: Observation, hours: float) -> Learned:
    """The model at the observation's instant, before its reading is looked at."""
    reckoned = min(hours, LONGEST_H)
    rate = state.demand if observation.demand is None else observation.demand / hours
    watered = observation.ml > 0
    risen = 0.0 if watered and settled(state) else state.risen
    dry_h = 0.0 if watered else state.dry_h
    belief, rise = advanced(state.belief, reckoned, rate * reckoned, dry_h, observation.ml)
    if observation.rain_mm > 0:
        belief = loosened(belief, {Of.LEVEL: RAIN_POINTS_PER_MM * observation.rain_mm})
    if hours > reckoned:
        belief = reset(belief, {Of.LEVEL: (belief.level, UNKNOWN)})
    share = min(1.0, DEMAND_SHARE * hours)
    return replace(
        state,
        at=observation.at,
        belief=belief,
        risen=risen + rise,
        dry_h=dry_h + hours,
        demand=state.demand + share * (rate - state.demand),
        demand_most=max(rate * min(1.0, hours), state.demand_most * 0.5 ** (hours / FORGET_H)),
        ml_most=max(observation.ml, state.ml_most * 0.5 ** (hours / FORGET_H)),
    )


def _counted(state: Learned) -> Learned:
    """The model with the last watering counted, if it was big enough to be told from noise and read in time."""
    told = state.risen >= max(LEAST_RISE, LEAST_RISES * state.noise) and state.dry_h <= TOLD_WITHIN_H
    return replace(state, waterings=state.waterings + 1) if told else state


def _read(state: Learned, belief: Belief, hours: float) -> Learned:
    return replace(
        state,
        belief=belief,
        silent_h=0.0,
        days=state.days + min(state.silent_h + hours, 24.0) / 24.0,
        readings=state.readings + 1,
        doubts=0,
    )


def _noise(state: Learned, difference: float) -> float:
    """The probe's noise, from what readings differ by; a single one counts no more than its threefold."""
    explained = state.belief.covariance[Of.LEVEL][Of.LEVEL]
    surprise = min(difference**2, 9 * (explained + state.noise**2)) - explained
    variance = state.noise**2 + NOISE_SHARE * (surprise - state.noise**2)
    return max(LEAST_NOISE, min(MOST_NOISE, sqrt(max(0.0, variance))))


def _tallied(state: Learned, score: float) -> Learned:
    """The sums of what was wetter and drier than expected; while water soaks in nothing is summed."""
    if not settled(state):
        return state
    held = max(-PULLS, min(PULLS, score))
    return replace(state, wetter=max(0.0, state.wetter + held - SLACK), drier=max(0.0, state.drier - held - SLACK))


def _doubted(state: Learned, moisture: float, hours: float) -> Learned:
    """The model with a reading left out that doesn't fit; several in a row that agree are a change."""
    alike = abs(moisture - state.doubted) <= GATE * state.noise + state.belief.drying * state.demand_most * hours
    doubts = state.doubts + 1 if state.doubts and alike else 1
    state = replace(state, doubts=doubts, doubted=moisture)
    if doubts < DOUBTS or not settled(state):
        return replace(state, silent_h=state.silent_h + hours)
    visible = max(LEAST_RISE, LEAST_RISES * state.noise)
    if state.risen >= visible:
        if state.risen + moisture - state.belief.level < visible:
            # An empty tank isn't what this plant is like.
            belief = reset(state.belief, {Of.LEVEL: (moisture, state.noise), Of.PENDING: (0.0, 1e-3)})
            return _read(replace(state, risen=0.0), belief, hours)
        belief = responds_otherwise(state.belief, moisture, state.risen, state.noise)
    else:
        belief = stands_otherwise(state.belief, moisture, state.noise)
    return _read(replace(_changed(state), risen=0.0), belief, hours)


def _changed(state: Learned) -> Learned:
    return replace(state, wetter=0.0, drier=0.0, changes=state.changes + 1)


def responds_otherwise(belief: Belief, moisture: float, risen: float, noise: float) -> Belief:
    """The belief after a watering that rose by far more or less than expected: its response is told by that one."""
    factor = max(1 / MOST_CHANGE, min(MOST_CHANGE, 1 + (moisture - belief.level) / risen))
    response = belief.mean[Of.RESPONSE] + log(factor)
    told = reset(belief, {Of.LEVEL: (moisture, noise), Of.RESPONSE: (response, RETOLD), Of.PENDING: (0.0, 1e-3)})
    return loosened(told, {Of.DRYING: TOGETHER})


def stands_otherwise(belief: Belief, moisture: float, noise: float) -> Belief:
    """The belief after a level that jumped without water that is known of: pot or probe may be another."""
    return dries_otherwise(reset(belief, {Of.LEVEL: (moisture, noise), Of.PENDING: (0.0, 1e-3)}))


def dries_otherwise(belief: Belief) -> Belief:
    """The belief once the plant dries at another rate: as a rule the pot is another, and the response with it."""
    belief = loosened(belief, {Of.DRYING: TOGETHER, Of.RESPONSE: TOGETHER})
    belief = loosened(belief, {Of.DRYING: DRYING_ALONE})
    return loosened(belief, {Of.RESPONSE: RESPONSE_ALONE})
