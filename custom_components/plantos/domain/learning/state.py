"""What PlantOS has learned of a plant: its beliefs, and from how much they come. Small enough for one ledger row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
import json
from math import isfinite, log
from typing import Self

from ..bounds import bounded
from ..plants import Plant
from ..verification import expected_rise
from ..water_balance import pot_area_m2
from .bed import Bed
from .beliefs import NUMBERS, Belief, Of
from .ground import Ground

VERSION = 2
# A pot nobody described, and how deep roots reach in the ground, in litres.
USUAL_POT_L, GROUND_L_PER_M2 = 3.0, 300.0
# Millimetres of reference evapotranspiration in an hour of a room's usual day.
USUAL_DEMAND = 0.08
# As logarithms: how far a described pot, and any other, may be from what is expected of it.
DESCRIBED, UNDESCRIBED = 0.5, 1.2
MOST_ML, MOST_MM = 1e7, 10_000.0
DIGITS, GROUND_DIGITS = 9, 4


@dataclass(frozen=True, slots=True)
class Observation:
    """A step of a plant's life up to an instant: the mean reading at its end, the demand over it, and what was given.

    None is unknown. Water came at the step's start, in ml; rain in mm, of which nobody knows how much the soil caught,
    nor without `rain_known` whether there was more.
    """

    at: datetime
    moisture: float | None = None
    demand: float | None = None
    ml: float = 0.0
    rain_mm: float = 0.0
    rain_known: bool = True

    def __post_init__(self) -> None:
        """Refuse what can't be true."""
        bounded(self.ml, 0, MOST_ML, "an amount of water")
        bounded(self.rain_mm, 0, MOST_MM, "rain")
        if self.moisture is not None:
            bounded(self.moisture, 0, 100, "a moisture")
        if self.demand is not None:
            bounded(self.demand, 0, MOST_MM, "a demand")


