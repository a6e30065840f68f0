"""How much of its water a root zone has lost, from the weather and the waterings since its balance began.

What isn't known is taken for the wetter of what it can have been: an unknown demand for none, unknown rain for a
downpour, a gap in the weather for as much rain as the zone could hold. So it delays water, and never adds any.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .outlook import Past, Spell
from .plants import Plant
from .snapshots import Watering
from .species import Species
from .stages import CM_PER_M, USUAL_ROOTS_M, curve_of
from .water_balance import LONGEST_SEASON, SOILS, USUAL_FRACTION, RootZone, advance, effective_rain

HOUR = timedelta(hours=1)
# Shorter gaps between spells are those of clocks.
GAP = HOUR
# More falls within an hour only in the worst storms. Were unknown rain without bounds, one hour without a word from the
# gauge would fill every zone, and a plant whose gauge is often silent would die of thirst.
DOWNPOUR_MM_H = 10.0

type Coefficient = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class Balance:
    """A root zone now: what it has lost in mm; until when the weather behind that is known, and until when its rain."""

    depletion_mm: float
    known_until: datetime | None
    rain_until: datetime | None


def zone_of(plant: Plant, species: Species | None) -> RootZone | None:
    """The plant's root zone: its pot's, or the watered ground's; None where the size of both is unknown."""
    soil = SOILS[plant.substrate]
    if plant.pot_volume_l is not None:
        return RootZone.of_pot(soil, plant.pot_volume_l, plant.area_m2)
    if plant.area_m2 is None:
        return None
    depth = species.root_depth / CM_PER_M if species else USUAL_ROOTS_M
    return RootZone.of_ground(soil, depth, plant.area_m2)


def coefficient_of(plant: Plant, species: Species | None) -> Coefficient:
    """The plant's crop coefficient by day; one of unknown age is taken for grown."""
    curve, planted = curve_of(species), plant.planted
    if planted is None:
        return lambda day: curve.mid
    return lambda day: curve.on(min(LONGEST_SEASON, max(1, (day - planted).days + 1)))


def balance(
    zone: RootZone,
    past: Past,
    waterings: Sequence[Watering],
    coefficient: Coefficient,
    *,
    until: datetime,
    sheltered: bool,
    fraction: float = USUAL_FRACTION,
) -> Balance | None:
    """The zone after all waterings and all spells that are over; None where nothing says when its balance began.

    No rain falls on what is `sheltered`.
    """
    since = past.since or (past.spells[0].start if past.spells else None)
    if since is None:
        return None
    water = deque(sorted((one for one in waterings if one.at >= since), key=lambda one: one.at))
    depletion, now = past.depletion_mm, since
    # At a stated beginning the zone is known; without any weather nothing will be.
    known = rained = past.since if past.spells else None
    for spell in past.spells:
        if not now < spell.end <= until:
            continue
        if spell.start - now > GAP:
            depletion = _pour(zone, depletion, _due(water, spell.start)) if sheltered else 0.0
        whole, start = spell.end - spell.start, max(now, spell.start)
        demand, rain = _weather(spell, coefficient, sheltered=sheltered)
        while start < spell.end:
            given = _due(water, start)
            end = min(spell.end, water[0].at) if water else spell.end
            share = (end - start) / whole
            step = advance(zone, depletion, demand * share, fraction, (rain or 0.0) * share, _mm(zone, given))
            depletion, start = step.depletion_mm, end
        if rain is None:
            depletion = max(0.0, depletion - DOWNPOUR_MM_H * (whole / HOUR))
        else:
            rained = spell.end
            known = known if spell.reference_mm is None else spell.end
        now = spell.end
    return Balance(_pour(zone, depletion, sum(one.ml for one in water)), known, rained)


def _weather(spell: Spell, coefficient: Coefficient, *, sheltered: bool) -> tuple[float, float | None]:
    """What the plant would take in a spell, and the rain that reaches its roots."""
    reference = spell.reference_mm or 0.0
    demand = coefficient(spell.start.date()) * reference
    if sheltered:
        return demand, 0.0
    return demand, None if spell.rain_mm is None else effective_rain(spell.rain_mm, reference)


def _due(water: deque[Watering], until: datetime) -> float:
    """Take out what was given up to an instant, in ml."""
    given = 0.0
    while water and water[0].at <= until:
        given += water.popleft().ml
    return given


def _pour(zone: RootZone, depletion: float, ml: float) -> float:
    return advance(zone, depletion, 0.0, irrigation_mm=_mm(zone, ml)).depletion_mm


def _mm(zone: RootZone, ml: float) -> float:
    """The depth of an amount, as far as the zone can hold it: more drains anyway, however much it was."""
    return zone.mm(min(ml, zone.ml(zone.available_mm)))
