"""PlantOS's own decisions: a square metre as a plant of PlantOS, on which 1 mm is 1,000 ml."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from custom_components.plantos.domain.learning import Bed, Learned, Observation, learn
from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell
from custom_components.plantos.domain.plants import Plant, Substrate
from custom_components.plantos.domain.readings import Measure, Reading, Sample, assess
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot, Watering
from custom_components.plantos.domain.species import CATALOGUE, Species
from custom_components.plantos.domain.strategies import STRATEGIES, decide
from custom_components.plantos.domain.weather import Site

from .crops import book_of
from .home import Hire, Morning
from .truth import Plot

ML_PER_MM, CM_PER_M = 1_000.0, 100.0
DAY, MOMENT = timedelta(days=1), timedelta(minutes=1)
# As many days as PlantOS looks back on.
REMEMBERED = 90
# The time zone is UTC, where noon is at noon.
LONGITUDE = 0.0
SPECIES = {
    "Tomato": "solanum_lycopersicum",
    "Potato": "solanum_tuberosum",
    "Maize": "zea_mays",
    "Wheat": "triticum_aestivum",
    "Cotton": "gossypium_hirsutum",
    "Soybean": "glycine_max",
    "Sunflower": "helianthus_annuus",
}
# One whose needs beside water and room for roots matter to no strategy.
ANY = CATALOGUE["solanum_lycopersicum"]
SHORTEST, LONGEST = 20, 400
SANDY, HEAVY = ("Sand", "LoamySand", "SandyLoam"), ("SiltClay", "Clay")

# Every strategy takes part.
SETTINGS = Settings(ml_watering_scheduler=True)

# What an owner would set in the plant's dialogue; tuned on the even years.
ROOT_ZONE: Mapping[str, float] = {"moisture_min": 60.0, "moisture_max": 95.0, "dose_ml": 30_000.0}
SHALLOW: Mapping[str, float] = {"moisture_min": 10.0, "moisture_max": 95.0, "dose_ml": 10_000.0}
OTHERWISE: Mapping[str, Mapping[str, float]] = {"schedule": {"dose_ml": 9_000.0}}
EVERY_H = 48.0


def strategies() -> list[str]:
    """Every strategy that waters by itself."""
    return [name for name in STRATEGIES if name != "manual"]


def usual(strategy: str, *, shallow: bool) -> dict[str, float]:
    """The numbers of a strategy with a probe."""
    return {**(SHALLOW if shallow else ROOT_ZONE), **OTHERWISE.get(strategy, {})}


def species_of(plot: Plot) -> Species:
    """The crop as its owner looked it up: FAO-56's coefficient, and how deep its roots go here."""
    key = next((key for name, key in SPECIES.items() if plot.crop.startswith(name)), plot.crop)
    own = {"key": key, "crop_coefficient": book_of(plot.crop).middle, "root_depth": CM_PER_M * plot.root_max}
    return CATALOGUE.get(key, ANY).model_copy(update=own)


def substrate_of(plot: Plot) -> Substrate:
    """The soil as its owner feels it in the hand."""
    if plot.soil in SANDY:
        return Substrate.SANDY_SOIL
    return Substrate.HEAVY_SOIL if plot.soil in HEAVY else Substrate.GARDEN_SOIL


def plant_of(plot: Plot, strategy: str, numbers: Mapping[str, float]) -> Plant:
    """The plot as its owner describes it, with limits that never bite."""
    return Plant.model_validate(
        {
            "plant_id": "plot",
            "name": plot.crop,
            "species": species_of(plot).key,
            "season_days": min(LONGEST, max(SHORTEST, plot.season_days)),
            "indoor": False,
            "area_m2": 1.0,
            "substrate": substrate_of(plot),
            "probes": {Measure.MOISTURE: "probe"},
            "reads_full": 100.0,
            "reads_wilted": 0.0,
            "outlet": "outlet",
            "flow_ml_s": 10.0 * ML_PER_MM,
            "flow_calibrated": True,
            "schedule": {"every_h": EVERY_H},
            "strategy": strategy,
            "automatic": True,
            "max_run_ml": 1_000.0 * ML_PER_MM,
            "max_day_ml": 1_000.0 * ML_PER_MM,
            **numbers,
        }
    )


