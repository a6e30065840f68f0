"""Since when a plant has been watered as it is now.

What was before is unknown, since nobody counted it so: the plant's account begins then with a full root zone, and no
time of its schedule is owed from before.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from .plants import Plant
from .species import Species

# After a shorter pause nobody has taken over the watering.
SHORT_PAUSE = timedelta(hours=24)
WAY = {"strategy", "base", "schedule", "planted", "pot_volume_l", "area_m2", "substrate", "indoor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The beginnings of a plant's water account and of its schedule, and since when automatic watering is off.

    Instants are real UTC; they hold for this `way` of being watered, of which only a mark is kept.
    """

    way: str
    account: datetime
    schedule: datetime
    off_at: datetime | None = None


def way_of(plant: Plant, species: Species | None) -> str:
    """The mark of all that a plant's account and schedule are reckoned by: what makes it another way changes it."""
    # What is as usual is left out, so that a setting that comes new one day changes no mark.
    told = plant.model_dump_json(include=WAY, exclude_defaults=True)
    needs = species and (species.key, species.crop_coefficient, species.root_depth)
    return blake2b(f"{told} {needs}".encode(), digest_size=8).hexdigest()


def begun(known: Beginning | None, way: str, *, on: bool, now: datetime, short: timedelta) -> Beginning:
    """The beginnings as they are now, where these were known; `short` is a short pause in real time.

    Of a plant that nobody knew, one that is watered another way, or one from before the clock was set back, they are
    now. The schedule begins anew each time that automatic watering is switched on, the account after a long pause.
    """
    if known is None or known.way != way or known.schedule > now:
        return Beginning(way=way, account=now, schedule=now, off_at=None if on else now)
    if not on:
        return known if known.off_at else replace(known, off_at=now)
    if known.off_at is None:
        return known
    account = known.account if now - known.off_at < short else now
    return replace(known, account=account, schedule=now, off_at=None)
