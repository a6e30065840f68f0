"""A plant as its owner describes it: the pot, the limits, the way it is watered."""

from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor, log10
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from .readings import Calibration, Measure
from .schedules import Schedule

SMALL_POT_L = 5.0
# A run's and a day's limit up to that.
SMALL_POT_ML = (500.0, 1_000.0)
# What a run may take longer than its amount does, before it is closed whatever happens.
SLACK, SLACK_S = 1.2, 2.0
# What a probe shows in wilted and in drained soil, so many points apart at least, tells a scale from noise.
LEAST_SCALE = 5.0


class Substrate(StrEnum):
    """What the roots stand in."""

    POTTING_SOIL = "potting_soil"
    PEAT_FREE = "peat_free"
    CACTUS_MIX = "cactus_mix"
    BARK = "bark"
    GARDEN_SOIL = "garden_soil"
    SANDY_SOIL = "sandy_soil"
    HEAVY_SOIL = "heavy_soil"


class Rainy(StrEnum):
    """What the weather-aware strategy makes of a dose before likely rain."""

    REDUCE = "reduce"
    SKIP = "skip"


class Plant(BaseModel):
    """One pot, bed or zone that is watered as one. Amounts in ml, flow in ml/s.

    `base` is the strategy that the weather-aware one goes by; `hysteresis` are the points above the minimum up to
    which soil that has been dry is watered; `season_days` are those from planting to harvest, as the seed's packet
    says; `reads_full` and `reads_wilted` are what the probe of a bed shows in % a day after a soaking rain, and when
    plants hang their leaves; `waters_blind` lets the predictive strategy go on by its model while no probe can be
    trusted; the last three are how often people mean to care for it themselves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    plant_id: str
    name: str = Field(min_length=1, max_length=80)
    species: str | None = None
    enabled: bool = True
    indoor: bool = True
    pot_volume_l: float | None = Field(default=None, gt=0, le=2_000)
    area_m2: float | None = Field(default=None, gt=0, le=10_000)
    substrate: Substrate = Substrate.POTTING_SOIL

    probes: dict[Measure, str] = {}
    backups: dict[Measure, str] = {}
    calibrations: dict[Measure, Calibration] = {}
    outlet: str | None = None
    supply: str | None = None
    flow_ml_s: float = Field(default=10.0, gt=0, le=10_000)
    flow_calibrated: bool = False
    priming_s: float = Field(default=0.0, ge=0, le=120)

    strategy: str = "moisture"
    base: str = "moisture"
    rainy: Rainy = Rainy.REDUCE
    schedule: Schedule = Schedule()
    planted: date | None = None
    season_days: int | None = Field(default=None, ge=20, le=400)
    reads_wilted: float | None = Field(default=None, ge=0, le=100)
    reads_full: float | None = Field(default=None, ge=0, le=100, validate_default=True)
    allowed_depletion: float = Field(default=0.5, ge=0.05, le=0.95)
    hysteresis: float = Field(default=0.0, ge=0, le=50)
    automatic_gap_h: float | None = Field(default=None, gt=0, le=2_400)
    automatic: bool = False
    moisture_min: float = Field(default=30.0, ge=0, le=100)
    moisture_max: float = Field(default=60.0, ge=0, le=100)
    dose_ml: float = Field(default=100.0, gt=0)
    max_run_ml: float | None = Field(default=None, gt=0)
    max_day_ml: float | None = Field(default=None, gt=0)
    pulse_ml: float | None = Field(default=None, gt=0)
    pulse_soak_min: float = Field(default=10.0, ge=1, le=240)
    gap_min: float | None = Field(default=None, ge=0, le=10_080)
    needs_approval: bool = False
    waters_blind: bool = False
    water_every_days: int | None = Field(default=None, ge=1, le=365)
    fertilise_every_days: int | None = Field(default=None, ge=1, le=365)
    repot_every_months: int | None = Field(default=None, ge=1, le=120)

    @field_validator("reads_full")
    @classmethod
    def _reads_are_a_scale(cls, full: float | None, known: ValidationInfo) -> float | None:
        wilted = known.data.get("reads_wilted")
        if full is None and wilted is None:
            return full
        if full is None or wilted is None or full - wilted < LEAST_SCALE:
            raise PydanticCustomError("reads_no_scale", "both readings are needed, the full one well above the other")
        return full

    @model_validator(mode="after")
    def _range_is_a_range(self) -> Self:
        if self.moisture_min >= self.moisture_max:
            raise PydanticCustomError("min_not_below_max", "the minimum must be below the maximum")
        return self

    @property
    def rule(self) -> str:
        """The strategy that decides when it is time, whatever the weather makes of it."""
        return self.base if self.strategy == "weather" else self.strategy

    @property
    def run_limit_ml(self) -> float:
        """The most one run may give."""
        return self.max_run_ml or default_limits(self.pot_volume_l, self.area_m2)[0]

    @property
    def day_limit_ml(self) -> float:
        """The most a rolling day may give."""
        return self.max_day_ml or default_limits(self.pot_volume_l, self.area_m2)[1]

    @property
    def longest_run_s(self) -> float:
        """The longest the outlet may ever stay open, in real seconds."""
        return 600.0 if self.flow_calibrated else 30.0

    def pulses(self, amount_ml: float) -> int:
        """In how many parts an amount is given."""
        return 1 if self.pulse_ml is None else parts(amount_ml, self.pulse_ml)

    def run_seconds(self, amount_ml: float) -> float:
        """How long the outlet is open for an amount."""
        return self.priming_s + amount_ml / self.flow_ml_s

    def run_limit_s(self, amount_ml: float) -> float:
        """When a run is closed whatever happens: priming, a fifth more than the dose takes, 2 s."""
        return self.priming_s + amount_ml / self.flow_ml_s * SLACK + SLACK_S

    @property
    def largest_ml(self) -> float:
        """The most that may be asked for at once: no run is longer or gives more."""
        longest = (self.longest_run_s - self.priming_s - SLACK_S) * self.flow_ml_s / SLACK
        if self.pulse_ml is not None and self.pulse_ml <= longest:
            return self.run_limit_ml
        # A hair less, since a time reckoned back from an amount is no longer exact.
        return max(0.0, min(self.run_limit_ml, longest * (1 - 1e-9)))

    def whole_run(self, amount_ml: float) -> timedelta:
        """How long an amount takes with all its pulses and the pauses between them."""
        pulses = self.pulses(amount_ml)
        flowing = pulses * self.run_seconds(amount_ml / pulses)
        return timedelta(seconds=flowing, minutes=(pulses - 1) * self.pulse_soak_min)

    def delivered_ml(self, seconds: float) -> float:
        """What flows through the outlet in this time."""
        return max(0.0, seconds - self.priming_s) * self.flow_ml_s


def usual_dose_ml(plant: Plant) -> float:
    """A dose to begin with, in ml: 8 % of a pot, as in docs/pot-scale.md, or 4 mm over an area, whichever is less.

    It is never more than a run may give.
    """
    by_size = [4_000.0 * plant.area_m2] if plant.area_m2 is not None else []
    by_size += [80.0 * plant.pot_volume_l] if plant.pot_volume_l is not None else []
    dose = min(*by_size, plant.largest_ml) if by_size else min(100.0, plant.largest_ml)
    if dose < 1:
        return 1.0
    step = 10.0 ** max(0, floor(log10(dose)) - 1)
    return floor(dose / step) * step


def parts(amount: float, largest: float) -> int:
    """In how many equal parts an amount is given, none of them larger than the largest."""
    return max(1, ceil(amount / largest - 1e-9))


def default_limits(pot_volume_l: float | None, area_m2: float | None) -> tuple[float, float]:
    """A run's and a day's limit in ml: 500 and 1,000 up to 5 l, above it a share of pot or area.

    10 and 20 % of the pot's volume, or 6 and 12 mm over the watered area (1 mm on 1 m² is 1 l). Where both are
    known, the smaller holds: more than that one of them can't take.
    """
    known = [] if area_m2 is None else [(max(500.0, 6_000.0 * area_m2), max(1_000.0, 12_000.0 * area_m2))]
    if pot_volume_l is not None and pot_volume_l > SMALL_POT_L:
        known.append((100.0 * pot_volume_l, 200.0 * pot_volume_l))
    elif pot_volume_l is not None:
        known.append(SMALL_POT_ML)
    return min(known, default=SMALL_POT_ML)
