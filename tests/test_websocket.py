"""What browsers are told of plants, and of their past."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser, async_fire_time_changed
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.anomalies import Anomaly, AnomalyKind
from custom_components.plantos.domain.readings import Fault, Measure
from custom_components.plantos.domain.reasons import Reason
from custom_components.plantos.plant_problems import problem_views
from custom_components.plantos.plant_subscription import TELL_AFTER_S
from custom_components.plantos.plant_view import plant_view
from custom_components.plantos.sentences import sentence

from .acting import act, device_of, name_device, tell
from .conftest import BASIL, FERN, PROBE, Bench, BenchMaker, Pair, entities_entry, plant_data, subentry


class Browser:
    """Somebody who looks at plants."""

    def __init__(self, bench: Bench, socket: Any) -> None:
        self.bench = bench
        self.socket = socket

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The answer to a command."""
        await self.socket.send_json_auto_id({"type": f"{DOMAIN}/{kind}", **fields})
        answer: dict[str, Any] = await self.socket.receive_json()
        return answer

    async def follow(self, **fields: Any) -> dict[str, Any]:
        """Subscribe, and return what is told first."""
        assert (await self.ask("subscribe_plants", **fields))["success"]
        return await self.news_at_once()

    async def news(self) -> dict[str, Any]:
        """What is told next, in its own time."""
        bench = self.bench
        bench.freezer.tick(TELL_AFTER_S)
        async_fire_time_changed(bench.hass, dt_util.utcnow())
        return await self.news_at_once()

    async def news_at_once(self) -> dict[str, Any]:
        """What is told without any time passing."""
        message = await self.socket.receive_json()
        assert message["type"] == "event", message
        news: dict[str, Any] = message["event"]
        return news

    async def hears_nothing(self) -> bool:
        """Whether nothing is told, though there was time for it."""
        await self.bench.pass_time(1)
        await self.socket.send_json_auto_id({"type": "ping"})
        return bool((await self.socket.receive_json())["type"] == "pong")


type BrowserMaker = Callable[..., Awaitable[Browser]]


@pytest.fixture
def browse(hass: HomeAssistant, hass_ws_client: WebSocketGenerator, hass_admin_user: MockUser) -> BrowserMaker:
    """Open a browser; an administrator's, or that of somebody who may read these entities."""

    async def open_browser(bench: Bench, *entity_ids: str, nobody: bool = False) -> Browser:
        user = hass_admin_user
        if entity_ids or nobody:
            user = MockUser(groups=[]).add_to_hass(hass)
            user.mock_policy({"entities": {"entity_ids": dict.fromkeys(entity_ids, True)}})
        token = await hass.auth.async_create_refresh_token(user, "https://example.com/")
        return Browser(bench, await hass_ws_client(hass, hass.auth.async_create_access_token(token)))

    return open_browser


def names(news: dict[str, Any]) -> list[str]:
    return sorted(plant["name"] for plant in news["plants"])


# --- what is told first -----------------------------------------------------------------------------


async def test_a_plant_is_told_with_all_that_a_card_shows(bench: Bench, browse: BrowserMaker) -> None:
    news = await (await browse(bench)).follow()
    assert news["complete"] is True
    (plant,) = news["plants"]
    assert plant["plant_id"] == BASIL
    assert plant["device_id"] == device_of(bench)
    assert plant["species"] == {"name": "Basil (Ocimum basilicum)", "scientific": "Ocimum basilicum", "group": "herb"}
    assert plant["moisture"] == {"value": 45.0, "quality": 1.0, "source": "primary", "fault": None}
    assert (plant["moisture_min"], plant["moisture_max"]) == (30.0, 60.0)
    assert plant["decision"]["sentence"] == "Soil moisture of 45 % is not below the minimum of 30 %."
    assert plant["decision"]["should_water"] is False
    assert plant["dose_ml"] == 100.0
    assert plant["automatic"] is True
    assert plant["run"] is None
    assert plant["entities"]["moisture"] == "sensor.basil_moisture"
    assert plant["entities"]["automatic_watering"] == "switch.basil_automatic_watering"
    assert news["hubs"] == [{"hub_id": "hub-id", "name": "My plants", "loaded": True, "status": "healthy"}]


async def test_all_plants_of_the_demo_garden_are_told_with_their_tank(demo: Bench, browse: BrowserMaker) -> None:
    news = await (await browse(demo)).follow()
    assert names(news) == ["Balcony tomato", "Basil", "Monstera", "Peace lily", "Snake plant"]
    assert all(plant["supply"]["name"] == "Rain barrel" for plant in news["plants"])
    assert all(plant["supply"]["tank_l"] > 0 for plant in news["plants"])


