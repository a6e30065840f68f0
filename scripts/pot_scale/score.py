"""How a season ended, and many of them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from statistics import fmean, pstdev

from .home import DAY_H
from .season import Passed

# On a dry day a plant gets less than this share of its demand, or less than that of its water is left in an hour.
STRESS, WILTS = 0.95, 0.10


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a season ended, in litres; a dry day is one on which the plant lacked water."""

    given: float
    rained: float
    leached: float
    drained: float
    taken: float
    wanted: float
    dry_days: int
    waterings: int
    days: int

    @classmethod
    def of(cls, hours: Iterable[Passed]) -> Outcome:
        """Sum up whole days."""
        lived = list(hours)
        return cls(
            given=sum(hour.given for hour in lived),
            rained=sum(hour.rained for hour in lived),
            leached=sum(hour.leached for hour in lived),
            drained=sum(hour.drained for hour in lived),
            taken=sum(hour.taken for hour in lived),
            wanted=sum(hour.wanted for hour in lived),
            dry_days=sum(map(_dry, batched(lived, DAY_H, strict=True))),
            waterings=sum(hour.given > 0.0 for hour in lived),
            days=len(lived) // DAY_H,
        )

    @property
    def et_percent(self) -> float:
        """What the plant got of its demand."""
        return 100.0 * self.taken / self.wanted

    @property
    def leached_percent(self) -> float:
        """What ran out while it was watered, of the water given; 0 where none was given."""
        return 100.0 * self.leached / self.given if self.given else 0.0

    @property
    def drained_percent(self) -> float:
        """What ran out in all, rain included, of the water given; 0 where none was given."""
        return 100.0 * self.drained / self.given if self.given else 0.0


def _dry(day: Sequence[Passed]) -> bool:
    wanted, taken = sum(hour.wanted for hour in day), sum(hour.taken for hour in day)
    return taken < STRESS * wanted or min(hour.left for hour in day) < WILTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A strategy over all its seasons: means, spreads and the worst; the percentages are means of seasons."""

    seasons: int
    et_percent: float
    et_spread: float
    et_worst: float
    worst_scenario: str
    leached_percent: float
    leached_spread: float
    leached_worst: float
    drained_percent: float
    dry_days: float
    seasons_with_dry_days: int
    waterings: float
    litres: float


def summary(ends: Sequence[tuple[str, Outcome]]) -> Summary:
    """Sum up seasons by their scenarios' keys."""
    outcomes = [end for _, end in ends]
    got, leached = [end.et_percent for end in outcomes], [end.leached_percent for end in outcomes]
    return Summary(
        seasons=len(ends),
        et_percent=fmean(got),
        et_spread=pstdev(got),
        et_worst=min(got),
        worst_scenario=min(ends, key=lambda pair: pair[1].et_percent)[0],
        leached_percent=fmean(leached),
        leached_spread=pstdev(leached),
        leached_worst=max(leached),
        drained_percent=fmean(end.drained_percent for end in outcomes),
        dry_days=fmean(end.dry_days for end in outcomes),
        seasons_with_dry_days=sum(end.dry_days > 0 for end in outcomes),
        waterings=fmean(end.waterings for end in outcomes),
        litres=fmean(end.given for end in outcomes),
    )
