"""People hear of what concerns them, once, and it is taken back when it is over."""

from datetime import timedelta
from sqlite3 import OperationalError

from homeassistant.components.persistent_notification import async_dismiss_all
from homeassistant.core import Context, CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.plantos.hardware.demo.twin import GardenFault

from .acting import act, device_of
from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .notifiers import Phone, a_phone, arrive, in_the_list, told_by
from .watering.conftest import do, rows

HUB = "hub-id"


@pytest.fixture
def phone(hass: HomeAssistant, hass_admin_user: MockUser) -> Phone:
    """Anna's phone."""
    return a_phone(hass, "Anna's phone", hass_admin_user.id)


def told(phone: Phone) -> list[str]:
    """The messages it ever got."""
    return [message["message"] for message in phone.got]


def silence(begins: float, ends: float) -> dict[str, str]:
    """The options of a silence around now, by hours from now."""
    now = dt_util.now()
    return {f"silent_{end}": f"{now + timedelta(hours=by):%H:%M:%S}" for end, by in (("start", begins), ("end", ends))}


# --- approval ---------------------------------------------------------------------------------------


@pytest.fixture
async def asking(make_bench: BenchMaker, phone: Phone) -> Bench:
    """A basil that is dry and asks before it is watered."""
    bench = await make_bench(needs_approval=True)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await arrive(bench)
    return bench


async def test_a_request_comes_once_with_its_reason_and_two_buttons(asking: Bench, phone: Phone) -> None:
    assert told(phone) == [
        "PlantOS would like to give Basil 100 ml. Soil moisture of 25 % is below the minimum of 30 %: time for 100 ml."
    ]
    run = asking.coordinator.waterer.latest(BASIL)
    assert run
    assert phone.buttons("Water Basil?") == {
        "Approve": f"PLANTOS:APPROVE:{HUB}:{BASIL}:{run.run_id}",
        "Reject": f"PLANTOS:REJECT:{HUB}:{BASIL}:{run.run_id}",
    }
    assert phone.got[0]["data"]["group"] == "plantos"


async def test_silence_is_met_with_silence_and_its_end_is_told_once(asking: Bench, phone: Phone) -> None:
    await asking.pass_time(2 * 3_600 - 60, step=300)
    assert phone.titles() == ["Water Basil?"]

    await asking.pass_time(120, step=30)
    await arrive(asking)
    assert phone.titles() == ["Water Basil?", "Basil was not watered"]
    assert told(phone)[1] == "Basil waited for your approval. Nobody approved this watering within 2 hours."
    # It has taken the place of the request.
    [shown] = phone.shown.values()
    assert shown["title"] == "Basil was not watered" and "actions" not in shown["data"]
    assert "on" not in asking.outlet.said


async def asked_at_night(make_bench: BenchMaker, phone: Phone) -> Bench:
    """A basil that asks three hours before anybody may be told."""
    bench = await make_bench(needs_approval=True)
    await told_by(bench, phone.entity_id, **silence(-1, 3))
    await bench.moisture(25)
    await arrive(bench)
    return bench


async def test_a_request_of_the_night_is_told_in_the_morning_and_still_has_all_its_time(
    make_bench: BenchMaker, phone: Phone
) -> None:
    bench = await asked_at_night(make_bench, phone)
    await bench.pass_time(3 * 3_600 - 60, step=300)
    assert phone.got == []
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.titles() == ["Water Basil?"]

    await bench.pass_time(2 * 3_600 - 300, step=300)
    phone.tap(phone.buttons("Water Basil?")["Approve"])
    await arrive(bench)
    await bench.pass_time(14)
    assert bench.outlet.said.count("on") == 1


async def test_of_a_request_that_was_never_told_nobody_hears_that_they_left_it_unanswered(
    make_bench: BenchMaker, phone: Phone
) -> None:
    bench = await asked_at_night(make_bench, phone)
    await told_by(bench, phone.entity_id, **silence(-1, 9))
    await bench.pass_time(5 * 3_600 + 600, step=300)
    await arrive(bench)
    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.failure and run.failure.key == "denied_unanswered"
    await told_by(bench, phone.entity_id)
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.got == []


async def test_an_approved_watering_takes_the_request_back_and_is_confirmed_once(asking: Bench, phone: Phone) -> None:
    phone.tap(phone.buttons("Water Basil?")["Approve"])
    await arrive(asking)
    assert phone.shown == {}
    await asking.pass_time(14)
    await arrive(asking)

    assert asking.outlet.said.count("on") == 1
    assert phone.titles() == ["Water Basil?", "Basil was watered"]
    assert told(phone)[1].startswith("Basil was given ")


