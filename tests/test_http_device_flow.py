"""A person adds devices that answer HTTP: what PlantOS finds out, what it asks, and what it refuses."""

from typing import Any

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.hardware import http
from custom_components.plantos.hardware.devices import Role
from custom_components.plantos.hardware.http import Reason

from . import http_forms as forms
from .hardware.http.conftest import Server
from .hardware.http.devices import EspHome, Gen2, Tasmota, digest_guard
from .http_forms import ENGLISH, MAC, TEXTS, http_entry, only, usable
from .steps import Steps, fields_of, suggested

server, hub, steps, host, box = forms.server, forms.hub, forms.steps, forms.host, forms.box


async def test_a_shelly_is_added_with_all_it_has(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    menu = await steps.start()
    assert (menu["type"], menu["menu_options"]) == (FlowResultType.MENU, ["host", "json"])
    assert TEXTS["step"]["user"]["menu_options"].keys() == set(menu["menu_options"])
    assert (await steps.go({"next_step_id": "host"}))["step_id"] == "host"
    asked = await steps.go(host)
    assert (asked["step_id"], suggested(asked)) == (
        "channels",
        {"name": "shellyplus1-a8032ab12345", "moisture": [], "leak": []},
    )
    assert asked["description_placeholders"]["model"] == "SNSW-001X16EU"
    made = await steps.go({"name": " Pump ", "moisture": ["humidity:100"], "leak": ["input:0"]})

    assert (made["type"], made["title"], made["unique_id"]) == (FlowResultType.CREATE_ENTRY, "Pump", MAC)
    assert made["data"] == {
        "driver": "shelly",
        "settings": {"host": "127.0.0.1", "port": server.port},
        "channels": {
            "switch:0": {"role": "outlet", "name": "switch 0"},
            "input:0": {"role": "leak", "name": "input 0"},
            "input:100": {"role": "probe", "name": "input 100", "unit": "%", "raw": True},
            "temperature:100": {
                "role": "probe",
                "name": "temperature 100",
                "measure": "temperature",
                "unit": "°C",
            },
            "humidity:100": {"role": "probe", "name": "humidity 100", "measure": "moisture", "unit": "%"},
            "voltmeter:100": {"role": "probe", "name": "voltmeter 100", "unit": "V", "raw": True},
        },
    }
    usable(hub)


async def test_a_wrong_guess_of_what_a_probe_measures_is_put_right(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    asked = await steps.all({"next_step_id": "host"}, host)
    assert suggested(asked) == {"name": "Greenhouse", "moisture": ["sensor:Soil Moisture"], "leak": []}
    made = await steps.go({"name": "Greenhouse", "moisture": ["sensor:Humidity"]})

    channels = made["data"]["channels"]
    assert (channels["sensor:Humidity"]["measure"], channels["sensor:Soil Moisture"]["measure"]) == (
        "moisture",
        "humidity",
    )
    assert channels["binary_sensor:Float"]["role"] == Role.TANK
    usable(hub)


async def test_nothing_is_asked_of_channels_that_a_device_hasnt(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    server.routes |= {
        "/rpc/Shelly.GetDeviceInfo": {"id": "plug", "mac": "A8032AB12345", "gen": 2},
        "/rpc/Shelly.GetStatus": {"switch:0": {"id": 0, "output": False}},
    }
    assert fields_of(await steps.all({"next_step_id": "host"}, host)) == {"name"}


async def test_a_device_without_anything_to_read_or_turn_is_refused(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    server.routes |= {
        "/rpc/Shelly.GetDeviceInfo": {"id": "bulb", "mac": "A8032AB12345", "gen": 2},
        "/rpc/Shelly.GetStatus": {"light:0": {"id": 0}},
    }
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": "no_channels"}


async def test_who_is_nowhere_can_be_looked_for_elsewhere(
    steps: Steps, server: Server, host: dict[str, Any], unused_tcp_port: int
) -> None:
    Gen2(server)
    wrong = await steps.all({"next_step_id": "host"}, host | {"port": unused_tcp_port})
    assert (wrong["errors"], suggested(wrong)["port"]) == ({"host": "unreachable"}, unused_tcp_port)
    assert (await steps.go(host))["step_id"] == "channels"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda: web.Response(status=404), "unknown_device"),
        (lambda: web.json_response({"hello": "world"}), "unknown_device"),
        (lambda: web.Response(status=429), "unknown_device"),
    ],
)
async def test_what_answers_strangely_is_said(
    steps: Steps, server: Server, host: dict[str, Any], answer: Any, reason: str
) -> None:
    server.guard = lambda _: answer()
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": reason}


async def test_a_device_that_breaks_off_is_said_to_give_no_answer(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    server.routes["/rpc/Shelly.GetDeviceInfo"] = server.drop
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": "no_answer"}


@pytest.mark.parametrize(("path", "reason"), [(500, "failed"), (503, "busy"), (404, "not_found"), (200, "nonsense")])
async def test_a_shelly_that_cannot_tell_what_it_has_says_why(
    steps: Steps, server: Server, host: dict[str, Any], path: int, reason: str
) -> None:
    Gen2(server)
    server.routes["/rpc/Shelly.GetStatus"] = lambda _: web.Response(status=path, text="?")
    assert (await steps.all({"next_step_id": "host"}, host))["errors"] == {"host": reason}


def test_every_reason_and_every_error_has_its_text() -> None:
    assert {*Reason} <= TEXTS["error"].keys()
    assert {f"device_{reason}" for reason in Reason} <= ENGLISH["config"]["error"].keys()


async def test_a_locked_device_lets_in_who_knows_the_password(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    locked = await steps.all({"next_step_id": "host"}, host)
    assert (locked["step_id"], locked["errors"], suggested(locked)["password"]) == ("credentials", {}, None)
    assert fields_of(locked) == TEXTS["step"]["credentials"]["data"].keys()
    wrong = await steps.go({"username": "admin", "password": "wrong"})
    assert (wrong["step_id"], wrong["errors"]) == ("credentials", {"base": "not_authorized"})
    assert suggested(wrong) == {"username": "admin", "password": None, "token": None}
    await steps.go({"password": "s3cret"})
    made = await steps.go({"name": "Pump"})

    assert made["data"]["settings"] == {"host": "127.0.0.1", "port": server.port, "password": "s3cret"}


async def test_a_device_is_in_one_hub_only(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    other = http_entry(entry_id="other-hub-id")
    other.add_to_hass(hass)
    again = await Steps(hass, other, "http_device").all({"next_step_id": "host"}, host)
    assert again["errors"] == {"host": "already_configured"}


async def test_a_device_that_does_not_say_who_it_is_is_known_by_where_it_is(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Greenhouse"})
    again = await steps.all({"next_step_id": "host"}, host)
    assert (only(hub).unique_id, again["errors"]) == (None, {"host": "already_configured"})


@pytest.mark.parametrize(
    ("name", "error"), [("Pump", "name_in_use"), (" ", "name_missing"), ("x" * 81, "name_too_long")]
)
async def test_a_device_has_a_name_of_its_own(
    steps: Steps, server: Server, host: dict[str, Any], box: dict[str, Any], name: str, error: str
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    server.routes.pop("/rpc/Shelly.GetDeviceInfo")
    Tasmota(server)
    wrong = await steps.all({"next_step_id": "host"}, host, {"name": name})
    assert (wrong["step_id"], wrong["errors"]) == ("channels", {"name": error})
    assert (await steps.all({"next_step_id": "json"}, box | {"name": name}))["errors"] == {"name": error}
    assert error in TEXTS["error"]


async def test_a_second_device_of_the_same_name_is_offered_another(
    steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Tomatoes"})
    server.routes.pop("/rpc/Shelly.GetDeviceInfo")
    Tasmota(server)
    assert suggested(await steps.all({"next_step_id": "host"}, host))["name"] == "Tomatoes 2"


async def test_who_is_second_with_a_device_is_told_at_the_end(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    second = Steps(steps.hass, hub, steps.kind)
    await second.all({"next_step_id": "host"}, host)
    await steps.all({"next_step_id": "host"}, host, {"name": "Greenhouse"})
    late = await second.go({"name": "Second"})
    assert (late["type"], late["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert "already_configured" in TEXTS["abort"]
    assert only(hub).title == "Greenhouse"


@pytest.mark.parametrize("step", ["host", "json", "json_channel", "channels"])
async def test_every_field_is_named_and_described(
    steps: Steps, server: Server, host: dict[str, Any], box: dict[str, Any], step: str
) -> None:
    Gen2(server)
    path: dict[str, list[dict[str, Any]]] = {
        "host": [{"next_step_id": "host"}],
        "channels": [{"next_step_id": "host"}, host],
        "json": [{"next_step_id": "json"}],
        "json_channel": [{"next_step_id": "json"}, box],
    }
    form = await steps.all(*path[step])
    assert form["step_id"] == step
    # What only an old device is asked has a promise of its own.
    assert fields_of(form) == TEXTS["step"][step]["data"].keys() - {"forget", "remove"}
