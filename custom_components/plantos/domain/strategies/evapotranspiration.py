"""Refills a plant's root zone when its roots have used their share of it, by the weather's account alone."""

from datetime import timedelta

from ..decisions import Decision
from ..depletion import Balance, balance, coefficient_of, zone_of
from ..reasons import reason
from ..snapshots import Snapshot
from ..water_balance import refill_ml

# A day's weather is known when it has ended, and may be late. Rain is known by the hour, and fills a zone in few.
OLDEST, OLDEST_RAIN = timedelta(hours=48), timedelta(hours=3)


def evapotranspiration(snapshot: Snapshot) -> Decision:
    """Water what the root zone lacks, once it lacks more than allowed."""
    plant = snapshot.plant
    zone = zone_of(plant, snapshot.species)
    if zone is None:
        return Decision(False, 0.0, "evapotranspiration", reason("decision_no_size"))
    coefficient = coefficient_of(plant, snapshot.species)
    water = snapshot.water
    found = balance(zone, snapshot.past, water, coefficient, until=snapshot.at, sheltered=plant.indoor)
    if found is None or not _is_known(snapshot, found):
        begins = _has_just_begun(snapshot)
        why = reason("decision_weather_awaited") if begins else reason("decision_no_weather")
        return Decision(False, 0.0, "evapotranspiration", why)
    used, allowed = found.depletion_mm, zone.readily_available_mm(plant.allowed_depletion)
    inputs = {
        "depletion_mm": used,
        "allowed_mm": allowed,
        "available_mm": zone.available_mm,
        "coefficient": coefficient(snapshot.today),
    }
    if guessed := sum(one.ml for one in water if one.estimated):
        inputs["estimated_ml"] = guessed
    amount = min(refill_ml(zone, used, plant.allowed_depletion), plant.largest_ml)
    if not amount > 0:
        why = reason("decision_enough_left", used=used, available=zone.available_mm, allowed=allowed)
        return Decision(False, 0.0, "evapotranspiration", why, inputs)
    why = reason("decision_used_up", used=used, available=zone.available_mm, amount=amount)
    return Decision(True, amount, "evapotranspiration", why, inputs)


def _has_just_begun(snapshot: Snapshot) -> bool:
    """Whether the plant's account is younger than the weather's source may take to tell of an hour."""
    since = snapshot.past.since
    return since is not None and snapshot.at - since < OLDEST_RAIN


def _is_known(snapshot: Snapshot, found: Balance) -> bool:
    """Whether the weather is known up to now, or nearly; in a room no rain falls."""
    if found.known_until is None or found.rain_until is None or snapshot.at - found.known_until > OLDEST:
        return False
    return snapshot.plant.indoor or snapshot.at - found.rain_until <= OLDEST_RAIN
