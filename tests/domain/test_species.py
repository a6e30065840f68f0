"""The catalogue says what it takes, and from where."""

from collections import Counter
import json
from pathlib import Path
import re
from typing import Any

from pydantic import ValidationError
import pytest

from custom_components.plantos.domain import species as module
from custom_components.plantos.domain.readings import PLAUSIBLE, Measure
from custom_components.plantos.domain.species import CATALOGUE, RANGES, Species, called, kin

DOCUMENT: dict[str, Any] = json.loads(Path(module.__file__).with_name("species.json").read_text(encoding="utf-8"))
NEEDS: dict[str, Any] = {
    "group": "fern",
    "moisture": [40, 70],
    "temperature": [12, 28],
    "humidity": [50, 80],
    "light": [2, 10],
    "root_depth": 20,
    "drying": "fast",
}
THIRST = {"fern": 0.6, "succulent": 0.25, "lawn": 0.9, "vegetable": 1.05, "seaweed": 1.0}


def test_the_catalogue_has_at_least_300_species() -> None:
    assert len(CATALOGUE) >= 300


def test_no_row_of_the_file_is_lost() -> None:
    assert [row["key"] for row in DOCUMENT["species"]] == list(CATALOGUE)


@pytest.mark.parametrize("name", ["key", "scientific", "english", "german"])
def test_every_name_is_given_once(name: str) -> None:
    counted = Counter(getattr(species, name).casefold() for species in CATALOGUE.values())
    assert {text: count for text, count in counted.items() if count > 1} == {}


def test_no_synonym_is_the_name_of_another_species() -> None:
    names = {text: key for key, species in CATALOGUE.items() for text in (species.scientific, species.english)}
    taken = {text: key for key, species in CATALOGUE.items() for text in species.synonyms if text in names}
    assert taken == {}


def test_every_key_is_made_of_the_scientific_name() -> None:
    def key_of(scientific: str) -> str:
        words = re.split(r"[ -]", scientific.casefold())
        return "_".join(word for word in words if word not in {"×", "var.", "subsp."})

    assert [species.key for species in CATALOGUE.values() if key_of(species.scientific) != species.key] == []


@pytest.mark.parametrize("measure", [Measure.MOISTURE, Measure.TEMPERATURE, Measure.HUMIDITY])
def test_every_range_is_one_that_a_probe_can_show(measure: Measure) -> None:
    lowest, highest = PLAUSIBLE[measure]
    ranges = {key: species.comfort(measure) for key, species in CATALOGUE.items()}
    assert {key: one for key, one in ranges.items() if not one or not lowest <= one[0] < one[1] <= highest} == {}


def test_light_thirst_and_roots_are_of_this_world() -> None:
    for species in CATALOGUE.values():
        # No place on earth has more than about 70 mol/m²/d; FAO-56's highest coefficient is 1.25.
        assert (species.key, 0.0 < species.light[0] < species.light[1] <= 70.0) == (species.key, True)
        assert (species.key, 0.0 < species.crop_coefficient <= 1.3) == (species.key, True)
        assert (species.key, 0.0 < species.root_depth <= 300.0) == (species.key, True)


@pytest.mark.parametrize(
    ("thirsty", "content"),
    [("dionaea_muscipula", "lithops_lesliei"), ("apium_graveolens", "salvia_rosmarinus")],
)
def test_who_lives_in_a_bog_wants_more_water_than_who_lives_in_a_desert(thirsty: str, content: str) -> None:
    one, other = CATALOGUE[thirsty], CATALOGUE[content]
    assert one.moisture[0] > other.moisture[1] and one.crop_coefficient > other.crop_coefficient


def test_every_species_names_sources_that_exist() -> None:
    for species in CATALOGUE.values():
        assert species.sources
        assert (species.key, set(species.sources) - set(DOCUMENT["sources"])) == (species.key, set())


def test_every_source_is_used() -> None:
    used = {source for species in CATALOGUE.values() for source in species.sources}
    assert set(DOCUMENT["sources"]) == used


