"""Everything known about one plant at one instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from math import inf

from .bounds import bounded
from .learning.state import Learned
from .outlook import Forecast, Past
from .plants import Plant
from .readings import Measure, Reading
from .settings import Settings
from .species import Species
from .standing import Care
from .supplies import SupplyState
from .water_use import WaterBudget
from .weather import Site


class OutletState(StrEnum):
    """What is known of an outlet. Only a confirmed close is `closed`."""

    ABSENT = "absent"
    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Watering:
    """Water that a plant was given; `seen` is what only its soil has shown, of `estimated` nobody measured the ml."""

    at: datetime
    ml: float
    seen: bool = False
    estimated: bool = False

    def __post_init__(self) -> None:
        """Refuse an amount that can't be true."""
        bounded(self.ml, 0, inf, "an amount")


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger says of a plant's water; instants on the hub's line of time.

    `hour_runs` counts the openings of the last hour, `awaiting` is a run that waits for approval, `waterings` are
    those of the last days, oldest first, and `others` what PlantOS didn't give in these, with 0 ml where nobody knows
    how much it was.
    """

    last_watered: datetime | None = None
    last_tried: datetime | None = None
    day_ml: float = 0.0
    total_ml: float = 0.0
    hour_runs: int = 0
    running: bool = False
    awaiting: bool = False
    waterings: tuple[Watering, ...] = ()
    others: tuple[Watering, ...] = ()

    @property
    def last_wet(self) -> datetime | None:
        """When the plant last got water, from wherever."""
        return max((at for at in (self.last_watered, *(one.at for one in self.others[-1:])) if at), default=None)

    def wet_until(self, hold: timedelta) -> datetime | None:
        """Until when the last water came, as far as that holds more of it back for `hold`.

        Whoever tells of a can again and again doesn't let the plant die of thirst: cans of which each is told of
        within half of `hold` of the one before are one pour. That lasts for `hold` at most, is over after three times
        as long, and leaves the last third of it free. A can that comes later than that is another, and counts in full.
        """
        first = last = None
        for one in self.others:
            if first is None or last is None or one.at - last >= hold / 2 or one.at - first >= 3 * hold:
                first = one.at
            last = one.at
        lasted = first and last and min(last, first + hold)
        return max((at for at in (self.last_watered, lasted) if at), default=None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One plant at one instant, immutable; every instant in it lies on the hub's line of time.

    `local` is the time of day where the plant stands and `zone` its time zone, `outlet_rests` whether its breaker
    lets nothing open, `outlet_closing` whether it is only just being closed, `clock_doubted` whether the clock was set
    back, `forecast` the last one that could be had, `outdoor_c` how warm it is outdoors in °C, `learned` the plant's
    own model, `species` what its kind needs, `scheduled` since when its schedule holds; None is always.
    """

    plant: Plant
    at: datetime
    settings: Settings = field(default_factory=Settings)
    local: time = time(12)
    readings: Mapping[Measure, Reading] = field(default_factory=dict)
    history: History = field(default_factory=History)
    outlet: OutletState = OutletState.ABSENT
    outlet_rests: bool = False
    outlet_closing: bool = False
    supply: SupplyState | None = None
    budget: WaterBudget | None = None
    care: Care = field(default_factory=Care)
    clock_doubted: bool = False
    learned: Learned | None = None
    zone: tzinfo = UTC
    site: Site | None = None
    forecast: Forecast | None = None
    outdoor_c: float | None = None
    past: Past = field(default_factory=Past)
    species: Species | None = None
    scheduled: datetime | None = None

    @property
    def today(self) -> date:
        """The day of the calendar where the plant stands."""
        return self.at.astimezone(self.zone).date()

    @property
    def gap(self) -> timedelta:
        """The shortest time between two waterings: the plant's own, or its hub's."""
        own = self.plant.gap_min
        return self.settings.gap if own is None else timedelta(minutes=own)

    def value(self, measure: Measure) -> float | None:
        """The newest known value of a measure, fresh or not."""
        reading = self.readings.get(measure)
        return reading.value if reading else None

    @property
    def wet_until(self) -> datetime | None:
        """Until when the last water came that has to soak in."""
        return self.history.wet_until(self.settings.soak)

    @property
    def water(self) -> tuple[Watering, ...]:
        """All water for a balance, oldest first; of a can that nobody measured the plant's dose, once in a soak.

        What only the soil has shown isn't in it: outdoors it is rain as a rule, which the weather has told of already.
        """
        others, waterings = self.cans, self.history.waterings
        return tuple(sorted((*waterings, *others), key=lambda one: one.at)) if others else waterings

    @property
    def cans(self) -> tuple[Watering, ...]:
        """What others gave as far as somebody has told of it, guessed where nobody measured it, oldest first."""
        return tuple(self._cans())

    def _cans(self) -> Iterator[Watering]:
        counted: datetime | None = None
        for one in self.history.others:
            if one.seen or (not one.ml and counted and one.at - counted < self.settings.soak):
                continue
            counted = one.at
            yield one if one.ml else replace(one, ml=self.plant.dose_ml, estimated=True)

    @property
    def trusted_moisture(self) -> float | None:
        """The moisture (%) that may start water: fresh, and read after the last water has soaked in."""
        reading = self.readings.get(Measure.MOISTURE)
        if reading is None or not reading.fresh:
            return None
        last = self.wet_until
        return reading.value if last is None or reading.at >= last + self.settings.soak else None
