"""A tap on a button does once what an action would, and nothing else does anything."""

import asyncio
from datetime import timedelta

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.plantos.commands import async_answer

from .acting import act, device_of, in_words, person
from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .notifiers import Phone, a_phone, arrive, in_the_list, told_by
from .scripted import ScriptedOutlet

HUB = "hub-id"
ANSWER = "Your answer for Basil"


@pytest.fixture
def phone(hass: HomeAssistant, hass_admin_user: MockUser) -> Phone:
    """Anna's phone."""
    return a_phone(hass, "Anna's phone", hass_admin_user.id)


@pytest.fixture
async def bench(make_bench: BenchMaker, phone: Phone) -> Bench:
    """A basil in danger, which is watered by hand."""
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(15)
    await arrive(bench)
    return bench


@pytest.fixture
async def asking(make_bench: BenchMaker, phone: Phone) -> Bench:
    """A dry basil that asks before it is watered."""
    bench = await make_bench(needs_approval=True)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await arrive(bench)
    return bench


def replies(phone: Phone) -> list[str]:
    """What the phone was told of its answers."""
    return [message["message"] for message in phone.got if message["title"] == ANSWER]


async def tap(bench: Bench, phone: Phone, action: str, context: Context | None = None, **data: object) -> None:
    phone.tap(action, context, **data)
    await arrive(bench)


# --- water ------------------------------------------------------------------------------------------


async def test_a_tap_waters_the_dose_whatever_else_it_says(bench: Bench, phone: Phone) -> None:
    water = phone.buttons("Basil needs you")["Water now"]
    await tap(bench, phone, water, amount_ml=5_000, override=True)
    await bench.pass_time(14)

    [watered] = bench.told("plant_watered")
    assert (watered["requested_ml"], watered["user_id"]) == (100, phone.user_id)
    assert replies(phone) == []


async def test_a_second_tap_waters_nothing_and_says_so(bench: Bench, phone: Phone) -> None:
    water = phone.buttons("Basil needs you")["Water now"]
    phone.tap(water)
    phone.tap(water)
    await arrive(bench)
    await bench.pass_time(4_000, step=600)
    await tap(bench, phone, water)

    assert bench.outlet.said.count("on") == 1
    assert replies(phone) == ["That message about Basil was answered before, so nothing more was done."] * 2


async def test_a_tap_before_and_one_after_a_restart_water_once(bench: Bench, phone: Phone) -> None:
    water = phone.buttons("Basil needs you")["Water now"]
    await tap(bench, phone, water)
    await bench.pass_time(14)
    await bench.reload()
    await tap(bench, phone, water)
    assert bench.outlet.said.count("on") == 1


async def test_even_where_the_answer_is_forgotten_a_message_waters_once(bench: Bench, phone: Phone) -> None:
    water = phone.buttons("Basil needs you")["Water now"]
    memory = bench.coordinator.notifications.memory
    [known] = memory.all()
    await tap(bench, phone, water)
    await bench.pass_time(4_000, step=600)
    memory.keep(known)
    await tap(bench, phone, water)
    await bench.pass_time(14)
    assert bench.outlet.said.count("on") == 1


async def test_the_guardrails_decide_and_the_person_hears_why(bench: Bench, phone: Phone) -> None:
    await bench.coordinator.waterer.standings.change(BASIL, locked=True)
    await tap(bench, phone, phone.buttons("Basil needs you")["Water now"])
    assert "on" not in bench.outlet.said
    [reply] = replies(phone)
    assert reply.startswith("Basil was not watered. ") and "locked" in reply


async def test_a_message_whose_water_was_refused_comes_back_and_can_be_answered_anew(
    bench: Bench, phone: Phone
) -> None:
    standings, water = bench.coordinator.waterer.standings, phone.buttons("Basil needs you")["Water now"]
    await standings.change(BASIL, locked=True)
    await tap(bench, phone, water)
    await standings.change(BASIL, locked=False)
    await bench.reload()
    await bench.pass_time(660, step=60)
    await arrive(bench)
    again = phone.buttons("Basil needs you")["Water now"]
    assert again != water

    await tap(bench, phone, again)
    await bench.pass_time(14)
    assert bench.outlet.said.count("on") == 1


async def test_a_thirsty_plant_whose_water_was_refused_is_called_thirsty_again(
    make_bench: BenchMaker, phone: Phone
) -> None:
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await bench.moisture(25)
    await bench.pass_time(3)
    await arrive(bench)
    await bench.coordinator.waterer.standings.change(BASIL, locked=True)
    await tap(bench, phone, phone.buttons("Basil is thirsty")["Water now"])
    await bench.pass_time(1_200, step=300)
    await arrive(bench)
    assert len(replies(phone)) == 1 and phone.titles().count("Basil is thirsty") == 2


