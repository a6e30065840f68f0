"""The one way to ask for water."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from .reasons import Reason


class Origin(StrEnum):
    """Who asks: a strategy by itself, or somebody."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class WaterCommand(BaseModel):
    """Water one plant with an amount in ml. Whether it may is the guardrails' word, not this model's."""

    model_config = ConfigDict(frozen=True)

    plant_id: str
    amount_ml: float
    origin: Origin
    reason: Reason
    idempotency_key: str | None = None
    override: bool = False
    user_id: str | None = None
    context_id: str | None = None
