"""Reasons as people read them, in their language."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
import pytest

from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.sentences import COMMA, sentence

from .test_translations import OTHER_LANGUAGES

TOO_WET = reason("denied_saturated", moisture=61.5, maximum=60)


@pytest.mark.parametrize(("language", "number"), [("en", "61.5"), ("de", "61,5")])
async def test_a_number_is_written_as_the_language_writes_it(hass: HomeAssistant, language: str, number: str) -> None:
    await async_get_translations(hass, language, "exceptions", ["plantos"])
    assert number in sentence(hass, TOO_WET, language)


async def test_a_name_with_points_stays_as_it_is(hass: HomeAssistant) -> None:
    await async_get_translations(hass, "de", "exceptions", ["plantos"])
    assert "Basil v1.2" in sentence(hass, reason("denied_disabled", plant="Basil v1.2"), "de")


def test_of_all_languages_english_alone_has_points() -> None:
    assert OTHER_LANGUAGES.keys() <= COMMA
