"""The script of the cards: served once, to whoever has a frontend."""

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.plantos.cards import SCRIPT, URL, WORDS_URL
from custom_components.plantos.const import DOMAIN

from .conftest import Bench, entities_entry


def scripts(hass: HomeAssistant) -> list[str]:
    """The addresses of ours that browsers are told to load."""
    return [url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if url.startswith(URL)]


async def set_up(hass: HomeAssistant, *components: str) -> None:
    """Set these up, one after the other."""
    for component in components:
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done()


async def test_every_browser_loads_the_script_without_a_step_of_the_user(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    await set_up(hass, "frontend", DOMAIN)
    (url,) = scripts(hass)
    response = await (await hass_client()).get(url)
    assert response.status == 200
    assert response.content_type in {"text/javascript", "application/javascript"}
    assert await response.read() == SCRIPT.read_bytes()


async def test_a_browser_is_given_the_words_of_its_language(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    await set_up(hass, "frontend", DOMAIN)
    response = await (await hass_client()).get(f"{WORDS_URL}/de.json?v=1")
    assert (await response.json())["stop"] == "Stopp"


async def test_a_frontend_that_comes_later_is_served_as_well(hass: HomeAssistant) -> None:
    await set_up(hass, DOMAIN, "frontend")
    assert len(scripts(hass)) == 1


async def test_two_hubs_share_one_script(hass: HomeAssistant) -> None:
    await set_up(hass, "frontend")
    for hub in ("one", "other"):
        entities_entry(entry_id=hub).add_to_hass(hass)
    await set_up(hass, DOMAIN)
    assert len(hass.config_entries.async_loaded_entries(DOMAIN)) == 2
    assert len(scripts(hass)) == 1


async def test_plants_are_watered_without_any_frontend(bench: Bench) -> None:
    assert "frontend" not in bench.hass.config.components
    assert bench.state("watering_status").state == "idle"


def test_the_script_is_small() -> None:
    assert SCRIPT.stat().st_size < 120_000
