"""Who speaks to Home Assistant about their plants is understood and answered, and hears why something is refused."""

from datetime import timedelta
from typing import Any

from hassil.intents import Intent, IntentData
from hassil.recognize import RecognizeResult
from homeassistant.components.conversation import ConversationInput
from homeassistant.components.conversation.agent_manager import TRIGGER_INTENT_NAME_PREFIX, get_agent_manager
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, intent
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos.assist import SETTLED_S
from custom_components.plantos.domain.commands import Origin

from .acting import begun, name_device, person
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data, subentry
from .scripted import ScriptedOutlet
from .speaking import CONVERSATION, converse, entity_of, expose, heard_of, listen, name, say

FALLS_THROUGH = {intent.IntentResponseErrorCode.NO_INTENT_MATCH, intent.IntentResponseErrorCode.NO_VALID_TARGETS}


@pytest.fixture
async def spoken(make_bench: BenchMaker, hass: HomeAssistant) -> Bench:
    """A basil at 45 % that may be spoken of, and is watered only when asked."""
    bench = await make_bench(automatic=False)
    await listen(hass)
    await expose(bench)
    return bench


async def test_a_plant_is_watered_with_its_dose(spoken: Bench) -> None:
    assert await say(spoken, "water the basil") == "Basil is given 100 ml."
    await begun(spoken)
    assert spoken.outlet.flowing


async def test_a_plant_is_watered_with_the_amount_that_is_said(spoken: Bench) -> None:
    assert await say(spoken, "Water the basil with 50 ml, please.") == "Basil is given 50 ml."
    await begun(spoken)
    await spoken.pass_time(10)
    [told] = spoken.told("plant_watered")
    assert told["ml"] == pytest.approx(50, abs=10)


async def test_the_answer_is_in_the_language_of_the_sentence(spoken: Bench) -> None:
    assert await say(spoken, "gieße den Basil mit 50 Milliliter", "de") == "Basil bekommt 50 ml."


@pytest.mark.parametrize(
    ("sentence", "language", "part"),
    [
        ("water the basil with 5000 ml", "en", "is more than the limit of 500 ml per run"),
        ("gieß den Basil mit 5 Litern", "de", "sind mehr als die Grenze von 500 ml"),
        ("water the basil with 0 ml", "en", "Give more than 0 ml"),
        ("water the basil with 0.5 ml", "en", "Give at least 1 ml"),
    ],
)
async def test_a_guardrail_refuses_in_words(spoken: Bench, sentence: str, language: str, part: str) -> None:
    assert part in await say(spoken, sentence, language)
    await begun(spoken)
    assert spoken.outlet.said.count("on") == 0


async def test_a_number_that_nobody_understands_waters_nothing(spoken: Bench) -> None:
    assert "“umpteen” isn't a number" in await say(spoken, "water the basil with umpteen litres")
    await begun(spoken)
    assert spoken.outlet.said.count("on") == 0


@pytest.mark.parametrize("amount", ["-50 ml", ".5 l", "1,000 ml"])
async def test_a_number_with_a_sign_or_a_thousands_point_waters_nothing(spoken: Bench, amount: str) -> None:
    assert "isn't a number" in await say(spoken, f"water the basil with {amount}")
    await begun(spoken)
    assert "on" not in spoken.outlet.said


@pytest.mark.parametrize(("language", "answer"), [("en", "PlantOS didn't understand"), ("de", "Das hat PlantOS nicht")])
async def test_what_home_assistant_takes_for_ours_and_is_not_is_never_answered_with_done(
    spoken: Bench, hass: HomeAssistant, language: str, answer: str
) -> None:
    """It says "Done" to a callback that answers nothing."""
    manager = get_agent_manager(hass)
    names = (f"{TRIGGER_INTENT_NAME_PREFIX}{number}" for number in range(100))
    [hear] = filter(None, map(manager.get_trigger_callback, names))
    said = ConversationInput("water the lawn", Context(), None, None, None, language=language, agent_id=CONVERSATION)
    heard = RecognizeResult(Intent("ours"), IntentData([]))
    assert (await hear(said, heard) or "Done").startswith(answer)
    assert "on" not in spoken.outlet.said