def test_every_name_is_written() -> None:
    for species in CATALOGUE.values():
        names = (species.key, species.scientific, species.english, species.german, species.group, *species.synonyms)
        assert [text for text in names if not text or text != text.strip()] == []


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


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Coriander (Coriandrum sativum) · Koriander · Cilantro"),
        ("de", "Koriander (Coriandrum sativum) · Coriander · Cilantro"),
    ],
)
def test_a_species_is_found_by_every_name_that_it_has(language: str, label: str) -> None:
    assert CATALOGUE["coriandrum_sativum"].label(language) == label


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_a_list_shows_of_a_species_leads_to_it(language: str) -> None:
    assert [key for key, species in CATALOGUE.items() if called(species.label(language), CATALOGUE) != species] == []


def test_a_name_that_is_the_same_in_both_languages_is_shown_once() -> None:
    assert CATALOGUE["anethum_graveolens"].label("de") == "Dill (Anethum graveolens)"


def test_comfort_is_the_range_of_the_measure() -> None:
    basil = CATALOGUE["ocimum_basilicum"]
    assert basil.comfort(Measure.MOISTURE) == basil.moisture
    assert basil.comfort(Measure.TEMPERATURE) == basil.temperature
    assert basil.comfort(Measure.HUMIDITY) == basil.humidity


def test_light_has_no_comfort_at_a_single_moment() -> None:
    assert CATALOGUE["ocimum_basilicum"].comfort(Measure.ILLUMINANCE) is None


@pytest.mark.parametrize(
    "changes", [{"drying": "never"}, {"moisture": [30]}, {"moisture": [30, float("nan")]}, {"taste": "sweet"}]
)
def test_a_row_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Species.model_validate(DOCUMENT["species"][0] | changes)


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("wanted", [(40, 40), (40, 30)])
def test_a_range_begins_below_its_end(name: str, wanted: tuple[float, float]) -> None:
    with pytest.raises(ValidationError) as caught:
        Species.model_validate(DOCUMENT["species"][0] | {name: wanted})
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [((name,), "min_not_below_max")]


# --- species of one's own ---------------------------------------------------------------------------


def test_a_species_of_ones_own_has_one_name_in_every_language() -> None:
    mine = Species.own("mine", "Grandma's fern", **NEEDS)
    assert (mine.key, mine.name("en"), mine.label("de")) == ("mine", "Grandma's fern", "Grandma's fern")
    named = Species.own("mine", "Grandma's fern", scientific="Nephrolepis", **NEEDS)
    assert named.label("de") == "Grandma's fern (Nephrolepis)"


def test_a_name_that_is_the_scientific_one_is_shown_once() -> None:
    assert Species.own("mine", "Nephrolepis", scientific="Nephrolepis", **NEEDS).name("en") == "Nephrolepis"


def test_who_says_nothing_of_its_thirst_has_that_of_its_group() -> None:
    thirst = [Species.own("mine", "Mine", **NEEDS | {"group": group}).crop_coefficient for group in THIRST]
    assert thirst == list(THIRST.values())
    assert Species.own("mine", "Mine", crop_coefficient=0.7, **NEEDS).crop_coefficient == 0.7


@pytest.mark.parametrize(
    ("names", "relative"),
    [
        (["Ocimum basilicum"], "ocimum_basilicum"),
        (["OCIMUM  basilicum 'Genovese'"], "ocimum_basilicum"),
        (["mentha x piperita"], "mentha_piperita"),
        (["Fragaria × ananassa"], "fragaria_ananassa"),
        (["Senecio rowleyanus"], "curio_rowleyanus"),
        (["Lycopersicon esculentum", "solanum lycopersicum"], "solanum_lycopersicum"),
        (["Hoya unheard-of"], "hoya_carnosa"),
        (["Lycopersicon esculentum", ""], None),
        (["", " "], None),
    ],
)
def test_a_relative_is_the_species_itself_or_else_one_of_its_genus(names: list[str], relative: str | None) -> None:
    found = kin(*names)
    assert (found and found.key) == relative
