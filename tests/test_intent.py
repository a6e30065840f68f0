"""The same requests as intents: for sentences of one's own, and for whatever speaks in intents."""

from pathlib import Path
import shutil
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, intent
from homeassistant.setup import async_setup_component
import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.intent import intent_type
from custom_components.plantos.voice.requests import Ask

from .acting import begun, name_device, person
from .conftest import BASIL, Bench, BenchMaker
from .speaking import CONVERSATION, expose, listen, say

FILES = Path(__file__).parent.parent / "custom_sentences"


@pytest.fixture
async def intending(make_bench: BenchMaker, hass: HomeAssistant) -> Bench:
    """A basil that may be spoken of, where intents are known and the files of sentences are in place."""
    shutil.copytree(FILES, hass.config.path("custom_sentences"))
    bench = await make_bench(automatic=False)
    await listen(hass)
    assert await async_setup_component(hass, "intent", {})
    await expose(bench)
    return bench


async def handle(bench: Bench, ask: Ask, context: Context | None = None, language: str = "en", **slots: Any) -> str:
    """Give an intent, and hear what is spoken."""
    response = await intent.async_handle(
        bench.hass,
        "test",
        intent_type(ask),
        {slot: {"value": value} for slot, value in slots.items()},
        context=context,
        language=language,
        assistant=CONVERSATION,
    )
    await begun(bench)
    spoken: str = response.speech["plain"]["speech"]
    return spoken


@pytest.mark.parametrize("ask", Ask)
async def test_every_request_has_an_intent_that_says_what_it_does(intending: Bench, ask: Ask) -> None:
    [handler] = [each for each in intent.async_get(intending.hass) if each.intent_type == intent_type(ask)]
    assert handler.description


async def test_an_intent_waters_under_the_name_of_whoever_asks(intending: Bench, hass: HomeAssistant) -> None:
    ann = person(hass)
    assert await handle(intending, Ask.WATER, ann, plant="basil", millilitres=50) == "Basil is given 50 ml."
    run = intending.coordinator.waterer.latest(BASIL)
    assert run
    assert (run.origin, run.user_id, run.context_id) == (Origin.VOICE, ann.user_id, ann.id)


async def test_an_intent_is_answered_in_its_language(intending: Bench) -> None:
    assert await handle(intending, Ask.WATER, language="de-CH", plant="Basil") == "Basil bekommt 100 ml."


@pytest.mark.parametrize(
    ("slots", "part"),
    [
        ({"plant": "basel"}, "Did you mean Basil?"),
        ({"plant": "oleander"}, "no plant called oleander"),
        ({"plant": "basil", "litres": 5}, "more than the limit of 500 ml"),
        ({"plant": "basil", "millilitres": "some"}, "isn't a number"),
        ({"plant": "basil", "millilitres": -20}, "isn't a number"),
        ({"plant": "basil", "millilitres": "-20"}, "isn't a number"),
        ({"plant": "basil", "millilitres": "1.000"}, "isn't a number"),
        ({"plant": "basil", "millilitres": float("nan")}, "isn't a number"),
        ({"plant": "basil", "millilitres": 50, "litres": 0.02}, "isn't a number"),
        ({"area": "cellar"}, "no plant in cellar"),
    ],
)
async def test_an_intent_passes_no_guardrail_and_guesses_no_name(
    intending: Bench, slots: dict[str, Any], part: str
) -> None:
    assert part in await handle(intending, Ask.WATER, **slots)
    assert "on" not in intending.outlet.said


@pytest.mark.parametrize("ask", Ask)
async def test_where_nothing_is_exposed_everything_but_a_stop_says_so(intending: Bench, ask: Ask) -> None:
    await expose(intending, on=False)
    answer = await handle(intending, ask, days=1)
    assert answer.startswith("All outlets are closed" if ask is Ask.STOP else "There are no plants")


async def test_a_stop_in_an_area_closes_what_stands_there_exposed_or_not(intending: Bench, hass: HomeAssistant) -> None:
    kitchen = ar.async_get(hass).async_create("Kitchen")
    ar.async_get(hass).async_create("Cellar")
    name_device(intending, BASIL, area_id=kitchen.id)
    await handle(intending, Ask.WATER, plant="basil")
    await expose(intending, on=False)
    assert "no plant in cellar" in await handle(intending, Ask.STOP, area="cellar")
    assert intending.outlet.flowing
    assert await handle(intending, Ask.STOP, area="kitchen") == "All outlets are closed."
    assert not intending.outlet.flowing


async def test_a_stop_for_a_name_that_no_plant_has_stops_everything(intending: Bench) -> None:
    await handle(intending, Ask.WATER, plant="basil")
    assert await handle(intending, Ask.STOP, plant="oleander") == (
        "There is no plant called oleander here, so every plant was meant. The watering of Basil was stopped."
    )
    assert not intending.outlet.flowing


async def test_stop_needs_no_name(intending: Bench) -> None:
    await handle(intending, Ask.WATER, plant="basil")
    assert intending.outlet.flowing
    assert await handle(intending, Ask.STOP) == "The watering of Basil was stopped."
    assert not intending.outlet.flowing


@pytest.mark.parametrize(
    ("sentence", "language", "answer"),
    [
        ("water the oleander", "en", "There is no plant called oleander here."),
        ("postpone the bosil by 3 days", "en", "Did you mean Basil?"),
        ("wann wird der Oleander gegossen", "de", "Hier gibt es keine Pflanze namens oleander"),
    ],
)
async def test_with_the_files_a_name_that_nobody_has_is_answered(
    intending: Bench, sentence: str, language: str, answer: str
) -> None:
    assert answer.casefold() in (await say(intending, sentence, language)).casefold()
    assert "on" not in intending.outlet.said


@pytest.mark.parametrize(
    "sentence", ["what is the state of the front door", "is the front door ok", "stop watering the lawn"]
)
async def test_with_the_files_home_assistant_keeps_its_own_questions(intending: Bench, sentence: str) -> None:
    intending.hass.states.async_set("lock.front_door", "locked", {"friendly_name": "Front door"})
    async_expose_entity(intending.hass, CONVERSATION, "lock.front_door", True)
    assert "no plant called" not in await say(intending, sentence)
