"""A device in the network that moved or was locked is known again, and tells its secrets to nobody else."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.hardware import http
from custom_components.plantos.hardware.devices import Role

from . import http_forms as forms
from .hardware.http.conftest import Server
from .hardware.http.devices import EspHome, Gen2, Tasmota, digest_guard
from .http_forms import MAC, TEXTS, hang_on, only, usable
from .steps import Steps, fields_of, suggested

server, hub, steps, host, told = forms.server, forms.hub, forms.steps, forms.host, forms.told


def with_settings(hass: HomeAssistant, hub: MockConfigEntry, **settings: Any) -> str:
    """Change what is known of the only device."""
    device = only(hub)
    data = {**device.data, "settings": {**device.data["settings"], **settings}}
    hass.config_entries.async_update_subentry(hub, device, data=data)
    return str(device.subentry_id)


async def test_a_device_is_moved_and_renamed_and_learns_of_new_channels(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump", "moisture": ["humidity:100"]})
    device = only(hub)
    data = dict(device.data)
    used = {key: data["channels"].pop(key) for key in ("switch:0", "temperature:100")}
    data["channels"] |= {"switch:7": used["switch:0"], "switch:8": used["switch:0"]}
    data["settings"] = {"host": "old.local", "password": "s3cret"}
    hass.config_entries.async_update_subentry(hub, device, data=data)
    hang_on(hass, hub, outlet=f"{device.subentry_id}/switch:7")

    form = await steps.start(device.subentry_id)
    assert (form["step_id"], suggested(form)) == ("host", {"host": "old.local", "port": None, "forget": None})
    asked = await steps.go(host)
    assert suggested(asked) == {"name": "Pump", "moisture": ["humidity:100"], "leak": []}
    done = await steps.go({"name": "Fountain", "moisture": ["humidity:100"]})

    changed = only(hub)
    assert (done["reason"], changed.subentry_id) == ("reconfigure_successful", device.subentry_id)
    assert (changed.title, changed.unique_id) == ("Fountain", MAC)
    assert changed.data["settings"] == {"host": "127.0.0.1", "port": server.port, "password": "s3cret"}
    assert {"switch:0", "temperature:100", "switch:7"} <= changed.data["channels"].keys()
    assert "switch:8" not in changed.data["channels"]
    assert changed.data["channels"]["humidity:100"]["measure"] == "moisture"


async def test_another_device_is_not_taken_for_the_old_one(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    server.routes["/rpc/Shelly.GetDeviceInfo"] = {"id": "other", "mac": "A8032A000000", "gen": 2}
    await steps.start(only(hub).subentry_id)
    assert (await steps.go(host))["errors"] == {"host": "other_device"}
    server.routes.pop("/rpc/Shelly.GetDeviceInfo")
    Tasmota(server)
    assert (await steps.go(host))["errors"] == {"host": "other_device"}


async def test_what_a_plant_hangs_on_keeps_its_use(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    answer = {"name": "Pump", "moisture": ["humidity:100"], "leak": ["input:0"]}
    await steps.all({"next_step_id": "host"}, host, answer)
    device_id = only(hub).subentry_id
    hang_on(hass, hub, probes={"moisture": f"{device_id}/humidity:100"})
    await steps.start(device_id)
    await steps.go(host)
    wrong = await steps.go(answer | {"moisture": [], "leak": []})
    assert (wrong["step_id"], wrong["errors"]) == ("channels", {"moisture": "still_used"})
    assert "still_used" in TEXTS["error"]
    # Nobody hangs on the float switch.
    assert (await steps.go(answer | {"leak": []}))["reason"] == "reconfigure_successful"
    assert only(hub).data["channels"]["input:0"]["role"] == Role.TANK


async def test_who_answers_elsewhere_hears_no_secret_before_it_is_known_as_the_same(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], told: list[str]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    device_id = with_settings(hass, hub, host="old.local", token="abc")
    itself = server.routes["/rpc/Shelly.GetDeviceInfo"]
    server.routes["/rpc/Shelly.GetDeviceInfo"] = {"id": "other", "mac": "A8032A000000", "gen": 2}
    await steps.start(device_id)
    assert (await steps.go(host))["errors"] == {"host": "other_device"}
    server.routes["/rpc/Shelly.GetDeviceInfo"] = itself
    await steps.go(host)
    assert told == []
    await steps.go({"name": "Pump"})
    assert only(hub).data["settings"]["token"] == "abc"


async def test_who_is_locked_elsewhere_gets_what_a_person_enters_and_not_what_is_known(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    device_id = with_settings(hass, hub, host="old.local", username="admin", password="s3cret")
    digest_guard(server, "s3cret")
    await steps.start(device_id)
    assert (await steps.go(host))["step_id"] == "credentials"
    assert (await steps.go({}))["errors"] == {"base": "not_authorized"}
    assert (await steps.go({"password": "s3cret"}))["step_id"] == "channels"


async def test_a_locked_device_that_stayed_where_it_was_is_asked_with_what_is_known(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    digest_guard(server, "s3cret")
    await steps.start(with_settings(hass, hub, password="s3cret"))
    assert (await steps.go(host | {"port": 1}))["errors"] == {"host": "unreachable"}
    assert (await steps.go(host))["step_id"] == "channels"


async def test_who_does_not_say_who_it_is_loses_its_secrets_by_moving(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    steps: Steps,
    server: Server,
    host: dict[str, Any],
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Greenhouse"})
    await steps.start(with_settings(hass, hub, host="old.local", token="abc"))
    await steps.go(host)
    await steps.go({"name": "Greenhouse"})
    assert (only(hub).data["settings"], told) == ({"host": "127.0.0.1", "port": server.port}, [])


async def test_the_secrets_of_a_device_can_be_forgotten(
    hass: HomeAssistant, hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any], told: list[str]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    form = await steps.start(with_settings(hass, hub, username="admin", token="abc"))
    assert fields_of(form) == TEXTS["step"]["host"]["data"].keys()
    await steps.go(host | {"forget": True})
    await steps.go({"name": "Pump"})
    assert (only(hub).data["settings"], told) == ({"host": "127.0.0.1", "port": server.port}, [])
    assert "forget" not in fields_of(await steps.start(only(hub).subentry_id))


async def test_a_device_that_was_locked_since_asks_for_its_new_password(
    hub: MockConfigEntry, steps: Steps, server: Server, host: dict[str, Any]
) -> None:
    Gen2(server)
    await steps.all({"next_step_id": "host"}, host, {"name": "Pump"})
    digest_guard(server, "s3cret")
    await steps.start(only(hub).subentry_id)
    assert (await steps.go(host))["step_id"] == "credentials"
    await steps.go({"username": "admin", "password": "s3cret"})
    await steps.go({"name": "Pump"})
    settings = only(hub).data["settings"]
    assert (settings["username"], settings["password"]) == ("admin", "s3cret")
    usable(hub)