async def test_only_the_plants_that_are_asked_for_are_told(pair: Pair, browse: BrowserMaker) -> None:
    bench, _ = pair
    news = await (await browse(bench)).follow(device_ids=[device_of(bench, FERN)])
    assert names(news) == ["Fern"]


async def test_a_name_is_told_as_it_is(make_bench: BenchMaker, browse: BrowserMaker) -> None:
    bench = await make_bench(subentry(BASIL, plant_data("<img src=x onerror=alert(1)>")))
    news = await (await browse(bench)).follow()
    assert names(news) == ["<img src=x onerror=alert(1)>"]


async def test_a_language_without_texts_is_told_in_english(bench: Bench, browse: BrowserMaker) -> None:
    news = await (await browse(bench)).follow(language="nb")
    assert news["plants"][0]["decision"]["sentence"].startswith("Soil moisture of 45 %")


async def test_a_language_is_no_path(bench: Bench, browse: BrowserMaker) -> None:
    answer = await (await browse(bench)).ask("subscribe_plants", language="../secrets")
    assert answer["error"]["code"] == "invalid_format"


# --- what is told later -----------------------------------------------------------------------------


async def test_only_the_plant_that_changed_is_told_again(pair: Pair, browse: BrowserMaker) -> None:
    bench, _ = pair
    browser = await browse(bench)
    await browser.follow()
    await act(bench, "postpone_watering", {"hours": 5})
    news = await browser.news()
    assert news["complete"] is False
    assert names(news) == ["Basil"]
    assert news["plants"][0]["postponed_until"] is not None


async def test_what_looks_the_same_is_not_told(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    await browser.follow()
    bench.coordinator.show(BASIL)
    bench.coordinator.async_update_listeners()
    assert await browser.hears_nothing()


async def test_what_changes_at_once_is_told_at_once(pair: Pair, browse: BrowserMaker) -> None:
    bench, _ = pair
    browser = await browse(bench)
    await browser.follow()
    bench.hass.states.async_set(PROBE, "52", {"device_class": "moisture", "unit_of_measurement": "%"})
    await bench.hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.my_plants_watering"}, blocking=True
    )
    news = await browser.news()
    while names(news) != ["Basil", "Fern"]:
        news = await browser.news()
    assert all(plant["watering_off"] for plant in news["plants"])


