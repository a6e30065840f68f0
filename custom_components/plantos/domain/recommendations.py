"""What would do a plant good, drawn from its week: a dose, a limit, a place, a probe. Amounts in ml, moisture in %."""

from collections.abc import Collection, Iterator
from math import floor

from .anomalies import AnomalyKind
from .comfort import Strain, TimeInRange
from .health import WEEK_H, Health, HealthStatus
from .plants import Plant
from .readings import Measure
from .reasons import Reason, reason
from .species import Range, Species
from .trails import Trail
from .wettings import usual_range

# From this share of the week on something is worth changing.
OFTEN = 0.25
# Limits that lie so many points from what the species likes may be a mistake.
FAR_LIMITS = 10.0
# Without knowing what a watering does to this plant, a third less or more is a sensible step; no step is bolder.
USUAL_STEP, BOLDEST = 1 / 3, 2.0
# Of its range, a watering should fill this share.
FILL = 0.9
# A strain that costs less than this is no matter.
STRAINED = 0.9
PULSES = 3
MANUAL = "manual"
DOUBTS = frozenset({AnomalyKind.OUTLIER, AnomalyKind.DRIFT, AnomalyKind.STUCK, AnomalyKind.OUT_OF_SOIL})


def recommend(
    plant: Plant, species: Species | None, health: Health, odd: Collection[AnomalyKind], trail: Trail
) -> tuple[Reason, ...]:
    """What to change, the most important first; nothing where all is well."""
    found: list[Reason] = []
    if DOUBTS & set(odd):
        # What a doubtful probe says is no ground for changing anything else about water.
        found.append(reason("recommend_probe"))
    else:
        found += _of_water(plant, health, trail)
    if AnomalyKind.DRAINS_FAST in odd and plant.pulse_ml is None:
        found.append(reason("recommend_pulses", dose=plant.dose_ml, pulse=_rounded(plant.dose_ml / PULSES)))
    if species is not None:
        found += _of_limits(plant, species, health)
        found += _of_light(species, health)
        found += _of_air(species, health)
    return tuple(found)


# --- water ----------------------------------------------------------------------------------------------


def _of_water(plant: Plant, health: Health, trail: Trail) -> Iterator[Reason]:
    time, usual = health.times.get(Measure.MOISTURE), usual_range(trail.wets)
    if time is None:
        return
    middle = (plant.moisture_min + plant.moisture_max) / 2
    if usual and usual[0] >= middle:
        yield reason("recommend_less_often", lowest=usual[0], minimum=plant.moisture_min)
    elif time.above >= OFTEN:
        yield _too_wet(plant, time, usual, [ml for age, ml in trail.waterings if age < WEEK_H])
    elif time.below >= OFTEN:
        yield _too_dry(plant, time, usual)


def _too_wet(plant: Plant, time: TimeInRange, usual: Range | None, given: list[float]) -> Reason:
    share, maximum, dose = 100 * time.above, plant.moisture_max, plant.dose_ml
    if not given:
        return reason("recommend_less_by_hand", share=share, maximum=maximum)
    lower = _rounded(dose * (1 - USUAL_STEP if usual is None else max(1 / BOLDEST, _step(plant, usual))))
    if lower >= dose:
        return reason("recommend_drying", share=share, maximum=maximum)
    saved = len(given) * (dose - lower)
    return reason("recommend_dose_lower", share=share, maximum=maximum, dose=dose, lower=lower, saved=saved)


def _too_dry(plant: Plant, time: TimeInRange, usual: Range | None) -> Reason:
    share, minimum, dose = 100 * time.below, plant.moisture_min, plant.dose_ml
    if not plant.automatic or plant.strategy == MANUAL:
        return reason("recommend_automatic", share=share, minimum=minimum)
    if usual is not None:
        higher = _rounded(min(dose * min(BOLDEST, _step(plant, usual)), plant.largest_ml))
        if higher > dose:
            return reason("recommend_dose_higher", share=share, minimum=minimum, dose=dose, higher=higher)
    return reason("recommend_more_often", share=share, minimum=minimum)


def _step(plant: Plant, usual: Range) -> float:
    """By how much to multiply the dose so that a watering ends where it should."""
    return (plant.moisture_min + FILL * (plant.moisture_max - plant.moisture_min) - usual[0]) / (usual[1] - usual[0])


def _rounded(ml: float) -> float:
    """An amount as people set it, a little less rather than more."""
    step = 10 if ml >= 50 else 5 if ml >= 10 else 1  # noqa: PLR2004
    return max(1.0, float(step * floor(ml / step + 1e-9)))


def _of_limits(plant: Plant, species: Species, health: Health) -> Iterator[Reason]:
    low, high = species.moisture
    far = abs(plant.moisture_min - low) >= FAR_LIMITS or abs(plant.moisture_max - high) >= FAR_LIMITS
    if far and health.status not in {HealthStatus.THRIVING, HealthStatus.UNKNOWN}:
        yield reason("recommend_limits", minimum=plant.moisture_min, maximum=plant.moisture_max, low=low, high=high)


# --- light and air --------------------------------------------------------------------------------------


def _of_light(species: Species, health: Health) -> Iterator[Reason]:
    (low, high), light = species.light, health.light
    if light is not None and light < low:
        yield reason("recommend_light_more", light=light, low=low, high=high)
    elif light is not None and light > high:
        yield reason("recommend_light_less", light=light, low=low, high=high)


def _of_air(species: Species, health: Health) -> Iterator[Reason]:
    humid, warm = health.times.get(Measure.HUMIDITY), health.times.get(Measure.TEMPERATURE)
    low, high = species.humidity
    dry = health.strains.get(Strain.DRY_AIR, 1.0) < STRAINED
    if dry or (humid and humid.below >= OFTEN):
        yield reason("recommend_air_moister", low=low, high=high)
    elif humid and humid.above >= OFTEN:
        yield reason("recommend_air_drier", low=low, high=high)
    low, high = species.temperature
    if health.extremes.get(Strain.COLD) or (warm and warm.below >= OFTEN):
        yield reason("recommend_warmer", low=low, high=high)
    if health.extremes.get(Strain.HEAT) or (warm and warm.above >= OFTEN):
        yield reason("recommend_cooler", low=low, high=high)