@pytest.mark.parametrize("fault", [RuntimeError("odd"), asyncio.CancelledError()], ids=["unexpected", "cut short"])
async def test_a_message_whose_answer_came_to_nothing_stands_again(
    bench: Bench, phone: Phone, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    async def broken(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(bench.coordinator.ledger, "run_by_key", broken)
        await tap(bench, phone, phone.buttons("Basil needs you")["Water now"])
    await bench.pass_time(660, step=60)
    await arrive(bench)
    await tap(bench, phone, phone.buttons("Basil needs you")["Water now"])
    await bench.pass_time(14)
    assert bench.outlet.said.count("on") == 1


async def test_a_refusal_that_comes_only_when_it_was_its_turn_is_heard_too(
    make_bench: BenchMaker, phone: Phone
) -> None:
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(supply="tank", automatic=False)),
        subentry(FERN, plant_data("Fern", supply="tank", automatic=False, outlet="switch.fern_pump", probes={})),
        subentry("tank", {"name": "Tank"}, "supply"),
        outlets=(fern,),
    )
    await told_by(bench, phone.entity_id)
    await bench.moisture(15)
    await arrive(bench)
    await act(bench, "water_plant", {"wait": False}, device_id=device_of(bench, FERN))
    await bench.pass_time(3)
    assert fern.flowing
    await tap(bench, phone, phone.buttons("Basil needs you")["Water now"])
    assert replies(phone) == []

    await bench.coordinator.waterer.standings.change(BASIL, locked=True)
    await bench.pass_time(20)
    await arrive(bench)
    [reply] = replies(phone)
    assert reply.startswith("Basil was not watered. ") and "locked" in reply
    assert "on" not in bench.outlet.said


async def test_who_approved_hears_why_it_was_not_watered_after_all(asking: Bench, phone: Phone) -> None:
    await asking.coordinator.waterer.standings.change(BASIL, locked=True)
    await tap(asking, phone, phone.buttons("Water Basil?")["Approve"])
    await arrive(asking)
    [reply] = replies(phone)
    assert reply.startswith("Basil was not watered. ") and "locked" in reply
    assert "on" not in asking.outlet.said


async def test_what_no_longer_holds_does_nothing_and_says_so(bench: Bench, phone: Phone) -> None:
    water = phone.buttons("Basil needs you")["Water now"]
    await bench.moisture(40)
    await bench.pass_time(3)
    await tap(bench, phone, water)
    assert "on" not in bench.outlet.said
    assert replies(phone) == ["That message about Basil no longer holds, so nothing was done."]


async def test_two_who_answer_at_once_hear_each_of_their_own(bench: Bench, phone: Phone, hass: HomeAssistant) -> None:
    other = MockUser(is_owner=True).add_to_hass(hass)
    theirs = a_phone(hass, "Ben's phone", other.id)
    await told_by(bench, phone.entity_id, theirs.entity_id)
    for one in (phone, theirs):
        one.tap(f"PLANTOS:WATER:{HUB}:{BASIL}:made-up")
    await arrive(bench)
    assert len(replies(phone)) == len(replies(theirs)) == 1


# --- snooze -----------------------------------------------------------------------------------------


async def test_a_snoozed_message_goes_and_comes_back_a_day_later_even_after_a_restart(
    bench: Bench, phone: Phone
) -> None:
    await tap(bench, phone, phone.buttons("Basil needs you")["Remind me later"])
    assert phone.shown == {}
    await bench.reload()
    await bench.pass_time(23 * 3_600, step=3_600)
    assert phone.titles() == ["Basil needs you"]

    await bench.pass_time(2 * 3_600, step=3_600)
    await arrive(bench)
    assert phone.titles() == ["Basil needs you"] * 2
    assert phone.buttons("Basil needs you").keys() == {"Water now", "Remind me later"}


async def test_snoozing_is_in_the_audit(bench: Bench, phone: Phone) -> None:
    await tap(bench, phone, phone.buttons("Basil needs you")["Remind me later"])
    [entry] = await bench.coordinator.audit.newest(1)
    assert (entry.action, entry.user_id) == ("snooze_message", phone.user_id)
    assert entry.after == {"kind": "critical_moisture"}


# --- approval ---------------------------------------------------------------------------------------


async def test_two_people_answer_and_the_first_counts(asking: Bench, phone: Phone, hass: HomeAssistant) -> None:
    buttons = phone.buttons("Water Basil?")
    phone.tap(buttons["Reject"])
    phone.tap(buttons["Approve"])
    await arrive(asking)
    await asking.pass_time(14)
    assert "on" not in asking.outlet.said
    assert replies(phone) == ["That message about Basil was answered before, so nothing more was done."]


async def test_an_approval_that_comes_too_late_waters_nothing(asking: Bench, phone: Phone) -> None:
    approve = phone.buttons("Water Basil?")["Approve"]
    await asking.pass_time(2 * 3_600 + 120, step=300)
    await tap(asking, phone, approve)
    assert "on" not in asking.outlet.said
    assert replies(phone) == ["That message about Basil no longer holds, so nothing was done."]


async def test_an_old_approval_does_not_approve_the_next_request(asking: Bench, phone: Phone) -> None:
    old = phone.buttons("Water Basil?")["Approve"]
    await act(asking, "reject_watering")
    await asking.pass_time(25 * 3_600, step=3_600)
    await asking.moisture(25)
    await arrive(asking)
    assert phone.buttons("Water Basil?")["Approve"] != old
    await tap(asking, phone, old)
    assert "on" not in asking.outlet.said


