"""Whether a watering reached the probe. Moisture in points, the probe's 0–100 % of saturated soil."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import isfinite, sqrt
from statistics import median

# A peat-based potting soil holds this share of its volume in water when it is saturated.
SATURATION = 0.55
# The standard deviation of normal noise is this many times its median absolute deviation.
SIGMA_PER_MAD = 1.4826
LEAST_VALUES, LEAST_RESPONSES = 5, 3
LEAST_RISE = 2.0
# So many times the rise that was due, and so many points besides, is more than the dose explains.
EXCESS_TIMES, EXCESS_POINTS = 3.0, 20.0
FULL = 100.0


class Effect(StrEnum):
    """What a watering did to the moisture."""

    SEEN = "seen"
    EXCESS = "excess"
    NONE = "none"
    UNJUDGED = "unjudged"


def noise(values: Sequence[float]) -> float:
    """A probe's noise in points, from values one after the other; 0 with too few of them.

    Differences between neighbours leave out how the soil dries, their median what single waterings do.
    """
    if len(values) < LEAST_VALUES:
        return 0.0
    steps = [after - before for before, after in pairwise(values)]
    middle = median(steps)
    # A difference has the noise of two values.
    return SIGMA_PER_MAD * median(abs(step - middle) for step in steps) / sqrt(2)


def expected_rise(amount_ml: float, pot_volume_l: float | None, responses: Sequence[float] = ()) -> float | None:
    """By how many points an amount should raise the moisture, None while nobody can say.

    `responses` are the rises seen after earlier runs, in points per ml. Those without a rise teach nothing:
    an empty tank isn't what this plant is like.
    """
    risen = [response for response in responses if response > 0]
    if len(risen) >= LEAST_RESPONSES:
        return amount_ml * median(risen)
    if pot_volume_l is None:
        return None
    return FULL * amount_ml / (pot_volume_l * 1_000.0 * SATURATION)


def is_excess(before: float, after: float, expected: float | None) -> bool:
    """Whether the moisture rose by far more than was due."""
    return expected is not None and after - before > EXCESS_TIMES * expected + EXCESS_POINTS


def effect(
    before: float | None,
    after: float | None,
    expected: float | None,
    noise_points: float,
    least_rise: float = LEAST_RISE,
) -> Effect:
    """Whether the moisture rose; that it didn't is said only where a rise was due and had room."""
    if before is None or after is None or not isfinite(after - before):
        return Effect.UNJUDGED
    visible = max(3.0 * noise_points, least_rise)
    if is_excess(before, after, expected):
        return Effect.EXCESS
    if after - before >= visible:
        return Effect.SEEN
    due = expected is not None and expected >= 2.0 * visible and before + expected / 2.0 <= FULL
    return Effect.NONE if due else Effect.UNJUDGED