@dataclass(frozen=True, slots=True)
class Learned:
    """A plant's model at an instant.

    `noise` is the probe's in points, `demand` the usual one of an hour and `demand_most` the highest learned from,
    `ml_most` the largest watering. `risen` is what the last watering has made of
    the level so far, `silent_h` for how long nothing was read, `doubts` how many readings in a row didn't fit, the
    last of them `doubted`, `changes` how often the plant turned out to be another. `ground` is what is believed of
    the soil where the plant is a bed, `dark_h` for how long nothing was known of the weather over it. `dry_h` is how
    long ago water was given, `days` for how many the probe was heard, `readings` and `waterings` are how many taught
    something, `wetter` and `drier` the sums by which readings lately were above or below what was expected.
    """

    at: datetime
    belief: Belief
    noise: float = 1.0
    demand: float = USUAL_DEMAND
    demand_most: float = USUAL_DEMAND
    ml_most: float = 0.0
    risen: float = 0.0
    dry_h: float = 1_000.0
    silent_h: float = 0.0
    days: float = 0.0
    readings: int = 0
    waterings: int = 0
    doubts: int = 0
    doubted: float = 0.0
    wetter: float = 0.0
    drier: float = 0.0
    changes: int = 0
    dark_h: float = 1_000.0
    ground: Ground | None = None

    @classmethod
    def of(cls, plant: Plant, at: datetime, bed: Bed | None = None) -> Self:
        """What may be expected of a plant, or of a bed, of which nothing was read yet."""
        volume, spread = _volume(plant)
        response = expected_rise(1.0, volume) or 0.0
        # A plant that takes what its pot's surface would.
        drying = 1_000.0 * pot_area_m2(min(volume, 1e5)) * response
        means = {
            Of.LEVEL: (50.0, 30.0),
            Of.PENDING: (0.0, 1e-3),
            Of.DRYING: (log(drying), 1.2),
            Of.RESPONSE: (log(response), spread),
            Of.CAPACITY: (max(70.0, plant.moisture_max), 10.0),
            Of.DELAY: (log(0.75), 0.7),
            Of.SHAPE: (0.5, 0.4),
        }
        lines = tuple(tuple(means[one][1] ** 2 if one is other else 0.0 for other in Of) for one in Of)
        belief = Belief(tuple(means[number][0] for number in Of), lines)
        return cls(at, belief, ground=Ground.of(bed) if bed else None)

    def as_json(self) -> str:
        """The text that the ledger keeps."""
        half = [round_to(value) for number, line in enumerate(self.belief.covariance) for value in line[: number + 1]]
        told = {name: round_to(value) for name, value in self._plain().items()}
        mean = [round_to(value) for value in self.belief.mean]
        kept = {"version": VERSION, "at": self.at.isoformat(), "mean": mean, "covariance": half, **told}
        if self.ground is not None:
            kept["ground"] = [[round(value, GROUND_DIGITS) for value in column] for column in self.ground.columns]
            kept["evidence"] = round(self.ground.evidence, GROUND_DIGITS)
            kept["unread"] = [round_to(self.ground.unread_h), self.ground.doubts]
        return json.dumps(kept, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """What was kept, None where it is of another version or can't be read: then it is learned anew."""
        try:
            kept = json.loads(text)
            if kept["version"] != VERSION:
                return None
            return cls._of_kept(kept)
        except ValueError, TypeError, KeyError, AttributeError:
            return None

    @classmethod
    def _of_kept(cls, kept: Mapping[str, object]) -> Self:
        mean, half = _numbers(kept["mean"]), _numbers(kept["covariance"])
        if len(mean) != NUMBERS or len(half) != NUMBERS * (NUMBERS + 1) // 2:
            raise ValueError("numbers are missing")
        lines = tuple(tuple(half[_place(one, other)] for other in range(NUMBERS)) for one in range(NUMBERS))
        at = datetime.fromisoformat(str(kept["at"]))
        if at.tzinfo is None or min(lines[number][number] for number in range(NUMBERS)) <= 0:
            raise ValueError("an instant or a variance that can't be")
        floats = {name: _numbers([kept[name]])[0] for name in FLOATS}
        counts = {name: int(_numbers([kept[name]])[0]) for name in COUNTS}
        ground = _ground(kept["ground"], kept["evidence"], kept["unread"]) if "ground" in kept else None
        # Each name has its own type.
        return cls(at, Belief(mean, lines), **floats, **counts, ground=ground)  # type: ignore[arg-type]

    def _plain(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in (*FLOATS, *COUNTS)}


COUNTS = ("readings", "waterings", "doubts", "changes")
FLOATS = (
    *("noise", "demand", "demand_most", "ml_most", "risen"),
    *("dry_h", "silent_h", "days", "doubted", "wetter", "drier", "dark_h"),
)


def round_to(value: float) -> float:
    """A number with as many digits as are worth keeping."""
    return float(f"{value:.{DIGITS}g}")


def _volume(plant: Plant) -> tuple[float, float]:
    """How much soil a plant has, in litres, and how far off that may be."""
    if plant.pot_volume_l is not None:
        return plant.pot_volume_l, DESCRIBED
    if plant.area_m2 is not None:
        return plant.area_m2 * GROUND_L_PER_M2, UNDESCRIBED
    return USUAL_POT_L, UNDESCRIBED


def _ground(rows: object, evidence: object, unread: object) -> Ground:
    if not isinstance(rows, list):
        raise TypeError("not a list of columns")
    unread_h, doubts = _numbers(unread)
    return Ground.kept([_numbers(row) for row in rows], _numbers([evidence])[0], unread_h, int(doubts))


def _place(one: int, other: int) -> int:
    """Where a covariance stands in the kept half."""
    row, column = max(one, other), min(one, other)
    return row * (row + 1) // 2 + column


def _numbers(values: object) -> tuple[float, ...]:
    if not isinstance(values, list):
        raise TypeError("not a list of numbers")
    numbers = tuple(float(value) for value in values)
    if not all(map(isfinite, numbers)):
        raise ValueError("not a number")
    return numbers