async def test_a_request_is_withdrawn_once_somebody_has_watered_the_plant_instead(asking: Bench, phone: Phone) -> None:
    approve = phone.buttons("Water Basil?")["Approve"]
    await asking.pass_time(61)
    await act(asking, "log_care", {"kind": "watered_by_hand"})
    await asking.pass_time(61)
    await arrive(asking)
    run = asking.coordinator.waterer.latest(BASIL)
    assert run and run.failure
    assert (run.state, run.failure.key) == ("denied", "denied_needless")
    assert "Water Basil?" not in [message["title"] for message in phone.shown.values()]
    await tap(asking, phone, approve)
    assert "on" not in asking.outlet.said


async def test_a_can_from_before_a_request_leaves_it_as_it_is(asking: Bench, phone: Phone) -> None:
    earlier = dt_util.utcnow() - timedelta(hours=2)
    await act(asking, "log_care", {"kind": "watered_by_hand", "at": earlier.isoformat()})
    await asking.pass_time(61)
    await arrive(asking)
    run = asking.coordinator.waterer.latest(BASIL)
    assert run and run.state == "awaiting_approval"


async def test_an_answer_to_one_run_is_none_to_another(asking: Bench) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await async_answer(asking.coordinator, BASIL, Context(), approved=True, run_id="another")
    assert in_words(error.value) == "nothing_to_approve"
    await asking.pass_time(14)
    assert "on" not in asking.outlet.said


async def test_an_answer_by_the_action_leaves_nothing_to_tap(asking: Bench, phone: Phone) -> None:
    approve = phone.buttons("Water Basil?")["Approve"]
    await act(asking, "approve_watering")
    await asking.pass_time(14)
    await tap(asking, phone, approve)
    assert asking.outlet.said.count("on") == 1


# --- who may ----------------------------------------------------------------------------------------


async def test_a_person_without_control_of_the_plant_is_refused(
    bench: Bench, phone: Phone, hass: HomeAssistant
) -> None:
    stranger = person(hass, "valve.somebody_elses")
    theirs = a_phone(hass, "Stranger's phone", str(stranger.user_id))
    await told_by(bench, phone.entity_id, theirs.entity_id)
    await tap(bench, theirs, phone.buttons("Basil needs you")["Water now"], stranger)

    assert "on" not in bench.outlet.said
    assert replies(theirs) == ["You may not control this plant, so nothing was done."]
    assert replies(phone) == []


async def test_a_person_with_control_of_the_plant_needs_no_more(
    bench: Bench, phone: Phone, hass: HomeAssistant
) -> None:
    gardener = person(hass, bench.state("outlet").entity_id)
    await tap(bench, phone, phone.buttons("Basil needs you")["Water now"], gardener)
    assert bench.outlet.said.count("on") == 1
    await bench.pass_time(14)


@pytest.mark.parametrize("context", [Context(), Context(user_id="nobody knows them")])
async def test_nobody_may_answer(bench: Bench, phone: Phone, context: Context) -> None:
    await tap(bench, phone, phone.buttons("Basil needs you")["Water now"], context)
    assert "on" not in bench.outlet.said
    assert replies(phone) == []


@pytest.mark.parametrize(
    "action",
    [
        "PLANTOS:WATER:hub-id:basil-id:made-up",
        "PLANTOS:WATER:hub-id:basil-id:{id}x",
        "PLANTOS:APPROVE:hub-id:basil-id:{id}",
        "PLANTOS:WATER:hub-id:fern-id:{id}",
        "PLANTOS:WATER:other-hub:basil-id:{id}",
        "PLANTOS:UNLOCK:hub-id:basil-id:{id}",
        "plantos:water:hub-id:basil-id:{id}",
        "SOMETHING_ELSE",
    ],
)
async def test_what_was_never_sent_does_nothing(bench: Bench, phone: Phone, action: str) -> None:
    known = phone.buttons("Basil needs you")["Water now"].rpartition(":")[2]
    await tap(bench, phone, action.format(id=known))
    await bench.pass_time(14)
    assert "on" not in bench.outlet.said
    # What was sent can still be answered.
    assert phone.buttons("Basil needs you")


async def test_an_event_without_an_action_does_nothing(bench: Bench, hass: HomeAssistant) -> None:
    hass.bus.async_fire("mobile_app_notification_action", {"action": ["PLANTOS"]})
    hass.bus.async_fire("mobile_app_notification_action", {})
    await arrive(bench)
    assert "on" not in bench.outlet.said


async def test_who_has_no_phone_among_the_notifiers_is_answered_in_home_assistant(
    bench: Bench, phone: Phone, hass: HomeAssistant
) -> None:
    other = person(hass)
    await tap(bench, phone, f"PLANTOS:WATER:{HUB}:{BASIL}:made-up", other)
    assert [message["title"] for message in in_the_list(hass).values()] == [ANSWER]