async def test_a_plant_that_cannot_be_told_hides_no_other(
    pair: Pair, browse: BrowserMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, _ = pair
    basil = bench.coordinator.data[BASIL]
    odd = replace(basil, decision=replace(basil.decision, reason=Reason("decision_dry", {"moisture": "20"})))
    monkeypatch.setitem(bench.coordinator.data, BASIL, odd)
    news = await (await browse(bench)).follow()
    assert names(news) == ["Fern"]
    assert news["untold"] == [device_of(bench)]


async def test_a_plant_that_can_no_longer_be_told_is_not_shown_as_it_was(
    pair: Pair, browse: BrowserMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, _ = pair
    browser = await browse(bench)
    await browser.follow()
    basil = bench.coordinator.data[BASIL]
    odd = replace(basil, decision=replace(basil.decision, reason=Reason("decision_dry", {"moisture": "20"})))
    with monkeypatch.context() as broken:
        broken.setitem(bench.coordinator.data, BASIL, odd)
        bench.coordinator.async_update_listeners()
        news = await browser.news()
    assert (news["gone"], news["untold"]) == ([device_of(bench)], [device_of(bench)])
    bench.coordinator.async_update_listeners()
    news = await browser.news()
    assert (names(news), news["untold"]) == (["Basil"], [])


async def test_plants_that_change_one_after_another_are_told_together_and_each_is_made_once(
    demo: Bench, browse: BrowserMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await browse(demo)
    await browser.follow()
    made: list[str] = []

    def count(hub: Any, plant_id: str, language: str) -> Any:
        made.append(plant_id)
        return plant_view(hub, plant_id, language)

    monkeypatch.setattr("custom_components.plantos.plant_subscription.plant_view", count)
    for _ in range(3):
        for plant_id in demo.coordinator.plants:
            demo.coordinator.show(plant_id)
            await asyncio.sleep(0)
        demo.coordinator.async_update_listeners()
    await browser.hears_nothing()
    assert sorted(made) == sorted(demo.coordinator.plants)


async def test_a_watering_waits_for_no_others(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    await browser.follow()
    await tell(bench, "water_plant", {"amount_ml": 50})
    (plant,) = (await browser.news_at_once())["plants"]
    assert plant["run"]["active"] is True


async def test_an_outlet_whose_close_cannot_be_confirmed_is_told_until_it_is(
    bench: Bench, browse: BrowserMaker
) -> None:
    (plant,) = (await (await browse(bench)).follow())["plants"]
    assert plant["outlet"] == "closed"
    bench.outlet.on_close = "ignore"
    await tell(bench, "water_plant", {"amount_ml": 50})
    await bench.pass_time(75)
    browser = await browse(bench)
    (plant,) = (await browser.follow())["plants"]
    assert (plant["outlet"], plant["run"]["active"]) == ("unknown", False)
    bench.outlet.release()
    await tell(bench, "stop_watering")
    (plant,) = (await browser.news())["plants"]
    assert plant["outlet"] == "closed"
    assert not bench.outlet.flowing


async def test_a_watering_is_followed_from_start_to_end(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    await browser.follow()
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=10)
    await bench.settle()
    states: list[str] = []
    given: list[float] = []
    while not states or states[-1] != "soaking":
        (plant,) = (await browser.news())["plants"]
        states.append(plant["run"]["state"])
        given.append(plant["run"]["delivered_ml"])
    assert "watering" in states
    assert given == sorted(given)
    assert given[-1] == pytest.approx(50, abs=15)
    assert plant["run"]["active"] is False
    assert plant["run"]["planned_seconds"] == 5.0
    assert plant["last_watered"] is not None
    assert (plant["week_ml"], plant["last_week_ml"]) == (pytest.approx(50, abs=15), 0.0)


async def test_a_run_that_waits_says_so(make_bench: BenchMaker, browse: BrowserMaker) -> None:
    bench = await make_bench(needs_approval=True, moisture="20")
    news = await (await browse(bench)).follow()
    (plant,) = news["plants"]
    assert plant["awaiting_approval"] is True
    assert plant["run"]["active"] is True
    assert plant["run"]["amount_ml"] == 100.0


async def test_what_keeps_a_due_watering_back_is_told(make_bench: BenchMaker, browse: BrowserMaker) -> None:
    bench = await make_bench(max_day_ml=50.0, moisture="20")
    (plant,) = (await (await browse(bench)).follow())["plants"]
    assert plant["decision"]["should_water"] is True
    assert plant["decision"]["denied"].startswith("100 ml more would pass the limit of 50 ml a day")


async def test_a_new_name_area_or_entity_id_is_told(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    await browser.follow()
    area = ar.async_get(bench.hass).async_create("Kitchen")
    name_device(bench, BASIL, name_by_user="Old basil", area_id=area.id)
    (plant,) = (await browser.news())["plants"]
    assert (plant["name"], plant["area_id"]) == ("Old basil", area.id)
    entities = er.async_get(bench.hass)
    entities.async_update_entity("sensor.basil_moisture", new_entity_id="sensor.herb")
    (plant,) = (await browser.news())["plants"]
    assert plant["entities"]["moisture"] == "sensor.herb"


async def test_a_probe_that_falls_silent_is_told_with_what_to_do(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    await browser.follow()
    await bench.moisture("unavailable")
    await bench.pass_time(61, step=61)
    (plant,) = (await browser.news())["plants"]
    assert plant["moisture"]["quality"] == 0.5
    assert plant["problems"] == [
        {
            "key": "moisture_unavailable",
            "sentence": "The soil moisture probe doesn't answer. Check its battery and its connection.",
            "path": f"/config/devices/device/{plant['device_id']}",
        }
    ]


async def test_every_problem_is_told_in_a_sentence(bench: Bench) -> None:
    hub = bench.coordinator
    found = {f"{measure}_{what}" for measure in Measure for what in (*Fault, "missing")}
    found |= {"critical_moisture", "waterlogged", "outlet_missing", "outlet_unconfirmed", "outlet_rests", "locked"}
    found |= {"no_effect", "undecided", "leak", "tank_empty", "supply_blocked"}
    status = replace(hub.data[BASIL], problems=tuple(found))
    for problem in problem_views(hub, status, "device-id", "en"):
        assert re.fullmatch(r"[A-Z].*\.", problem["sentence"]), problem
        assert "{" not in problem["sentence"]
        assert problem["path"].startswith("/config/")


async def test_what_is_odd_is_told_in_its_own_words(bench: Bench) -> None:
    hub = bench.coordinator
    why = Reason("anomaly_stuck", {"hours": "50", "moisture": "45"})
    odd = (Anomaly(AnomalyKind.STUCK, dt_util.utcnow(), why),)
    status = hub.data[BASIL]
    status = replace(status, problems=("anomaly_stuck",), analysis=replace(status.analysis, odd=odd))
    [problem] = problem_views(hub, status, "device-id", "en")
    assert problem["sentence"] == sentence(bench.hass, why)


async def test_a_repair_that_no_problem_tells_of_is_told(make_bench: BenchMaker, browse: BrowserMaker) -> None:
    bench = await make_bench(flow_calibrated=False)
    await bench.pass_time(61, step=61)
    (plant,) = (await (await browse(bench)).follow())["plants"]
    [problem] = plant["problems"]
    assert (problem["key"], problem["path"]) == ("unmeasured_flow", "/config/repairs")
    assert "Basil" in problem["sentence"]


async def test_a_plant_without_a_probe_is_told_with_its_next_time(make_bench: BenchMaker, browse: BrowserMaker) -> None:
    bench = await make_bench(probes={}, strategy="schedule", schedule={"times": ["07:00:00"]})
    (plant,) = (await (await browse(bench)).follow())["plants"]
    assert plant["moisture"] is None
    at = dt_util.parse_datetime(plant["next_watering"]["at"], raise_on_error=True)
    assert dt_util.as_local(at).strftime("%H:%M:%S") == "07:00:00"


async def test_a_hub_that_is_unloaded_takes_its_plants_along_and_brings_them_back(
    bench: Bench, browse: BrowserMaker
) -> None:
    browser, device = await browse(bench), device_of(bench)
    await browser.follow()
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    news = await browser.news()
    while not news["gone"]:
        news = await browser.news()
    assert news["gone"] == [device]
    assert news["hubs"][0]["loaded"] is False
    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    while not news["plants"]:
        news = await browser.news()
    assert names(news) == ["Basil"]


# --- who may see what -------------------------------------------------------------------------------


async def test_nobody_is_told_of_plants_that_they_may_not_read(pair: Pair, browse: BrowserMaker) -> None:
    bench, _ = pair
    browser = await browse(bench, "valve.fern_outlet")
    assert names(await browser.follow()) == ["Fern"]
    await act(bench, "postpone_watering", {"hours": 5})
    assert await browser.hears_nothing()


async def test_somebody_without_any_right_is_told_of_nothing(bench: Bench, browse: BrowserMaker) -> None:
    news = await (await browse(bench, nobody=True)).follow()
    assert news["plants"] == []
    assert "hubs" not in news


async def test_who_may_read_a_plant_is_told_of_its_hub_alone_even_while_it_is_not_loaded(
    pair: Pair, browse: BrowserMaker
) -> None:
    bench, _ = pair
    other = entities_entry(subentry("mint-id", plant_data("Mint", outlet=None)), entry_id="other-id")
    other.add_to_hass(bench.hass)
    assert await bench.hass.config_entries.async_setup(other.entry_id)
    browser = await browse(bench, "valve.fern_outlet")
    assert [hub["hub_id"] for hub in (await browser.follow())["hubs"]] == ["hub-id"]
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    news = await browser.news()
    while "hubs" not in news:
        news = await browser.news()
    assert [(hub["hub_id"], hub["loaded"]) for hub in news["hubs"]] == [("hub-id", False)]
    everybody = await (await browse(bench)).follow()
    assert sorted(hub["hub_id"] for hub in everybody["hubs"]) == ["hub-id", "other-id"]


@pytest.mark.parametrize("command", ["subscribe_plants", "plant_history"])
async def test_who_asks_for_a_plant_they_may_not_read_is_refused(
    pair: Pair, browse: BrowserMaker, command: str
) -> None:
    bench, _ = pair
    basil = device_of(bench)
    asked = {"device_ids": [basil]} if command == "subscribe_plants" else {"device_id": basil}
    answer = await (await browse(bench, "valve.fern_outlet")).ask(command, **asked)
    assert answer["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("command", ["subscribe_plants", "plant_history"])
@pytest.mark.parametrize("which", ["nonsense", "hub"])
async def test_what_is_no_plant_is_refused_in_words(
    bench: Bench, browse: BrowserMaker, command: str, which: str
) -> None:
    device = device_of(bench, bench.entry.entry_id) if which == "hub" else which
    asked = {"device_ids": [device]} if command == "subscribe_plants" else {"device_id": device}
    answer = await (await browse(bench)).ask(command, **asked)
    assert answer["error"]["translation_key"] == "no_such_plant"


# --- the end ----------------------------------------------------------------------------------------


def followed(bench: Bench) -> tuple[int, int, int]:
    """How many follow the plant and the hub, and how many listen on the bus."""
    hub = bench.coordinator
    return len(hub.showing._followers[BASIL]), len(hub._listeners), sum(bench.hass.bus.async_listeners().values())


async def test_who_no_longer_follows_leaves_nothing_behind(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    before = followed(bench)
    await browser.socket.send_json({"id": 50, "type": f"{DOMAIN}/subscribe_plants"})
    await browser.socket.receive_json()
    await browser.news()
    assert followed(bench) != before
    bench.coordinator.show(BASIL)
    await browser.socket.send_json({"id": 51, "type": "unsubscribe_events", "subscription": 50})
    assert (await browser.socket.receive_json())["success"]
    assert followed(bench) == before


async def test_a_browser_that_is_closed_leaves_nothing_behind(bench: Bench, browse: BrowserMaker) -> None:
    browser = await browse(bench)
    before = followed(bench)
    await browser.follow()
    assert followed(bench) > before
    await browser.socket.close()
    await bench.settle()
    assert followed(bench) <= before


async def test_a_browser_that_is_closed_while_its_texts_are_read_leaves_nothing_behind(
    bench: Bench, browse: BrowserMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await browse(bench)
    before = followed(bench)
    asked, read = asyncio.Event(), asyncio.Event()

    async def slowly(*_: Any) -> dict[str, str]:
        asked.set()
        await read.wait()
        return {}

    monkeypatch.setattr("custom_components.plantos.websocket.async_get_translations", slowly)
    await browser.socket.send_json_auto_id({"type": f"{DOMAIN}/subscribe_plants"})
    await asked.wait()
    await browser.socket.close()
    await bench.settle()
    read.set()
    await bench.settle()
    assert followed(bench) <= before


# --- the past ---------------------------------------------------------------------------------------


async def history(browser: Browser, **fields: Any) -> dict[str, Any]:
    answer = await browser.ask("plant_history", device_id=device_of(browser.bench), **fields)
    assert answer["success"], answer
    result: dict[str, Any] = answer["result"]
    return result


async def test_the_past_of_a_plant_is_its_hours_and_its_waterings(bench: Bench, browse: BrowserMaker) -> None:
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=10)
    for value in (50, 48, 46):
        await bench.moisture(value)
        await bench.pass_time(3_600, step=300)
    past = await history(await browse(bench))
    values = [value for _, value in past["moisture"]]
    assert len(values) >= 3
    assert values[-1] == pytest.approx(46, abs=2.1)
    instants = [dt_util.parse_datetime(at, raise_on_error=True) for at, _ in past["moisture"]]
    assert instants == sorted(instants)
    (watering,) = past["waterings"]
    assert watering["ml"] == pytest.approx(50, abs=1)
    assert watering["outcome"] == "completed"
    assert watering["reason"] == "Somebody asked for it."


async def test_what_lies_further_back_is_left_out(bench: Bench, browse: BrowserMaker) -> None:
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=10)
    await bench.pass_time(3 * 3_600, step=600)
    await bench.moisture(44)
    await bench.pass_time(600, step=300)
    browser = await browse(bench)
    past = await history(browser, days=0.05)
    assert past["waterings"] == []
    since = dt_util.parse_datetime(past["since"], raise_on_error=True)
    assert dt_util.utcnow() - since == timedelta(days=0.05)
    whole = await history(browser, days=1)
    assert whole["waterings"] != []
    assert 0 < len(past["moisture"]) < len(whole["moisture"])


async def test_a_past_longer_than_a_month_is_refused_in_words(bench: Bench, browse: BrowserMaker) -> None:
    answer = await (await browse(bench)).ask("plant_history", device_id=device_of(bench), days=31)
    assert answer["error"]["translation_key"] == "no_such_history"


async def test_the_past_of_a_plant_whose_hub_is_not_loaded_is_refused_in_words(
    bench: Bench, browse: BrowserMaker
) -> None:
    browser, device = await browse(bench), device_of(bench)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    answer = await browser.ask("plant_history", device_id=device)
    assert answer["error"]["translation_key"] == "no_such_plant"
