"""Water or not, how much, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .reasons import Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What a strategy makes of a snapshot; `inputs` are the numbers it looked at.

    `pulses` are the parts in which soil takes the amount without letting it run past the roots.
    """

    should_water: bool
    amount_ml: float
    strategy: str
    reason: Reason
    inputs: Mapping[str, float] = field(default_factory=dict)
    pulses: int = 1