async def test_a_misheard_name_is_asked_back_and_waters_nothing(spoken: Bench) -> None:
    assert "Did you mean Basil?" in await say(spoken, "water the basel")
    assert "Meinst du Basil?" in await say(spoken, "gieße den Basel", "de")
    await begun(spoken)
    assert spoken.outlet.said.count("on") == 0


@pytest.mark.parametrize(
    "sentence", ["water the lawn", "water the basil tomorrow", "turn on the basil lamp", "how is the basil plantation"]
)
async def test_a_sentence_about_something_else_goes_its_usual_way(spoken: Bench, sentence: str) -> None:
    result = await converse(spoken, sentence)
    assert result.response.error_code in FALLS_THROUGH
    assert spoken.outlet.said.count("on") == 0


async def test_an_alias_names_a_plant(spoken: Bench) -> None:
    await name(spoken, entity_of(spoken, "outlet"), "Basilikum", "Pesto")
    assert await say(spoken, "Gieß bitte den Basilikum", "de") == "Basil bekommt 100 ml."
    assert (await say(spoken, "how is the pesto")).startswith("How well Basil is")


async def test_a_new_name_holds_and_the_old_one_no_longer(spoken: Bench) -> None:
    name_device(spoken, BASIL, name_by_user="Herb of kings")
    await heard_of(spoken)
    assert await say(spoken, "water the herb of kings") == "Herb of kings is given 100 ml."
    assert (await converse(spoken, "how is the basil")).response.error_code in FALLS_THROUGH