async def test_a_rejected_watering_is_not_talked_about(asking: Bench, phone: Phone) -> None:
    phone.tap(phone.buttons("Water Basil?")["Reject"])
    await arrive(asking)
    run = asking.coordinator.waterer.latest(BASIL)
    assert run and run.failure and run.failure.key == "denied_rejected"
    assert phone.shown == {} and phone.titles() == ["Water Basil?"]
    assert "on" not in asking.outlet.said


async def test_what_is_answered_elsewhere_is_taken_back(asking: Bench, phone: Phone) -> None:
    await act(asking, "reject_watering")
    await asking.pass_time(3)
    await arrive(asking)
    assert phone.shown == {}


async def test_a_request_that_a_restart_has_ended_is_taken_back(asking: Bench, phone: Phone) -> None:
    asking.hass.states.async_set("sensor.basil_probe", "45", {"device_class": "moisture", "unit_of_measurement": "%"})
    await asking.reload()
    await arrive(asking)
    assert phone.shown == {} and phone.titles() == ["Water Basil?"]


async def test_what_is_over_at_the_start_is_taken_back_once_the_phones_are_there(asking: Bench, phone: Phone) -> None:
    hass = asking.hass
    hass.states.async_set("sensor.basil_probe", "45", {"device_class": "moisture", "unit_of_measurement": "%"})
    hass.set_state(CoreState.starting)
    hass.services.async_remove("notify", phone.service)
    await asking.reload()
    await asking.pass_time(120, step=60)
    hass.services.async_register("notify", phone.service, phone.take)
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await arrive(asking)
    assert phone.shown == {}


# --- dry plants -------------------------------------------------------------------------------------


