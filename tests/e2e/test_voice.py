"""A real Home Assistant understands what is said about the demo garden, and stops within a second."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import furnish
import house
import pytest

from .conftest import Garden, plants, until

pytestmark = pytest.mark.e2e

CONFIGURATION = """\
homeassistant:
  name: PlantOS garden
config:
conversation:
automation:
  - alias: Stop
    triggers:
      - trigger: conversation
        command: enough of it
    actions:
      - action: plantos.stop_watering
logbook:
logger:
  default: warning
"""
TOMATO, BASIL = "valve.balcony_tomato_outlet", "valve.basil_outlet"
FLOW = 20.0

MOIST = ("soil moisture", "Bodenfeuchte")
NEEDS = ("need", "Nobody can tell", "brauch", "niemand sagen")
WATERED = ("last watered", "No watering of", "zuletzt", "kein Gießen bekannt")
COMING = ("will probably be watered", "nobody can tell", "due for water", "voraussichtlich", "niemand sagen", "Reihe")
PUT_OFF = ("isn't watered automatically until", "nicht automatisch gegossen")
CLOSED = ("outlet is closed.", "are closed.", "sind geschlossen.", "Auslass ist geschlossen.")
TOO_MUCH = ("is more than the limit of", "sind mehr als die Grenze von")
ASKED_BACK = ("Did you mean", "Meinst du")

# What is said, and one of the parts that the answer must have; nothing of it may water.
HARMLESS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "en": [
        ("which plants need water?", NEEDS),
        ("Which of my plants need to be watered today?", NEEDS),
        ("what plants are thirsty", NEEDS),
        ("do my plants need water", NEEDS),
        ("do any plants need water", NEEDS),
        ("which plants in the kitchen need water", NEEDS),
        ("which plants need watering in the kitchen", NEEDS),
        ("does the basil need water?", NEEDS),
        ("is the monstera thirsty", NEEDS),
        ("how is the basil?", MOIST),
        ("how is my basil doing", MOIST),
        ("how's the peace lily", MOIST),
        ("How is our snake plant feeling today?", MOIST),
        ("is the balcony tomato okay", MOIST),
        ("is the monstera healthy", MOIST),
        ("what is the state of the basil", MOIST),
        ("what's the health of the snake plant", MOIST),
        ("how moist is the soil of the monstera", MOIST),
        ("how dry is the peace lily", MOIST),
        ("how is the pesto", MOIST),
        ("how are my plants", ("Monstera",)),
        ("how are the plants in the kitchen", ("Basil",)),
        ("when was the basil watered?", WATERED),
        ("when was the balcony tomato last watered", WATERED),
        ("when did I last water the monstera", WATERED),
        ("when did you water the snake plant last", WATERED),
        ("when did the peace lily last get water", WATERED),
        ("when was the last watering of the basil", WATERED),
        ("when will the basil be watered?", COMING),
        ("when will the monstera be watered next", COMING),
        ("when will you water the snake plant again", COMING),
        ("when does the peace lily need water again", COMING),
        ("when is the next watering of the balcony tomato", COMING),
        ("postpone the basil by 3 days", PUT_OFF),
        ("postpone the watering of the monstera by two days", PUT_OFF),
        ("please delay watering the snake plant for a week", PUT_OFF),
        ("don't water the peace lily for 12 hours", PUT_OFF),
        ("stop watering", CLOSED),
        ("Stop the watering now!", CLOSED),
        ("please stop watering all plants", CLOSED),
        ("stop watering the basil", CLOSED),
        ("stop watering in the kitchen", CLOSED),
        ("water the basil with 5000 ml", TOO_MUCH),
        ("give the basil 5 litres of water", TOO_MUCH),
        ("water the basel", ASKED_BACK),
        ("water the monstere with 100 ml", ASKED_BACK),
    ],
    "de": [
        ("Welche Pflanzen brauchen Wasser?", NEEDS),
        ("welche meiner Pflanzen müssen heute gegossen werden", NEEDS),
        ("welche Pflanzen haben Durst", NEEDS),
        ("brauchen meine Pflanzen Wasser", NEEDS),
        ("muss ich die Pflanzen gießen", NEEDS),
        ("welche Pflanzen in der Küche brauchen Wasser", NEEDS),
        ("brauchen die Pflanzen in der Küche Wasser", NEEDS),
        ("Braucht der Basilikum Wasser?", NEEDS),
        ("hat die Monstera Durst", NEEDS),
        ("muss die Monstera heute gegossen werden", NEEDS),
        ("Wie geht es dem Basilikum?", MOIST),
        ("wie geht's meiner Monstera", MOIST),
        ("geht es der Peace lily gut", MOIST),
        ("was macht die Balkontomate", MOIST),
        ("wie steht es um die Snake plant", MOIST),
        ("wie feucht ist die Erde vom Basilikum", MOIST),
        ("wie trocken ist die Monstera", MOIST),
        ("wie ist der Zustand der Balkontomate", MOIST),
        ("wie geht es meinen Pflanzen", ("Monstera",)),
        ("wie geht es den Pflanzen in der Küche", ("Basil",)),
        ("Wann wurde der Basilikum gegossen?", WATERED),
        ("wann wurde die Balkontomate zuletzt gegossen", WATERED),
        ("wann habe ich zuletzt die Monstera gegossen", WATERED),
        ("wann hast du die Peace lily das letzte Mal gegossen", WATERED),
        ("wann hat die Snake plant zuletzt Wasser bekommen", WATERED),
        ("wann war die letzte Bewässerung vom Basilikum", WATERED),
        ("Wann wird der Basilikum gegossen?", COMING),
        ("wann wird die Monstera das nächste Mal gegossen", COMING),
        ("wann bekommt die Peace lily wieder Wasser", COMING),
        ("wann gießt du die Balkontomate wieder", COMING),
        ("wann ist die Snake plant dran", COMING),
        ("Verschiebe den Basilikum um 3 Tage", PUT_OFF),
        ("verschiebe bitte das Gießen der Monstera um zwei Tage", PUT_OFF),
        ("Snake plant um eine Woche verschieben", PUT_OFF),
        ("gieße die Peace lily 12 Stunden lang nicht", PUT_OFF),
        ("gieße die Balkontomate erst in 2 Tagen wieder", PUT_OFF),
        ("Stopp das Gießen!", CLOSED),
        ("beende die Bewässerung", CLOSED),
        ("hör auf zu gießen", CLOSED),
        ("Bewässerung sofort stoppen", CLOSED),
        ("hör bitte auf den Basilikum zu gießen", CLOSED),
        ("stoppe die Bewässerung in der Küche", CLOSED),
        ("gieße den Basilikum mit 5 Litern", TOO_MUCH),
        ("gib der Monstera 20 Liter Wasser", TOO_MUCH),
        ("gieße den Basilikom", ASKED_BACK),
        ("kannst du bitte die Monstere gießen", ASKED_BACK),
    ],
}
OTHERS = {
    "en": ["water the lawn", "turn on the kitchen lamp", "water the basil tomorrow", "stop the music"],
    "de": ["gieße den Rasen", "schalte die Lampe ein", "gieße den Basilikum morgen", "stopp die Musik"],
}


@dataclass
class Talk:
    """A person who speaks to a real house with a garden."""

    garden: Garden
    client: house.Client

    async def respond(self, text: str, language: str) -> dict[str, Any]:
        """The response to a sentence."""
        answer = await self.client.json("POST", "/api/conversation/process", json={"text": text, "language": language})
        response: dict[str, Any] = answer["response"]
        return response

    async def say(self, text: str, language: str = "en") -> str:
        """What is answered to a sentence."""
        spoken: str = (await self.respond(text, language))["speech"]["plain"]["speech"]
        return spoken


@pytest.fixture
async def talk(home: Garden) -> AsyncIterator[Talk]:
    """The demo garden at real speed, exposed to voice, with the basil in the kitchen and German names."""
    home.config.mkdir(parents=True)
    (home.config / house.MARKER).touch()
    (home.config / "configuration.yaml").write_text(CONFIGURATION)
    await home.up()
    async with house.Client.enter(home) as client:
        await furnish.demo_hub(client, 1)
        await until(lambda: _live(client), 60)
        valves = [entity_id for entity_id in await client.states() if entity_id.startswith("valve.")]
        await client.command(
            "homeassistant/expose_entity", assistants=["conversation"], entity_ids=valves, should_expose=True
        )
        # Home Assistant begins with a kitchen.
        await client.command("config/area_registry/update", area_id="kitchen", aliases=["Küche"])
        await _change(client, BASIL, aliases=[None, "Basilikum", "Pesto"], area_id="kitchen")
        await _change(client, TOMATO, aliases=[None, "Balkontomate"])
        talk = Talk(home, client)
        await until(lambda: _knows(talk), 10)
        yield talk


async def _live(client: house.Client) -> bool:
    return furnish.is_live(await client.states())


async def _change(client: house.Client, entity_id: str, **changes: Any) -> None:
    await client.command("config/entity_registry/update", entity_id=entity_id, **changes)


async def _knows(talk: Talk) -> bool:
    return bool((await talk.respond("wie geht es der Balkontomate", "de"))["response_type"] != "error")


async def test_what_is_said_about_the_garden_is_answered_and_what_is_meant_is_done(talk: Talk) -> None:
    poured = talk.garden.poured()
    unanswered = []
    for language, sentences in HARMLESS.items():
        assert len(sentences) >= 40
        for text, parts in sentences:
            answer = await talk.say(text, language)
            if not any(part in answer for part in parts):
                unanswered.append((text, answer))
    assert unanswered == []
    for language, others in OTHERS.items():
        for text in others:
            assert (text, (await talk.respond(text, language))["response_type"]) == (text, "error")
    assert talk.garden.open_pots() == []
    assert talk.garden.poured() == poured

    ids = await plants(talk.client)
    assert await talk.say("Please water the basil with 40 ml.") == "Basil is given 40 ml."
    assert await talk.say("Gieß bitte die Balkontomate mit 60 Millilitern", "de") == "Balcony tomato bekommt 60 ml."
    await until(lambda: _given(talk, {ids["Basil"]: 40, ids["Balcony tomato"]: 60}), 30)
    me = (await talk.client.command("auth/current_user"))["id"]
    runs = [run for run in talk.garden.runs() if run["origin"] == "voice" and run["state"] != "denied"]
    assert {run["user_id"] for run in runs} == {me}


async def _given(talk: Talk, amounts: dict[str, float]) -> bool:
    poured = talk.garden.poured()
    return all(abs(poured[plant] - ml) < FLOW / 2 for plant, ml in amounts.items()) and not talk.garden.open_pots()


async def test_a_stop_by_voice_or_automation_closes_within_a_second(talk: Talk) -> None:
    ids = await plants(talk.client)
    for plant, sentence, language in (
        ("Balcony tomato", "stop watering", "en"),
        ("Monstera", "hör auf die Monstera zu gießen", "de"),
        ("Peace lily", "enough of it", "en"),
    ):
        await talk.say(f"water the {plant} with 400 ml")
        await until(partial(_flows, talk, ids[plant]), 10)
        before = asyncio.get_running_loop().time()
        await talk.say(sentence, language)
        took = asyncio.get_running_loop().time() - before

        assert talk.garden.open_pots() == talk.garden.pumps_on() == []
        assert took < 1


async def _flows(talk: Talk, plant_id: str) -> bool:
    return talk.garden.open_pots() == [plant_id]
