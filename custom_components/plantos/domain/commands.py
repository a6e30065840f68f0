"""The one way to ask for water."""

from enum import IntEnum, StrEnum

from pydantic import BaseModel, ConfigDict, Field

from .reasons import Reason

# Less is a drop that no outlet can measure.
LEAST_ML = 1.0


class Origin(StrEnum):
    """Who asks: a strategy, a hand at a button, an action, a hand at the outlet itself, or one that measures it.

    A trial runs into a cup: it counts like any water, but teaches nothing about the plant. A voice is a person's own
    sentence; a language model calls a tool, and what a person really said nobody knows.
    """

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    ACTION = "action"
    FOREIGN = "foreign"
    TRIAL = "trial"
    VOICE = "voice"
    LANGUAGE_MODEL = "language_model"


class Priority(IntEnum):
    """Who goes first at a supply; the lower number."""

    CRITICAL = 0
    HIGH = 1
    NORMAL = 2
    LOW = 3


class WaterCommand(BaseModel):
    """Water one plant with an amount in ml. Whether it may is the guardrails' word, not this model's.

    `pulses` are the parts it is given in, if its plant doesn't want more of them.
    `continues` is the rest of a run that has begun, `approved` one that a person has agreed to,
    `replays` names the failed command that is tried again.
    """

    model_config = ConfigDict(frozen=True)

    plant_id: str
    amount_ml: float
    origin: Origin
    reason: Reason
    pulses: int = Field(default=1, ge=1)
    priority: Priority = Priority.NORMAL
    idempotency_key: str | None = None
    override: bool = False
    continues: bool = False
    approved: bool = False
    replays: str | None = None
    user_id: str | None = None
    context_id: str | None = None

    @property
    def automatic(self) -> bool:
        """Whether nobody asked for it but a strategy."""
        return self.origin is Origin.AUTOMATIC
