"""A supply as its owner describes it: the pump, tank and meter that several plants share."""

from dataclasses import dataclass
from math import inf

from pydantic import BaseModel, ConfigDict, Field

from .reasons import Reason

UNCONFIRMED = "denied_pump_unconfirmed"


class Supply(BaseModel):
    """A pump or master valve with what belongs to it. Seconds are real, litres as people say them."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    supply_id: str
    name: str = Field(min_length=1, max_length=80)
    pump: str | None = None
    lead_s: float = Field(default=0.0, ge=0, le=60)
    lag_s: float = Field(default=0.0, ge=0, le=60)
    at_once: int = Field(default=1, ge=1, le=20)
    tank: str | None = None
    tank_capacity_l: float | None = Field(default=None, gt=0, le=100_000)
    tank_min_l: float = Field(default=0.0, ge=0, le=100_000)
    flow_meter: str | None = None
    leak: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyState:
    """What is known of a supply at one instant; None is unknown.

    A tank tells its level in ml, or by a float switch whether there is water at all. `blocked` says why
    nothing may flow from it; while its pump is only just `stopping` that is for a moment.
    """

    supply: Supply
    has_tank: bool = False
    tank_ml: float | None = None
    floats: bool | None = None
    watches_leaks: bool = False
    leak: bool | None = None
    blocked: Reason | None = None
    stopping: bool = False

    @property
    def is_stuck(self) -> bool:
        """Whether it is blocked for so long that somebody should look."""
        return self.blocked is not None and not (self.stopping and self.blocked.key == UNCONFIRMED)

    @property
    def usable_ml(self) -> float | None:
        """What may be taken from the tank: anything, as far as a float switch can tell that is under water."""
        if self.floats is not None:
            return inf if self.floats else 0.0
        return None if self.tank_ml is None else max(0.0, self.tank_ml - 1_000.0 * self.supply.tank_min_l)