async def test_a_dry_plant_that_nothing_waters_asks_for_a_hand(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await bench.pass_time(3)
    await arrive(bench)
    assert told(phone) == [
        "The soil moisture of Basil is 25 %, below its minimum of 30 %, and nothing waters it by itself."
    ]
    assert phone.buttons("Basil is thirsty").keys() == {"Water now", "Remind me later"}

    # A little more is no news, and no end of it either.
    for value in (24, 31, 26):
        await bench.moisture(value)
        await bench.pass_time(720, step=240)
    assert len(phone.got) == 1

    await bench.moisture(40)
    await bench.pass_time(3)
    await arrive(bench)
    assert phone.shown == {}


async def test_a_hub_that_is_turned_off_is_left_alone(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.coordinator.waterer.standings.change(HUB, off=True)
    await bench.moisture(25)
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.got == []


async def test_a_probe_that_says_nothing_takes_no_message_back(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await bench.pass_time(3)
    await bench.moisture("unavailable")
    await bench.reload()
    await bench.pass_time(1_200, step=300)
    await bench.moisture(25)
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.titles() == ["Basil is thirsty"] and len(phone.shown) == 1


async def test_a_plant_that_is_being_watered_is_not_called_thirsty(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await bench.pass_time(3)
    await arrive(bench)
    assert len(phone.shown) == 1

    await act(bench, "water_plant", wait_s=14)
    await bench.pass_time(600, step=60)
    await arrive(bench)
    assert phone.shown == {}


async def test_a_dry_plant_without_an_outlet_offers_no_water(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False, outlet=None)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await bench.pass_time(3)
    await arrive(bench)
    assert phone.buttons("Basil is thirsty").keys() == {"Remind me later"}


async def test_a_plant_in_danger_alarms_once_until_it_is_well(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(15)
    await arrive(bench)
    for value in (14, 21, 13):
        await bench.moisture(value)
        await bench.pass_time(3)
    assert told(phone) == [
        "Basil is in danger: its soil moisture is down to 15 %, and its minimum is 30 %.",
    ]
    assert phone.got[0]["data"]["priority"] == "high"

    await bench.moisture(40)
    await bench.pass_time(3)
    await arrive(bench)
    assert phone.shown == {}


async def test_danger_takes_the_place_of_thirst(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    for value in (25, 15):
        await bench.moisture(value)
        await bench.pass_time(3)
        await arrive(bench)
    assert [message["title"] for message in phone.shown.values()] == ["Basil needs you"]


# --- waterings --------------------------------------------------------------------------------------


async def test_a_watering_by_hand_is_confirmed_and_an_automatic_one_is_not(
    make_bench: BenchMaker, phone: Phone, hass_admin_user: MockUser
) -> None:
    bench = await make_bench()
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await bench.pass_time(14)
    assert len(bench.told("plant_watered")) == 1 and phone.got == []

    await bench.pass_time(3_700, step=600)
    await act(bench, "water_plant", wait_s=14, context=Context(user_id=hass_admin_user.id))
    await arrive(bench)
    assert phone.titles() == ["Basil was watered"]


async def test_automatic_waterings_are_told_to_who_wants_to_know(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench()
    await told_by(bench, phone.entity_id, notify_about=["automatic"])
    await bench.moisture(25)
    await bench.pass_time(14)
    await arrive(bench)
    assert phone.titles() == ["Basil was watered"]


async def test_a_watering_that_fails_alarms_and_the_next_that_works_takes_it_back(
    make_bench: BenchMaker, phone: Phone
) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    bench.outlet.on_open = "refuse"
    await act(bench, "water_plant", wait_s=8)
    await arrive(bench)
    assert phone.titles() == ["Basil needs you"]
    assert told(phone)[0].startswith("Watering Basil failed after 0 ml. ")

    bench.outlet.release()
    await bench.pass_time(3_700, step=600)
    await act(bench, "water_plant", wait_s=14)
    await arrive(bench)
    assert phone.shown == {}


async def test_an_outlet_that_does_not_close_alarms(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    bench.outlet.on_close = "ignore"
    await act(bench, "water_plant", {"wait": False})
    await bench.pass_time(200)
    await arrive(bench)
    assert "The outlet of Basil doesn't close" in " ".join(told(phone))

    bench.outlet.release()
    await bench.pass_time(180, step=10)
    await arrive(bench)
    assert not [each for each in phone.shown.values() if "doesn't close" in each["message"]]


async def test_a_leak_alarms_at_once_even_at_night_and_is_taken_back_when_it_is_dry(
    make_bench: BenchMaker, phone: Phone
) -> None:
    leak = {"device_class": "moisture"}
    bench = await make_bench(
        subentry(BASIL, plant_data(supply="tank")),
        subentry("tank", {"name": "Barrel", "leak": "binary_sensor.leak"}, "supply"),
    )
    bench.hass.states.async_set("binary_sensor.leak", "off", leak)
    await told_by(bench, phone.entity_id, **silence(-1, 1))
    bench.hass.states.async_set("binary_sensor.leak", "on", leak)
    await bench.pass_time(3)
    await arrive(bench)
    assert phone.titles() == ["Barrel needs you"]

    bench.hass.states.async_set("binary_sensor.leak", "off", leak)
    await bench.pass_time(3)
    await arrive(bench)
    assert phone.shown == {}


async def test_at_night_a_dry_plant_waits_for_the_morning(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id, **silence(-1, 1))
    await bench.moisture(25)
    await bench.pass_time(3_000, step=300)
    assert phone.got == []
    await bench.pass_time(900, step=300)
    await arrive(bench)
    assert phone.titles() == ["Basil is thirsty"]


async def test_a_dry_plant_that_waits_for_the_morning_is_written_once_and_told_as_it_is_then(
    make_bench: BenchMaker, phone: Phone
) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id, **silence(-1, 1))
    ledger = bench.coordinator.ledger
    await do(ledger, "CREATE TABLE written (one)")
    await do(ledger, "CREATE TRIGGER seen AFTER INSERT ON notices BEGIN INSERT INTO written VALUES (1); END")
    for value in (25, 24.5, 24, 23.5):
        await bench.moisture(value)
        await bench.pass_time(300, step=150)
    assert len(await rows(ledger, "SELECT one FROM written")) == 1

    await bench.pass_time(3_600, step=300)
    await arrive(bench)
    assert told(phone) == [
        "The soil moisture of Basil is 23.5 %, below its minimum of 30 %, and nothing waters it by itself."
    ]


# --- an ill hub -------------------------------------------------------------------------------------


async def test_an_ill_hub_speaks_once_for_all_its_plants_and_they_follow_when_it_is_well(
    make_bench: BenchMaker, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False)),
        subentry(FERN, plant_data("Fern", automatic=False, outlet=None)),
    )
    await told_by(bench, phone.entity_id)

    def gone() -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as spoiled:
        spoiled.setattr(bench.coordinator.ledger, "_opened", gone)
        await bench.moisture(15)
        await bench.pass_time(240, step=60)
        assert phone.got == []
        await bench.pass_time(180, step=60)
        await arrive(bench)
        assert phone.titles() == ["My plants needs you"]

    await bench.pass_time(660, step=60)
    await arrive(bench)
    assert sorted(phone.titles()[1:]) == ["Basil needs you", "Fern needs you"]
    assert "My plants needs you" not in [message["title"] for message in phone.shown.values()]


# --- before and after -------------------------------------------------------------------------------


async def test_a_restart_repeats_nothing(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(15)
    await arrive(bench)
    await bench.reload()
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.titles() == ["Basil needs you"] and len(phone.shown) == 1


async def test_what_was_on_its_way_when_the_hub_was_left_is_told_afterwards(
    make_bench: BenchMaker, phone: Phone
) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    phone.how = "hang"
    await bench.moisture(15)
    await bench.reload()
    assert phone.got == []
    phone.how = "obey"
    await bench.pass_time(700, step=60)
    await arrive(bench)
    assert phone.titles() == ["Basil needs you"]


async def test_nothing_is_told_before_the_notifiers_are_there(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    bench.hass.set_state(CoreState.starting)
    await bench.reload()
    await bench.moisture(15)
    await bench.pass_time(120, step=60)
    assert phone.got == []

    bench.hass.set_state(CoreState.running)
    bench.hass.bus.async_fire("homeassistant_started")
    await arrive(bench)
    assert phone.titles() == ["Basil needs you"]


async def test_what_fails_while_a_hub_leaves_is_told_when_it_is_back(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await act(bench, "water_plant", {"wait": False})
    await bench.pass_time(3)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    await bench.hass.async_block_till_done()
    assert phone.got == []

    await bench.hass.config_entries.async_setup(bench.entry.entry_id)
    await arrive(bench)
    [message] = told(phone)
    assert message.endswith("Home Assistant or PlantOS stopped before the watering had ended.")


@pytest.mark.parametrize("starting", [True, False])
async def test_a_leak_sensor_that_says_nothing_takes_no_alert_back(
    make_bench: BenchMaker, phone: Phone, starting: bool
) -> None:
    leak = {"device_class": "moisture"}
    bench = await make_bench(
        subentry(BASIL, plant_data(supply="tank")),
        subentry("tank", {"name": "Barrel", "leak": "binary_sensor.leak"}, "supply"),
    )
    await told_by(bench, phone.entity_id)
    bench.hass.states.async_set("binary_sensor.leak", "on", leak)
    await bench.pass_time(3)
    await arrive(bench)
    if starting:
        bench.hass.set_state(CoreState.starting)
    bench.hass.states.async_set("binary_sensor.leak", "unavailable", leak)
    await bench.reload()
    await bench.pass_time(1_200, step=300)

    bench.hass.states.async_set("binary_sensor.leak", "on", leak)
    await bench.settle()
    bench.hass.set_state(CoreState.running)
    bench.hass.bus.async_fire("homeassistant_started")
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.titles() == ["Barrel needs you"] and len(phone.shown) == 1


async def test_a_plant_that_is_gone_is_talked_about_no_more(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False)),
        subentry(FERN, plant_data("Fern", outlet=None, probes={})),
    )
    await told_by(bench, phone.entity_id)
    await bench.moisture(15)
    await arrive(bench)
    assert len(phone.shown) == 1
    bench.hass.config_entries.async_remove_subentry(bench.entry, BASIL)
    await arrive(bench)
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert phone.shown == {}


async def test_who_names_nobody_finds_messages_in_home_assistant(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(15)
    await arrive(bench)
    [message] = in_the_list(hass).values()
    assert message["title"] == "Basil needs you"

    await bench.moisture(45)
    await bench.pass_time(3)
    await arrive(bench)
    assert in_the_list(hass) == {}


async def test_what_stands_in_home_assistants_list_stands_there_after_a_restart_too(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(15)
    await arrive(bench)
    async_dismiss_all(hass)
    await bench.reload()
    await arrive(bench)
    # Who took it off the list has read it.
    assert in_the_list(hass) == {}

    hass.set_state(CoreState.starting)
    await bench.reload()
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await arrive(bench)
    assert [message["title"] for message in in_the_list(hass).values()] == ["Basil needs you"]


async def test_where_there_are_no_buttons_a_request_says_how_to_answer(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    bench = await make_bench(needs_approval=True)
    await bench.moisture(25)
    await arrive(bench)
    [message] = in_the_list(hass).values()
    assert message["message"].endswith(r"Answer with the action Approve watering or Reject watering\.")


async def test_the_demo_garden_is_quiet_until_something_is_wrong(demo: Bench, hass: HomeAssistant) -> None:
    await demo.pass_time(300, step=60)
    assert in_the_list(hass) == {}

    plant_id, plant = next(iter(demo.coordinator.plants.items()))
    faults = [f"{plant_id}:{GardenFault.OUTLET_STUCK_OPEN}"]
    hass.config_entries.async_update_entry(demo.entry, options={**demo.entry.options, "faults": faults})
    await demo.settle()
    await act(demo, "water_plant", {"amount_ml": 20}, wait_s=60, device_id=device_of(demo, plant_id))
    await demo.pass_time(60)
    await arrive(demo)
    assert {message["title"] for message in in_the_list(hass).values()} >= {f"{plant.name} needs you"}
