"""The catalogue of species: what each one likes, and who says so; and the species that people describe themselves."""

from collections.abc import Mapping
import json
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

from .readings import Measure

type Range = tuple[float, float]
type Drying = Literal["slow", "medium", "fast"]

RANGES = ("moisture", "temperature", "humidity", "light")


class Species(BaseModel):
    """The needs of a species: ranges of comfort, and how thirsty it is.

    Moisture and humidity in %, temperature in °C, light as daily light integral in mol/m²/d,
    root depth in cm; the crop coefficient is FAO-56's for the grown plant. `synonyms` are other names
    by which people look for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

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
    drying: Drying
    synonyms: tuple[str, ...] = ()
    sources: tuple[str, ...]

    @field_validator(*RANGES)
    @classmethod
    def _range_is_a_range(cls, wanted: Range) -> Range:
        if wanted[0] >= wanted[1]:
            raise PydanticCustomError("min_not_below_max", "the minimum must be below the maximum")
        return wanted

    @classmethod
    def own(cls, key: str, name: str, **needs: Any) -> Self:
        """A species as a person describes it; where nobody says, it drinks like its group. Raises ValidationError."""
        unsaid = {"scientific": "", "crop_coefficient": usual_coefficient(needs["group"]), "sources": ()}
        return cls.model_validate({**unsaid, **needs, "key": key, "english": name, "german": name})

    def name(self, language: str) -> str:
        """The everyday name with the scientific one, where it has another."""
        common = self._names(language)[0]
        return f"{common} ({self.scientific})" if self.scientific not in {"", common} else common

    def label(self, language: str) -> str:
        """All names that a person may type to find it, those of their language first."""
        common, other = self._names(language)
        return " · ".join((self.name(language), *(() if other == common else (other,)), *self.synonyms))

    def _names(self, language: str) -> tuple[str, str]:
        return (self.german, self.english) if language.startswith("de") else (self.english, self.german)

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


def usual_coefficient(group: str) -> float:
    """The crop coefficient in the middle of a group; 1.0, as of grass, where the group has none."""
    known = [species.crop_coefficient for species in CATALOGUE.values() if species.group == group]
    return round(median(known), 2) if known else 1.0


def called(text: str, known: Mapping[str, Species]) -> Species | None:
    """The species of this key, or the only one of this label or name; None where none or several are called so."""
    if text in known:
        return known[text]
    wanted = text.casefold().strip()
    for fits in (_has_label, _has_name, _has_in_label):
        found = [species for species in known.values() if fits(species, wanted)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _has_label(species: Species, wanted: str) -> bool:
    return wanted in (species.label("en").casefold(), species.label("de").casefold())


def _has_name(species: Species, wanted: str) -> bool:
    names = (species.scientific, species.english, species.german, species.name("en"), species.name("de"))
    return wanted in map(str.casefold, (*names, *species.synonyms))


def _has_in_label(species: Species, wanted: str) -> bool:
    return wanted != "" and wanted in species.label("en").casefold()


def kin(*names: str) -> Species | None:
    """The catalogue's species by one of these scientific names, or else one of the same genus."""
    for words in (2, 1):
        wanted = {_words(name, words) for name in names} - {()}
        for species in CATALOGUE.values():
            if {_words(name, words) for name in (species.scientific, *species.synonyms)} & wanted:
                return species
    return None


def _words(name: str, count: int) -> tuple[str, ...]:
    """The first words of a name, however they are written; the sign of hybrids is none."""
    return tuple(word for word in name.casefold().split() if word not in {"×", "x"})[:count]
