"""A supply as its owner describes it: the pump, tank and meter that several plants share."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from .reasons import Reason


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
    """What is known of a supply at one instant; None is unknown. `blocked` says why nothing may flow from it."""

    supply: Supply
    has_tank: bool = False
    tank_ml: float | None = None
    watches_leaks: bool = False
    leak: bool | None = None
    blocked: Reason | None = None

    @property
    def usable_ml(self) -> float | None:
        """What may be taken from the tank."""
        return None if self.tank_ml is None else max(0.0, self.tank_ml - 1_000.0 * self.supply.tank_min_l)
