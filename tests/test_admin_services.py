"""What only administrators may do: unlock an outlet, trust a device again, and all that looks behind the scenes."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
import pytest

from custom_components.plantos.resilience.breaker import BreakerState

from .acting import act, call, device_of, in_words, person, refused
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data, subentry
from .scripted import ScriptedOutlet

# What an administrator is needed for, and what it is given.
ACTIONS: dict[str, dict[str, Any]] = {
    "unlock_outlet": {},
    "reset_circuit_breaker": {},
    "get_audit_log": {},
    "replay_failed_command": {"command_id": "any"},
    "purge_failed_commands": {},
    "export_plants": {},
    "import_plants": {"data": "any"},
    "clone_plant": {},
}
WITHOUT_TARGET = {"replay_failed_command", "purge_failed_commands", "import_plants"}


@pytest.fixture
def admin(hass_admin_user: User) -> Context:
    """An administrator who does something."""
    return Context(user_id=hass_admin_user.id)


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_person_who_controls_everything_but_is_no_administrator_is_refused(
    bench: Bench, hass: HomeAssistant, action: str
) -> None:
    await refused(bench, "water_plant", {"amount_ml": 501})
    [command] = (await call(bench, "list_failed_commands"))["commands"]
    data = dict.fromkeys(ACTIONS[action], command["command_id"])
    target = None if action in WITHOUT_TARGET else {"device_id": device_of(bench)}
    with pytest.raises(Unauthorized):
        await call(bench, action, data, target=target, context=person(hass))
    assert (await call(bench, "list_failed_commands"))["commands"] == [command]


# --- unlocking --------------------------------------------------------------------------------------


async def lock(bench: Bench) -> None:
    """Let the outlet ignore its close until it is locked."""
    bench.outlet.on_close = "ignore"
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=70)
    assert bench.coordinator.waterer.standings.of(BASIL).locked


async def test_an_outlet_that_closes_again_can_be_unlocked(bench: Bench, admin: Context) -> None:
    await lock(bench)
    bench.outlet.on_close = "obey"
    assert await refused(bench, "water_plant", {"amount_ml": 50}) == "denied_locked"
    [plant] = (await act(bench, "unlock_outlet", context=admin))["plants"]

    assert plant == {"plant_id": BASIL, "plant_name": "Basil", "success": True, "reason": None}
    assert not bench.outlet.flowing
    assert await refused(bench, "water_plant", {"amount_ml": 50}) != "denied_locked"


async def test_an_outlet_that_still_does_not_close_stays_locked(bench: Bench, admin: Context) -> None:
    await lock(bench)
    bench.outlet.on_close = "refuse"
    with pytest.raises(HomeAssistantError) as error:
        await act(bench, "unlock_outlet", context=admin)

    assert in_words(error.value) == "failed_not_closed"
    assert bench.coordinator.waterer.standings.of(BASIL).locked
    await bench.reload()
    assert bench.coordinator.waterer.standings.of(BASIL).locked


async def test_an_outlet_that_does_not_close_keeps_no_other_locked(make_bench: BenchMaker) -> None:
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False)),
        subentry(FERN, plant_data("Fern", automatic=False, outlet="switch.fern_pump")),
        outlets=(fern,),
    )
    await lock(bench)
    bench.outlet.on_close = "refuse"
    await bench.coordinator.waterer.standings.change(FERN, locked=True)
    answer = (await act(bench, "unlock_outlet", entity_id="all"))["plants"]

    assert {plant["plant_name"]: plant["success"] for plant in answer} == {"Basil": False, "Fern": True}
    assert "Close it by hand" in answer[0]["reason"]
    unlocking = bench.hass.services.async_call("plantos", "unlock_outlet", {"entity_id": "all"}, blocking=True)
    with pytest.raises(HomeAssistantError) as error:
        await unlocking
    assert in_words(error.value) == "failed_not_closed"


# --- trusting a device again ------------------------------------------------------------------------


def states(bench: Bench, subject: str = BASIL) -> dict[str, BreakerState]:
    """How the breakers of a plant or supply stand."""
    return {breaker.name: breaker.state for breaker in bench.coordinator.waterer.breakers.of(subject)}


def wear_out(bench: Bench, subject: str = BASIL) -> None:
    """Let every device of a plant or supply fail until it is left alone."""
    for breaker in bench.coordinator.waterer.breakers.of(subject):
        for _ in range(breaker.profile.failures):
            breaker.failed(TimeoutError("no answer"))
        assert breaker.state is BreakerState.OPEN


async def test_all_devices_of_a_plant_can_be_trusted_again(bench: Bench, admin: Context) -> None:
    changes: list[dict[str, Any]] = []
    wear_out(bench)
    assert await refused(bench, "water_plant") == "denied_breaker_open"
    bench.hass.bus.async_listen("plantos_circuit_breaker_changed", lambda event: changes.append(dict(event.data)))
    await bench.settle()
    changes.clear()
    answer = await act(bench, "reset_circuit_breaker", context=admin)
    await bench.settle()

    assert answer == {
        "devices": [
            {"device": f"{BASIL}:{part}", "belongs_to": "Basil", "before": "open", "state": "closed"}
            for part in ("outlet", "moisture")
        ]
    }
    assert {(change["device"], change["state"]) for change in changes} == {
        (f"{BASIL}:outlet", "closed"),
        (f"{BASIL}:moisture", "closed"),
    }
    assert (await act(bench, "water_plant", wait_s=12))["plants"][0]["status"] == "completed"


@pytest.mark.parametrize("device", ["moisture", f"{BASIL}:moisture"])
async def test_one_device_can_be_trusted_again(bench: Bench, device: str) -> None:
    wear_out(bench)
    [reset] = (await act(bench, "reset_circuit_breaker", {"device": device}))["devices"]

    assert reset["device"] == f"{BASIL}:moisture"
    assert states(bench) == {f"{BASIL}:moisture": BreakerState.CLOSED, f"{BASIL}:outlet": BreakerState.OPEN}


async def test_an_unknown_device_is_refused_in_words_that_name_those_there_are(bench: Bench) -> None:
    wear_out(bench)
    assert await refused(bench, "reset_circuit_breaker", {"device": "toaster"}) == "no_such_device"
    assert set(states(bench).values()) == {BreakerState.OPEN}


async def test_the_pump_of_a_supply_can_be_trusted_again(make_bench: BenchMaker) -> None:
    pump = ScriptedOutlet("tank_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data(supply="tank", automatic=False)),
        subentry("tank", {"name": "Tank", "pump": "switch.tank_pump"}, "supply"),
        outlets=(pump,),
    )
    wear_out(bench, "tank")
    await act(bench, "reset_circuit_breaker")
    assert states(bench, "tank") == {"tank:outlet": BreakerState.OPEN}

    [reset] = (await act(bench, "reset_circuit_breaker", device_id=device_of(bench, "tank")))["devices"]
    assert (reset["device"], reset["belongs_to"]) == ("tank:outlet", "Tank")
    assert states(bench, "tank") == {"tank:outlet": BreakerState.CLOSED}


async def test_a_hub_stands_for_the_devices_of_all_its_plants_and_supplies(pair: Pair) -> None:
    bench, _ = pair
    answer = await act(bench, "reset_circuit_breaker", device_id=device_of(bench, "hub-id"))
    owners = {device["belongs_to"] for device in answer["devices"]}
    assert owners == {"Basil", "Fern"}