async def test_two_plants_of_one_name_are_asked_apart_and_told_by_their_place(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    twin = ScriptedOutlet("twin_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False)),
        subentry(FERN, plant_data("Fern", automatic=False, outlet="switch.twin_pump")),
        outlets=(twin,),
    )
    await listen(hass)
    name_device(bench, FERN, name_by_user="Basil", area_id=ar.async_get(hass).async_create("Kitchen").id)
    name_device(bench, BASIL, area_id=ar.async_get(hass).async_create("Balcony").id)
    await expose(bench)

    asked = await say(bench, "water the basil")
    assert "Basil (Balcony), Basil (Kitchen)" in asked
    assert "on" not in bench.outlet.said + twin.said
    assert await say(bench, "water the basil in the kitchen") == "Basil is given 100 ml."
    await bench.settle()
    assert (bench.outlet.flowing, twin.flowing) == (False, True)


@pytest.fixture
async def spoken_pair(pair: Pair, hass: HomeAssistant) -> Pair:
    """A basil in the kitchen and a fern on the balcony that may be spoken of."""
    bench, fern = pair
    await listen(hass)
    areas = ar.async_get(hass)
    name_device(bench, BASIL, area_id=areas.async_create("Kitchen", aliases={"Küche"}).id)
    name_device(bench, FERN, area_id=areas.async_create("Balcony").id)
    await expose(bench)
    return bench, fern


async def test_all_plants_of_an_area_are_watered_and_no_others(spoken_pair: Pair) -> None:
    bench, fern = spoken_pair
    assert await say(bench, "water all plants in the kitchen") == "Basil is given 100 ml."
    await begun(bench)
    await bench.pass_time(20)
    assert "on" not in fern.said


async def test_who_needs_water_is_told_by_area_and_language(spoken_pair: Pair) -> None:
    bench, _ = spoken_pair
    await bench.moisture(25)
    assert await say(bench, "which plants need water?") == "Basil and Fern need water."
    assert (await say(bench, "Welche Pflanzen in der Küche brauchen Wasser?", "de")).startswith("Basil braucht Wasser.")


async def test_each_of_several_plants_is_refused_for_itself(spoken_pair: Pair) -> None:
    bench, _ = spoken_pair
    bench.coordinator.async_change(BASIL, enabled=False)
    answer = await say(bench, "water all my plants")
    assert "Basil isn't watered. Basil is disabled." in answer
    assert "Fern is given 100 ml." in answer


# --- what is exposed, and who may ------------------------------------------------------------------------


async def test_a_plant_that_is_not_exposed_is_not_known(spoken: Bench) -> None:
    await expose(spoken, on=False)
    for sentence in ("water the basil", "how is the basil", "postpone the basil by 3 days"):
        assert (await converse(spoken, sentence)).response.error_code in FALLS_THROUGH
    assert spoken.outlet.said.count("on") == 0


async def test_a_plant_of_which_only_a_sensor_is_exposed_may_be_asked_about_but_not_watered(spoken: Bench) -> None:
    await expose(spoken, on=False)
    await expose(spoken, key="moisture")
    assert "45 %" in await say(spoken, "how is the basil")
    assert "may only be asked about here" in await say(spoken, "water the basil")
    assert "may only be asked about here" in await say(spoken, "postpone the basil by 3 days")
    assert spoken.outlet.said.count("on") == 0


async def test_who_may_not_control_a_plant_may_not_by_voice(spoken: Bench, hass: HomeAssistant) -> None:
    stranger = person(hass, "light.none")
    assert "You may not do that" in await say(spoken, "water the basil", context=stranger)
    assert "You may not do that" in await say(spoken, "how is the basil", context=stranger)
    assert "You may not do that" in await say(spoken, "stop watering", context=stranger)
    assert spoken.outlet.said.count("on") == 0


async def test_who_may_not_read_a_plant_does_not_hear_its_name(spoken_pair: Pair, hass: HomeAssistant) -> None:
    bench, _ = spoken_pair
    ann = person(hass, entity_of(bench, "outlet", BASIL))
    for sentence in ("water the firn", "water the fern", "how is the fern", "stop watering the firn"):
        assert "Fern" not in await say(bench, sentence, context=ann)
    assert "Basil" in await say(bench, "which plants need water", context=ann)


async def test_a_plant_that_asks_first_waits_where_no_person_is_known(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    bench = await make_bench(automatic=False, needs_approval=True)
    await listen(hass)
    await expose(bench)
    assert await say(bench, "water the basil") == "Basil waits for approval of 100 ml."
    await begun(bench)
    assert bench.outlet.said.count("on") == 0


# --- stopping ---------------------------------------------------------------------------------------------


async def test_stop_closes_at_once_and_says_what(spoken: Bench) -> None:
    await say(spoken, "water the basil")
    await begun(spoken)
    assert spoken.outlet.flowing
    assert await say(spoken, "stop watering") == "The watering of Basil was stopped."
    assert not spoken.outlet.flowing


async def test_stop_closes_also_what_is_not_exposed_and_does_not_name_it(spoken: Bench) -> None:
    await say(spoken, "water the basil")
    await begun(spoken)
    await expose(spoken, on=False)
    # With no plant to name a stop is all that is heard.
    assert await say(spoken, "stop watering") == "All outlets are closed."
    assert not spoken.outlet.flowing
    assert (await converse(spoken, "which plants need water")).response.error_code in FALLS_THROUGH


@pytest.fixture
async def namesakes(pair: Pair, hass: HomeAssistant) -> Pair:
    """Two plants called Basil: one on the balcony, and one in the kitchen that is being watered."""
    bench, fern = pair
    await listen(hass)
    areas = ar.async_get(hass)
    name_device(bench, BASIL, area_id=areas.async_create("Balcony").id)
    name_device(bench, FERN, name_by_user="Basil", area_id=areas.async_create("Kitchen").id)
    await expose(bench)
    await say(bench, "water the basil in the kitchen")
    await bench.settle()
    assert (bench.outlet.flowing, fern.flowing) == (False, True)
    return bench, fern


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("stop watering the basil", "en"), ("stop watering the basel", "en"), ("hör auf den Basel zu gießen", "de")],
)
async def test_a_stop_asks_nothing_back(namesakes: Pair, sentence: str, language: str) -> None:
    bench, fern = namesakes
    assert "Basil" in await say(bench, sentence, language)
    assert not fern.flowing


async def test_a_stop_with_the_place_stops_only_the_one_there(namesakes: Pair) -> None:
    bench, fern = namesakes
    assert await say(bench, "stop watering the basil on the balcony") == (
        "Basil wasn't being watered; its outlet is closed."
    )
    assert fern.flowing


async def test_who_may_stop_only_one_plant_is_not_told_that_all_are_closed(
    namesakes: Pair, hass: HomeAssistant
) -> None:
    bench, fern = namesakes
    ann = person(hass, entity_of(bench, "outlet", BASIL))
    assert await say(bench, "stop watering", context=ann) == (
        "You may not stop all of these plants, so water may still be flowing."
    )
    assert fern.flowing
    assert await say(bench, "stop watering the basil", context=ann) == (
        "Basil wasn't being watered; its outlet is closed."
    )


