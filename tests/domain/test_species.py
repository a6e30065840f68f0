"""The catalogue says what it takes, and from where."""

from collections import Counter
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
import pytest

from custom_components.plantos.domain import species as module
from custom_components.plantos.domain.readings import PLAUSIBLE, Measure
from custom_components.plantos.domain.species import CATALOGUE, Species

DOCUMENT: dict[str, Any] = json.loads(Path(module.__file__).with_name("species.json").read_text(encoding="utf-8"))

ALL = pytest.mark.parametrize("species", CATALOGUE.values(), ids=CATALOGUE.keys())


def test_the_catalogue_has_at_least_60_species() -> None:
    assert len(CATALOGUE) >= 60


def test_no_row_of_the_file_is_lost() -> None:
    assert [row["key"] for row in DOCUMENT["species"]] == list(CATALOGUE)


@pytest.mark.parametrize("name", ["key", "scientific", "english", "german"])
def test_every_name_is_given_once(name: str) -> None:
    counted = Counter(getattr(species, name).casefold() for species in CATALOGUE.values())
    assert {text: count for text, count in counted.items() if count > 1} == {}


@ALL
def test_every_range_begins_below_its_end(species: Species) -> None:
    for low, high in (species.moisture, species.temperature, species.humidity, species.light):
        assert low < high


@ALL
def test_every_range_is_one_that_a_probe_can_show(species: Species) -> None:
    for measure in (Measure.MOISTURE, Measure.TEMPERATURE, Measure.HUMIDITY):
        wanted = species.comfort(measure)
        assert wanted is not None
        assert PLAUSIBLE[measure][0] <= wanted[0]
        assert wanted[1] <= PLAUSIBLE[measure][1]


@ALL
def test_light_thirst_and_roots_are_of_this_world(species: Species) -> None:
    # No place on earth has more than about 70 mol/m²/d; FAO-56's highest coefficient is 1.25.
    assert 0.0 < species.light[0] < species.light[1] <= 70.0
    assert 0.0 < species.crop_coefficient <= 1.3
    assert 0.0 < species.root_depth <= 300.0


@ALL
def test_every_species_names_sources_that_exist(species: Species) -> None:
    assert species.sources
    assert set(species.sources) <= set(DOCUMENT["sources"])


def test_every_source_is_used() -> None:
    used = {source for species in CATALOGUE.values() for source in species.sources}
    assert set(DOCUMENT["sources"]) == used


@ALL
def test_every_name_is_written(species: Species) -> None:
    for text in (species.key, species.scientific, species.english, species.german, species.group):
        assert text
        assert text == text.strip()


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Basil (Ocimum basilicum)"),
        ("en-GB", "Basil (Ocimum basilicum)"),
        ("de", "Basilikum (Ocimum basilicum)"),
        ("de-CH", "Basilikum (Ocimum basilicum)"),
        ("fr", "Basil (Ocimum basilicum)"),
    ],
)
def test_a_species_is_called_by_its_everyday_and_its_scientific_name(language: str, name: str) -> None:
    assert CATALOGUE["ocimum_basilicum"].name(language) == name


def test_comfort_is_the_range_of_the_measure() -> None:
    basil = CATALOGUE["ocimum_basilicum"]
    assert basil.comfort(Measure.MOISTURE) == basil.moisture
    assert basil.comfort(Measure.TEMPERATURE) == basil.temperature
    assert basil.comfort(Measure.HUMIDITY) == basil.humidity


def test_light_has_no_comfort_at_a_single_moment() -> None:
    assert CATALOGUE["ocimum_basilicum"].comfort(Measure.ILLUMINANCE) is None


@pytest.mark.parametrize("changes", [{"drying": "never"}, {"moisture": [30]}, {"taste": "sweet"}])
def test_a_row_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Species.model_validate(DOCUMENT["species"][0] | changes)
