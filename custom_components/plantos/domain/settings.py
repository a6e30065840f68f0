"""The options of a hub: every number that its owner may set otherwise."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from .flags import ML_SCHEDULER, Flag
from .notices import Topic

type ProfileName = Literal["conservative", "production", "aggressive"]

SECTIONS = ("watering", "sensing", "resilience", "weather", "water", "notifications", "features")
# The entities that tell a hub of its weather.
WEATHER_SOURCES = (
    "weather_entity",
    "outdoor_temperature",
    "outdoor_humidity",
    "outdoor_wind",
    "outdoor_radiation",
    "outdoor_rain",
)


class Settings(BaseModel):
    """A hub's options. Durations carry their unit in their name, moisture is in %, the price of water is per m³."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    gap_min: float = Field(default=60.0, ge=0, le=10_080)
    soak_min: float = Field(default=30.0, ge=1, le=1_440)
    quiet_start: time | None = None
    quiet_end: time | None = None
    frost_c: float = Field(default=3.0, ge=-20, le=20)
    runs_per_hour: int = Field(default=6, ge=1, le=60)
    waiting_min: float = Field(default=10.0, ge=1, le=240)
    waiting_at_most: int = Field(default=20, ge=1, le=200)
    approval_h: float = Field(default=2.0, gt=0, le=48)
    verify_h: float = Field(default=6.0, ge=1, le=48)
    no_effect_points: float = Field(default=2.0, ge=0.5, le=20)
    no_effect_runs: int = Field(default=2, ge=1, le=10)
    no_flow_s: float = Field(default=10.0, ge=2, le=300)

    critical_moisture: float = Field(default=20.0, ge=0, le=100)
    jump_points: float = Field(default=30.0, ge=5, le=100)
    stuck_h: float = Field(default=48.0, ge=1, le=720)
    silence_h: float = Field(default=24.0, ge=0.1, le=720)
    cache_h: float = Field(default=24.0, ge=0.1, le=720)
    quarantined_per_hour: int = Field(default=20, ge=1, le=1_000)
    health_drop: float = Field(default=10.0, ge=1, le=100)

    probe_profile: ProfileName | None = None
    outlet_profile: ProfileName | None = None

    weather_entity: str | None = None
    outdoor_temperature: str | None = None
    outdoor_humidity: str | None = None
    outdoor_wind: str | None = None
    outdoor_radiation: str | None = None
    outdoor_rain: str | None = None
    coastal: bool = False

    water_price: float | None = Field(default=None, gt=0, le=10_000)
    water_budget_l: float | None = Field(default=None, ge=1, le=10_000_000)

    notify_targets: tuple[str, ...] = ()
    notify_about: tuple[Topic, ...] = (Topic.ALERTS, Topic.APPROVALS, Topic.DRY, Topic.BY_HAND)
    silent_start: time | None = None
    silent_end: time | None = None
    notify_again_h: float = Field(default=24.0, ge=1, le=720)
    snooze_h: float = Field(default=24.0, ge=1, le=720)

    ml_watering_scheduler: bool = False
    ml_watering_scheduler_percent: float = Field(default=100.0, ge=0, le=100)
    ml_watering_scheduler_plants: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """The settings in a config entry's options, which hold them in sections. Raises ValidationError."""
        given: dict[str, Any] = {}
        for section in SECTIONS:
            given |= options.get(section, {})
        return cls(**given)

    @property
    def flags(self) -> dict[str, Flag]:
        """Which plants have which features."""
        scheduler = Flag(
            self.ml_watering_scheduler,
            self.ml_watering_scheduler_percent,
            frozenset(self.ml_watering_scheduler_plants),
        )
        return {ML_SCHEDULER: scheduler}

    @property
    def weather_sources(self) -> dict[str, str]:
        """The entities that tell of the weather, by what they are."""
        return {name: entity_id for name in WEATHER_SOURCES if (entity_id := getattr(self, name))}

    @property
    def gap(self) -> timedelta:
        """The shortest time between two waterings of a plant."""
        return timedelta(minutes=self.gap_min)

    @property
    def soak(self) -> timedelta:
        """How long water takes to reach the probe."""
        return timedelta(minutes=self.soak_min)

    @property
    def notify_again(self) -> timedelta:
        """After how long an alert that nobody put right is told again."""
        return timedelta(hours=self.notify_again_h)

    @property
    def snooze(self) -> timedelta:
        """For how long a snoozed message isn't told again."""
        return timedelta(hours=self.snooze_h)

    def is_quiet(self, local: time) -> bool:
        """Whether nothing is watered at this time of day; quiet hours may pass midnight."""
        return _is_between(self.quiet_start, self.quiet_end, local)

    def is_silent(self, local: time) -> bool:
        """Whether only alerts are told at this time of day; it may pass midnight, too."""
        return _is_between(self.silent_start, self.silent_end, local)

    def approval_time(self, local: time) -> timedelta:
        """For how long a request for approval of this time of day waits: its time begins when people may be told."""
        wait = timedelta(hours=self.approval_h)
        if self.silent_end is None or Topic.APPROVALS not in self.notify_about or not self.is_silent(local):
            return wait
        return wait + (_since_midnight(self.silent_end) - _since_midnight(local)) % timedelta(days=1)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _is_between(start: time | None, end: time | None, local: time) -> bool:
    if start is None or end is None or start == end:
        return False
    return start <= local < end if start < end else local >= start or local < end