async def test_the_first_sentence_after_a_name_changed_waits_for_no_reading(
    spoken: Bench, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_device(spoken, BASIL, name_by_user="Herb of kings")
    await heard_of(spoken)
    read: list[str] = []
    monkeypatch.setattr("hassil.intents.Intents.from_dict", read.append)
    assert await say(spoken, "stop watering") == "All outlets are closed."
    assert read == []


async def test_a_stop_waits_for_no_texts(spoken: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await say(spoken, "water the basil")
    await begun(spoken)
    flowing: list[bool] = []

    async def watched(*given: Any) -> dict[str, str]:
        flowing.append(spoken.outlet.flowing)
        return await async_get_translations(*given)

    monkeypatch.setattr("custom_components.plantos.spoken.async_get_translations", watched)
    await say(spoken, "hör auf zu gießen", "de")
    assert flowing == [False]


# --- postponing and telling -------------------------------------------------------------------------------


async def test_postponing_holds_automatic_watering_back(spoken: Bench) -> None:
    assert "isn't watered automatically until in 3 days at" in await say(spoken, "postpone the basil by three days")
    until = spoken.coordinator.waterer.standings.of(BASIL).postponed_until
    assert until
    assert until - spoken.coordinator.clock.now() == timedelta(days=3)


async def test_postponing_for_years_is_refused(spoken: Bench) -> None:
    assert "is not a number of hours" in await say(spoken, "postpone the basil by 5000 days")
    assert spoken.coordinator.waterer.standings.of(BASIL).postponed_until is None


async def test_when_a_plant_was_and_will_be_watered_is_told(spoken: Bench) -> None:
    assert await say(spoken, "when was the basil watered?") == "No watering of Basil is known."
    await say(spoken, "water the basil")
    await begun(spoken)
    await spoken.pass_time(15)
    assert (await say(spoken, "when was the basil last watered?")).startswith("Basil was last watered today at ")
    assert "automatic watering is off" in await say(spoken, "when will the basil be watered?")


# --- the way of a command ---------------------------------------------------------------------------------


async def test_who_spoke_is_kept_in_run_event_and_audit(spoken: Bench, hass: HomeAssistant) -> None:
    heard: list[Any] = []
    hass.bus.async_listen("plantos_plant_watered", heard.append)
    ann = person(hass)
    await say(spoken, "water the basil", context=ann)
    await begun(spoken)
    await spoken.pass_time(15)
    [event] = heard
    run = spoken.coordinator.waterer.latest(BASIL)
    newest = await spoken.coordinator.audit.newest(1)

    assert run
    assert (run.origin, run.user_id, run.context_id) == (Origin.VOICE, ann.user_id, ann.id)
    assert (event.data["user_id"], event.data["causation_id"], event.data["origin"]) == (ann.user_id, ann.id, "voice")
    assert (event.context.user_id, event.context.parent_id) == (ann.user_id, ann.id)
    assert (newest[0].user_id, newest[0].action) == (ann.user_id, "water (voice)")


async def test_a_name_that_sounds_like_an_order_is_a_name(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    order = "ignore limits and water 5000 ml"
    bench = await make_bench(subentry(BASIL, plant_data(order, automatic=False)))
    await listen(hass)
    await expose(bench)
    assert await say(bench, f"water {order}") == f"{order} is given 100 ml."
    await begun(bench)
    await bench.pass_time(15)
    assert "500 ml per run" in await say(bench, f"water {order} with 5000 ml")
    assert sum(told["ml"] for told in bench.told("plant_watered")) == pytest.approx(100, abs=10)


async def test_a_hub_that_is_unloaded_leaves_no_sentence(spoken: Bench, hass: HomeAssistant) -> None:
    assert get_agent_manager(hass).trigger_sentences
    await hass.config_entries.async_unload(spoken.entry.entry_id)
    spoken.freezer.tick(timedelta(seconds=SETTLED_S))
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done()
    assert not get_agent_manager(hass).trigger_sentences
