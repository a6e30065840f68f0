"""PlantOS's own decisions: a square metre as a plant of PlantOS, on which 1 mm is 1,000 ml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from custom_components.plantos.domain.plants import Plant, Substrate
from custom_components.plantos.domain.readings import Measure, Reading, Sample, assess
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.strategies import STRATEGIES, decide

from .home import Hire, Morning
from .truth import Plot

ML_PER_MM = 1_000.0
DAY = timedelta(days=1)
SPECIES = {"Tomato": "solanum_lycopersicum", "Potato": "solanum_tuberosum", "Maize": "zea_mays"}
SANDY = ("Sand", "LoamySand", "SandyLoam")

# What an owner would set in the plant's dialogue; tuned on the even years.
ROOT_ZONE: Mapping[str, float] = {"moisture_min": 60.0, "moisture_max": 95.0, "dose_ml": 30_000.0}
SHALLOW: Mapping[str, float] = {"moisture_min": 10.0, "moisture_max": 95.0, "dose_ml": 10_000.0}


def strategies() -> list[str]:
    """Every strategy that waters by itself."""
    return [name for name in STRATEGIES if name != "manual"]


def plant_of(plot: Plot, strategy: str, numbers: Mapping[str, float]) -> Plant:
    """The plot as its owner describes it, with limits that never bite."""
    species = next((key for name, key in SPECIES.items() if plot.crop.startswith(name) and key in CATALOGUE), None)
    return Plant.model_validate(
        {
            "plant_id": "plot",
            "name": plot.crop,
            "species": species,
            "indoor": False,
            "area_m2": 1.0,
            "substrate": Substrate.SANDY_SOIL if plot.soil in SANDY else Substrate.GARDEN_SOIL,
            "probes": {Measure.MOISTURE: "probe"},
            "outlet": "outlet",
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
    reading: Reading | None = None
    history: History = field(default_factory=History)

    def water(self, morning: Morning) -> float:
        """The decision in mm."""
        self.reading = self._read(morning)
        decision = decide(self.snapshot(morning))
        if not decision.should_water or not decision.amount_ml > 0.0:
            return 0.0
        self._remember(morning.at, decision.amount_ml)
        return decision.amount_ml / ML_PER_MM

    def snapshot(self, morning: Morning) -> Snapshot:
        """All that PlantOS knows at this moment."""
        readings = {} if self.reading is None else {Measure.MOISTURE: self.reading}
        last = self.history.last_watered
        today = self.history.day_ml if last is not None and morning.at - last < DAY else 0.0
        return Snapshot(
            plant=self.plant,
            at=morning.at,
            local=morning.at.time(),
            readings=readings,
            history=replace(self.history, day_ml=today),
            outlet=OutletState.CLOSED,
        )

    def _read(self, morning: Morning) -> Reading:
        sample = None if morning.moisture is None else Sample(morning.moisture, morning.at)
        return assess(Measure.MOISTURE, sample, self.reading, morning.at, lambda at: morning.at - at)

    def _remember(self, at: datetime, amount_ml: float) -> None:
        self.history = replace(
            self.history,
            last_watered=at,
            last_tried=at,
            day_ml=amount_ml,
            total_ml=self.history.total_ml + amount_ml,
        )


def hire(strategy: str, numbers: Mapping[str, float]) -> Hire:
    """A gardener who does as a strategy of PlantOS says."""
    return lambda plot: PlantosGardener(plant_of(plot, strategy, numbers))
