"""People who speak to Home Assistant about the plants of a test."""

from datetime import timedelta

from homeassistant.components.conversation import ConversationResult, async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos.assist import SETTLED_S

from .conftest import BASIL, Bench

CONVERSATION = "conversation"


async def listen(hass: HomeAssistant) -> None:
    """Let Home Assistant understand sentences."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, CONVERSATION, {})


def entity_of(bench: Bench, key: str, plant_id: str = BASIL, domain: str = "") -> str:
    """The id of a plant's entity."""
    found: str = bench.state(key, plant_id, domain).entity_id
    return found


async def expose(bench: Bench, *plant_ids: str, key: str = "outlet", on: bool = True) -> None:
    """Expose an entity of each plant to voice, or no longer."""
    for plant_id in plant_ids or bench.coordinator.plants:
        async_expose_entity(bench.hass, CONVERSATION, entity_of(bench, key, plant_id), on)
    await heard_of(bench)


async def heard_of(bench: Bench) -> None:
    """Let the new names be taken up."""
    bench.freezer.tick(timedelta(seconds=SETTLED_S))
    async_fire_time_changed(bench.hass, dt_util.utcnow())
    await bench.settle()


async def name(bench: Bench, entity_id: str, *aliases: str) -> None:
    """Call an entity by further names."""
    er.async_get(bench.hass).async_update_entity(entity_id, aliases=[er.COMPUTED_NAME, *aliases])
    await heard_of(bench)


async def converse(bench: Bench, text: str, language: str = "en", context: Context | None = None) -> ConversationResult:
    """Say something, and hear all of the answer."""
    result = await async_converse(bench.hass, text, None, context or Context(), language)
    await bench.settle()
    return result


async def say(bench: Bench, text: str, language: str = "en", context: Context | None = None) -> str:
    """Say something, and hear what is spoken."""
    result = await converse(bench, text, language, context)
    spoken: str = result.response.speech["plain"]["speech"]
    return spoken
