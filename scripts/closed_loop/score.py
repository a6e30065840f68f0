"""What a season's water and yield are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pstdev

from .truth import Outcome

YIELD_WEIGHT, WATER_WEIGHT = 100.0, 20.0
AS_GOOD = 0.995


@dataclass(frozen=True, slots=True)
class Reference:
    """The well-watered run: its yield in t/ha and the season's evapotranspiration in mm."""

    yield_t: float
    et: float


def cost(outcome: Outcome, reference: Reference) -> float:
    """J: the lost yield in % and a fifth of the water in % of what a well-watered crop evaporates."""
    lost = YIELD_WEIGHT * (1.0 - outcome.yield_t / reference.yield_t)
    return lost + WATER_WEIGHT * outcome.irrigation / reference.et


def well_watered(outcomes: Sequence[Outcome]) -> Reference:
    """The first of the outcomes, wettest first, that yields what the best does, to half a percent."""
    most = max(outcome.yield_t for outcome in outcomes)
    if most <= 0.0:
        raise ValueError("nothing can be harvested there, however much it is watered")
    first = next(outcome for outcome in outcomes if outcome.yield_t >= AS_GOOD * most)
    return Reference(first.yield_t, first.et)


@dataclass(frozen=True, slots=True)
class Result:
    """One strategy's season beside the oracle's."""

    scenario: str
    outcome: Outcome
    reference: Reference
    oracle_cost: float
    oracle_irrigation: float

    @property
    def cost(self) -> float:
        """The season's J."""
        return cost(self.outcome, self.reference)

    @property
    def score(self) -> float:
        """100 less what the oracle would have saved."""
        return 100.0 - (self.cost - self.oracle_cost)

    @property
    def yield_percent(self) -> float:
        """The yield in % of the well-watered one."""
        return 100.0 * self.outcome.yield_t / self.reference.yield_t


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A strategy over all its seasons: means, spread of the score, and the worst season."""

    seasons: int
    score: float
    spread: float
    error: float
    worst: float
    worst_scenario: str
    water_ratio: float
    yield_percent: float
    irrigation: float
    stress_days: float
    drainage: float
    waterings: float


def summary(results: Sequence[Result]) -> Summary:
    """Sum up. The water ratio is that of all the water, as some oracles need none."""
    scores = [result.score for result in results]
    worst = min(results, key=lambda result: result.score)
    ideal = sum(result.oracle_irrigation for result in results)
    used = sum(result.outcome.irrigation for result in results)
    spread = pstdev(scores)
    return Summary(
        seasons=len(results),
        score=fmean(scores),
        spread=spread,
        error=spread / sqrt(len(scores)),
        worst=worst.score,
        worst_scenario=worst.scenario,
        water_ratio=used / ideal if ideal else float("nan"),
        yield_percent=fmean(result.yield_percent for result in results),
        irrigation=used / len(results),
        stress_days=fmean(result.outcome.stress_days for result in results),
        drainage=fmean(result.outcome.drainage for result in results),
        waterings=fmean(result.outcome.waterings for result in results),
    )
