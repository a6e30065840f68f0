"""The catalogue of species: what each one likes, and who says so."""

from collections.abc import Mapping
import json
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from .readings import Measure

type Range = tuple[float, float]


class Species(BaseModel):
    """The needs of a species: ranges of comfort, and how thirsty it is.

    Moisture and humidity in %, temperature in °C, light as daily light integral in mol/m²/d,
    root depth in cm; the crop coefficient is FAO-56's for the grown plant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    scientific: str
    english: str
    german: str
    group: str
    moisture: Range
    temperature: Range
    humidity: Range
    light: Range
    crop_coefficient: float
    root_depth: float
    drying: Literal["slow", "medium", "fast"]
    sources: tuple[str, ...]

    def name(self, language: str) -> str:
        """The everyday name with the scientific one."""
        common = self.german if language.startswith("de") else self.english
        return f"{common} ({self.scientific})"

    def comfort(self, measure: Measure) -> Range | None:
        """The comfortable range of a measure; light is judged as a sum over the day, not here."""
        match measure:
            case Measure.MOISTURE:
                return self.moisture
            case Measure.TEMPERATURE:
                return self.temperature
            case Measure.HUMIDITY:
                return self.humidity
            case _:
                return None


def _read() -> dict[str, Species]:
    document = json.loads(Path(__file__).with_name("species.json").read_text(encoding="utf-8"))
    return {row["key"]: Species.model_validate(row) for row in document["species"]}


# Read with the module, which Home Assistant imports outside its event loop.
CATALOGUE: Mapping[str, Species] = MappingProxyType(_read())