@dataclass(slots=True)
class PlantosGardener:
    """Asks `decide()` each morning, and remembers as the ledger would."""

    plant: Plant
    site: Site
    species: Species
    reading: Reading | None = None
    learned: Learned | None = None
    given_ml: float = 0.0
    waterings: deque[Watering] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    spells: deque[Spell] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    moisture: deque[tuple[datetime, float]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    total_ml: float = 0.0

    def water(self, morning: Morning) -> float:
        """The decision in mm."""
        self.remember(morning)
        decision = decide(self.snapshot(morning))
        self.given_ml = 0.0
        if not decision.should_water or not decision.amount_ml > 0.0:
            return 0.0
        self.given_ml = decision.amount_ml
        self.waterings.append(Watering(morning.at, decision.amount_ml))
        self.total_ml += decision.amount_ml
        return decision.amount_ml / ML_PER_MM

    def remember(self, morning: Morning) -> None:
        """Take up what the morning brings."""
        if self.plant.planted is None:
            self.plant = self.plant.model_copy(update={"planted": morning.at.date() - morning.number * DAY})
        sample = None if morning.moisture is None else Sample(morning.moisture, morning.at)
        self.reading = assess(Measure.MOISTURE, sample, self.reading, morning.at, lambda at: morning.at - at)
        if sample is not None and sample.value is not None:
            self.moisture.append((sample.at, sample.value))
        if morning.number:
            self.spells.append(Spell(morning.at - DAY, morning.at, morning.et0, morning.rain))
        self.learn(morning)

    def learn(self, morning: Morning) -> None:
        """Learn from the day that is over, as PlantOS does at home."""
        bed = Bed.of(self.plant, self.species)
        learned = self.learned or Learned.of(self.plant, morning.at - MOMENT, bed)
        demand = morning.et0 if morning.number else None
        self.learned = learn(
            learned, Observation(morning.at, morning.moisture, demand, self.given_ml, morning.rain), bed
        )

    def snapshot(self, morning: Morning) -> Snapshot:
        """All that PlantOS knows at this moment."""
        last = self.waterings[-1].at if self.waterings else None
        return Snapshot(
            plant=self.plant,
            at=morning.at,
            settings=SETTINGS,
            local=morning.at.time(),
            readings={} if self.reading is None else {Measure.MOISTURE: self.reading},
            history=History(
                last_watered=last,
                last_tried=last,
                day_ml=sum(one.ml for one in self.waterings if morning.at - one.at < DAY),
                total_ml=self.total_ml,
                waterings=tuple(self.waterings),
            ),
            outlet=OutletState.CLOSED,
            site=self.site,
            forecast=_forecast(morning),
            past=Past(tuple(self.spells), moisture=tuple(self.moisture)),
            learned=self.learned,
            species=self.species,
        )


def _forecast(morning: Morning) -> Forecast:
    """The weather service's words as PlantOS hears them, a day to a period."""
    periods = (
        Period(
            start=morning.at + lead * DAY,
            end=morning.at + (lead + 1) * DAY,
            rain_probability=outlook.probability,
            rain_mm=outlook.rain,
            low=min(outlook.temperature_min, outlook.temperature_max),
            high=max(outlook.temperature_min, outlook.temperature_max),
        )
        for lead, outlook in enumerate(morning.outlook)
    )
    return Forecast(morning.at, tuple(periods))


def hire(strategy: str, numbers: Mapping[str, float]) -> Hire:
    """A gardener who does as a strategy of PlantOS says."""
    return lambda plot: PlantosGardener(
        plant_of(plot, strategy, numbers), Site(plot.latitude, LONGITUDE), species_of(plot)
    )
