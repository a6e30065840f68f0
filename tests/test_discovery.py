"""Devices announce themselves, move, and lock their owner out; PlantOS follows, offers and asks."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from aiohttp import web
from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_ZEROCONF, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from homeassistant.loader import async_get_zeroconf
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.garden import devices_of
from custom_components.plantos.hardware import Fault
from custom_components.plantos.hardware.devices import Channel, Role
from custom_components.plantos.hardware.http import Identified
from custom_components.plantos.hardware.http.registry import driver_of
from custom_components.plantos.system_health import async_info

from .hardware.http import conftest as servers
from .hardware.http.conftest import Server
from .hardware.http.devices import Gen2, Tasmota, digest_guard
from .http_forms import ENGLISH, MAC, http_entry, only
from .pi import until
from .steps import fields_of, suggested

TEXTS = ENGLISH["config"]
SHELLY, HTTP, ESPHOME = "_shelly._tcp.local.", "_http._tcp.local.", "_esphomelib._tcp.local."
TASMOTA_MAC = "2c:3a:e8:01:02:03"

server = servers.server


def announcement(
    port: int | None,
    kind: str = SHELLY,
    name: str = "shellyplus1-a8032ab12345",
    host: str = "127.0.0.1",
    **properties: Any,
) -> ZeroconfServiceInfo:
    """What is heard of a device."""
    address = ip_address(host)
    return ZeroconfServiceInfo(
        ip_address=address,
        ip_addresses=[address],
        port=port,
        hostname=f"{name}.local.",
        type=kind,
        name=f"{name}.{kind}",
        properties=properties,
    )


def device(
    unique_id: str | None = MAC, driver: str = "shelly", device_id: str = "pump-id", **settings: Any
) -> ConfigSubentryDataWithId:
    """A device that a hub has."""
    data = {
        "driver": driver,
        "settings": {"host": "127.0.0.1"} | settings,
        "channels": {"switch:0": {"role": "outlet", "name": "switch 0"}},
    }
    return ConfigSubentryDataWithId(
        data=data, subentry_id=device_id, subentry_type="http_device", title="Pump", unique_id=unique_id
    )


async def announce(hass: HomeAssistant, info: ZeroconfServiceInfo) -> Any:
    """Hear of a device."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info)


async def answer(hass: HomeAssistant, form: Any, said: dict[str, Any]) -> Any:
    """Fill in a form."""
    done = await hass.config_entries.flow.async_configure(form["flow_id"], said)
    await hass.async_block_till_done()
    return done


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """A hub without devices."""
    entry = http_entry()
    entry.add_to_hass(hass)
    return entry


# --- a device announces itself ----------------------------------------------------------------------


async def test_home_assistant_listens_for_every_kind_of_device(hass: HomeAssistant) -> None:
    wanted = [
        (kind, {key: value for key, value in matcher.items() if key != "domain"})
        for kind, matchers in (await async_get_zeroconf(hass)).items()
        for matcher in matchers
        if matcher["domain"] == DOMAIN
    ]
    assert sorted(wanted, key=str) == [
        (ESPHOME, {}),
        (HTTP, {"name": "shelly*"}),
        (HTTP, {"properties": {"devicetype": "tasmota"}}),
        (SHELLY, {}),
    ]


async def test_a_device_that_is_new_gets_a_hub_of_its_own(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    form = await announce(hass, announcement(server.port))
    assert (form["step_id"], fields_of(form)) == ("discovered", set())
    assert form["description_placeholders"] == {
        "name": "shellyplus1-a8032ab12345",
        "model": "SNSW-001X16EU",
        "host": "127.0.0.1",
    }
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "shellyplus1-a8032ab12345"}
    made = await answer(hass, form, {})

    entry = made["result"]
    assert (made["type"], entry.title, dict(entry.data)) == (
        FlowResultType.CREATE_ENTRY,
        "HTTP devices",
        {"kind": "http"},
    )
    # A hub holds many devices, so it goes by none of their ids.
    assert entry.unique_id is None
    pump = only(entry)
    assert (pump.title, pump.unique_id) == ("shellyplus1-a8032ab12345", MAC)
    assert pump.data["settings"] == {"host": "127.0.0.1", "port": server.port}
    driver_of(devices_of(entry)[pump.subentry_id])
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_device_is_added_to_the_hub_that_is_chosen(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Gen2(server)
    form = await announce(hass, announcement(server.port))
    assert fields_of(form) == {"hub"}
    done = await answer(hass, form, {"hub": "hub-id"})

    assert (done["reason"], done["description_placeholders"]["hub"]) == ("device_added", "Balcony")
    assert (only(hub).unique_id, only(hub).data["channels"]["switch:0"]["role"]) == (MAC, "outlet")
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_a_device_gets_a_new_hub_beside_the_old_one_if_that_is_wanted(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    hass.config_entries.async_update_entry(hub, title="HTTP devices")
    Gen2(server)
    made = await answer(hass, await announce(hass, announcement(server.port)), {"hub": "new"})
    assert (made["title"], list(hub.subentries)) == ("HTTP devices 2", [])
    await hass.config_entries.async_unload(made["result"].entry_id)


async def test_hubs_of_other_kinds_are_not_offered(hass: HomeAssistant, server: Server) -> None:
    MockConfigEntry(domain=DOMAIN, data={"kind": "entities"}).add_to_hass(hass)
    Gen2(server)
    assert fields_of(await announce(hass, announcement(server.port))) == set()


async def test_a_device_whose_name_is_taken_gets_another(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Tasmota(server)
    await answer(
        hass, await announce(hass, announcement(server.port, HTTP, "tomatoes", devicetype="tasmota")), {"hub": "hub-id"}
    )
    server.routes.clear()
    Gen2(server)
    server.routes["/rpc/Shelly.GetDeviceInfo"] |= {"name": "Tomatoes"}
    await answer(hass, await announce(hass, announcement(server.port)), {"hub": "hub-id"})
    assert [each.title for each in hub.subentries.values()] == ["Tomatoes", "Tomatoes 2"]


async def test_a_device_that_announces_itself_twice_is_offered_once(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    await announce(hass, announcement(server.port))
    again = await announce(hass, announcement(server.port, HTTP, gen="2"))
    assert (again["type"], again["reason"]) == (FlowResultType.ABORT, "already_in_progress")


async def test_a_device_that_nobody_wants_is_offered_no_more(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE, unique_id=MAC, data={}).add_to_hass(hass)
    assert (await announce(hass, announcement(server.port)))["reason"] == "already_configured"
    assert server.asked == []


async def test_who_ignores_a_device_keeps_everything_else_working(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    await announce(hass, announcement(server.port))
    done: Any = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data={"unique_id": MAC, "title": "Pump"}
    )
    await hass.async_block_till_done()
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["result"].supported_subentry_types == {}
    assert list(await async_info(hass)) == ["ledger"]
    assert not hass.config_entries.subentries.async_progress()


async def test_what_is_none_of_ours_is_left_alone(hass: HomeAssistant, server: Server) -> None:
    heard = await announce(hass, announcement(server.port, HTTP, "printer"))
    assert (heard["reason"], server.asked) == ("not_supported", [])


async def test_a_device_without_anything_to_read_or_turn_is_left_alone(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    server.routes["/rpc/Shelly.GetStatus"] = {"light:0": {}}
    assert (await announce(hass, announcement(server.port)))["reason"] == "not_supported"


async def test_a_device_that_cannot_be_read_is_not_offered(
    hass: HomeAssistant, socket_enabled: None, unused_tcp_port: int
) -> None:
    assert (await announce(hass, announcement(unused_tcp_port)))["reason"] == "cannot_connect"


async def test_esphome_is_looked_for_where_its_web_server_is(
    hass: HomeAssistant, hub: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    async def found(_: HomeAssistant, settings: dict[str, Any]) -> Identified:
        asked.append(dict(settings))
        return Identified("esphome", None, "Greenhouse", "ESPHome", {"switch:Pump": Channel(role=Role.OUTLET)})

    # No test may listen on port 80.
    monkeypatch.setattr("custom_components.plantos.discovery_flow.async_identify", found)
    form = await announce(hass, announcement(6053, ESPHOME, "greenhouse", mac="a8032ab12345"))
    await answer(hass, form, {"hub": "hub-id"})

    assert asked == [{"host": "127.0.0.1"}] * 2
    assert (only(hub).unique_id, only(hub).title) == (MAC, "Greenhouse")


async def test_a_device_that_went_since_it_was_offered_is_not_added_before_it_is_back(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Gen2(server)
    form = await announce(hass, announcement(server.port))
    server.guard = lambda _: web.Response(status=404)
    gone = await answer(hass, form, {"hub": "hub-id"})
    assert (gone["step_id"], gone["errors"]) == ("discovered", {"base": "device_unknown_device"})
    assert not hub.subentries
    server.guard = lambda _: None
    assert (await answer(hass, gone, {"hub": "hub-id"}))["reason"] == "device_added"


async def test_another_device_at_the_place_of_the_one_that_was_offered_is_not_taken_for_it(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Gen2(server)
    form = await announce(hass, announcement(server.port))
    server.routes["/rpc/Shelly.GetDeviceInfo"] = {"id": "other", "mac": "A8032A000000", "gen": 2}
    assert (await answer(hass, form, {"hub": "hub-id"}))["errors"] == {"base": "device_unknown_device"}
    assert not hub.subentries


async def test_a_device_that_was_locked_since_it_was_offered_asks_for_its_password(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Gen2(server)
    form = await announce(hass, announcement(server.port))
    digest_guard(server, "s3cret")
    locked = await answer(hass, form, {"hub": "hub-id"})
    assert (locked["errors"], fields_of(locked)) == (
        {"base": "device_not_authorized"},
        {"hub", "username", "password", "token"},
    )
    assert (await answer(hass, locked, {"hub": "hub-id", "password": "s3cret"}))["reason"] == "device_added"


async def test_a_hub_that_went_meanwhile_is_not_replaced_by_a_new_one(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    for entry_id in ("hub-id", "other-id"):
        http_entry(entry_id=entry_id).add_to_hass(hass)
    form = await announce(hass, announcement(server.port))
    await hass.config_entries.async_remove("hub-id")
    again = await answer(hass, form, {"hub": "hub-id"})
    assert (again["step_id"], again["errors"]) == ("discovered", {"base": "hub_gone"})
    assert "hub_gone" in TEXTS["error"]
    assert (await answer(hass, again, {"hub": "other-id"}))["reason"] == "device_added"


# --- a device that is locked ------------------------------------------------------------------------


async def test_a_locked_device_is_offered_and_asks_for_its_password(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    form = await announce(hass, announcement(server.port))
    assert fields_of(form) == TEXTS["step"]["discovered"]["data"].keys()
    assert form["description_placeholders"]["name"] == "shellyplus1-a8032ab12345"
    wrong = await answer(hass, form, {"hub": "hub-id", "password": "wrong"})
    assert wrong["errors"] == {"base": "device_not_authorized"}
    done = await answer(hass, wrong, {"hub": "hub-id", "password": "s3cret"})

    assert done["reason"] == "device_added"
    assert only(hub).data["settings"] == {"host": "127.0.0.1", "port": server.port, "password": "s3cret"}


async def test_a_locked_tasmota_that_is_known_is_found_out_once_it_lets_in(hass: HomeAssistant, server: Server) -> None:
    entry = http_entry(device(TASMOTA_MAC, "tasmota", host="127.0.0.9"))
    entry.add_to_hass(hass)
    Tasmota(server, "s3cret")
    heard = announcement(server.port, HTTP, "tomatoes", devicetype="tasmota")
    done = await answer(hass, await announce(hass, heard), {"hub": "hub-id", "password": "s3cret"})

    assert done["reason"] == "already_configured"
    assert only(entry).data["settings"] == {"host": "127.0.0.1", "port": server.port}


async def test_a_locked_device_that_turns_out_to_have_nothing_is_left_alone(
    hass: HomeAssistant, hub: MockConfigEntry, server: Server
) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    server.routes["/rpc/Shelly.GetStatus"] = {"light:0": {}}
    form = await announce(hass, announcement(server.port))
    assert (await answer(hass, form, {"hub": "hub-id", "password": "s3cret"}))["reason"] == "not_supported"


async def test_a_device_that_went_away_before_it_was_wanted_says_so(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    form = await announce(hass, announcement(server.port))
    server.guard = lambda _: web.Response(status=404)
    wrong = await answer(hass, form, {"password": "s3cret"})
    assert wrong["errors"] == {"base": "device_unknown_device"}


# --- a device moves ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "port", "after"),
    [
        ({"host": "10.0.0.1"}, 80, {"host": "10.0.0.2"}),
        ({"host": "10.0.0.1", "port": 8080, "password": "s3cret"}, 80, {"host": "10.0.0.2", "password": "s3cret"}),
        ({"host": "10.0.0.1"}, 8080, {"host": "10.0.0.2", "port": 8080}),
        ({"host": "10.0.0.1"}, None, {"host": "10.0.0.2"}),
    ],
)
async def test_a_device_that_moved_is_followed(
    hass: HomeAssistant, before: dict[str, Any], port: int | None, after: dict[str, Any]
) -> None:
    entry = http_entry(device(**before))
    entry.add_to_hass(hass)
    heard = await announce(hass, announcement(port, host="10.0.0.2"))

    assert (heard["type"], heard["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert (only(entry).data["settings"], only(entry).subentry_id) == (after, "pump-id")


async def test_esphome_that_moved_keeps_the_port_of_its_web_server(hass: HomeAssistant) -> None:
    entry = http_entry(device(MAC, "esphome", host="10.0.0.1", port=8080))
    entry.add_to_hass(hass)
    await announce(hass, announcement(6053, ESPHOME, "greenhouse", host="10.0.0.2", mac="a8032ab12345"))
    assert only(entry).data["settings"] == {"host": "10.0.0.2", "port": 8080}


async def test_a_tasmota_that_moved_is_followed_by_what_it_says(hass: HomeAssistant, server: Server) -> None:
    Tasmota(server)
    entry = http_entry(device(TASMOTA_MAC, "tasmota", host="10.0.0.1"))
    entry.add_to_hass(hass)
    heard = await announce(hass, announcement(server.port, HTTP, "tomatoes", devicetype="tasmota"))
    assert heard["reason"] == "already_configured"
    assert only(entry).data["settings"] == {"host": "127.0.0.1", "port": server.port}


async def test_a_device_that_stayed_where_it_was_changes_nothing(hass: HomeAssistant) -> None:
    entry = http_entry(device(host="10.0.0.1"))
    entry.add_to_hass(hass)
    changed = entry.modified_at
    await announce(hass, announcement(80, host="10.0.0.1"))
    assert entry.modified_at == changed


async def test_a_device_known_by_its_id_is_not_taken_for_one_that_was_there_before(hass: HomeAssistant) -> None:
    nameless = device(None, "esphome", "old-id", host="10.0.0.2")
    entry = http_entry(nameless, device(MAC, "esphome", host="10.0.0.1"))
    entry.add_to_hass(hass)
    await announce(hass, announcement(6053, ESPHOME, "greenhouse", host="10.0.0.2", mac="a8032ab12345"))
    assert entry.subentries["pump-id"].data["settings"] == {"host": "10.0.0.2"}


async def test_a_hub_that_is_set_up_takes_up_the_new_place_by_itself(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    entry = http_entry(device(host="127.0.0.1", port=1))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    before = entry.runtime_data
    await announce(hass, announcement(server.port))
    await hass.async_block_till_done(wait_background_tasks=True)

    assert entry.runtime_data is not before
    await hass.config_entries.async_unload(entry.entry_id)


# --- a device wants other credentials ---------------------------------------------------------------


async def wants_credentials(hass: HomeAssistant, entry: MockConfigEntry, device_id: str = "pump-id") -> Any:
    """What a hub does that is let in no longer."""
    entry.add_to_hass(hass)
    entry.async_start_reauth(hass, data={"device_id": device_id})
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress()
    return (await hass.config_entries.flow.async_configure(flows[0]["flow_id"])) if flows else None


async def test_a_device_gets_its_new_password(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    digest_guard(server, "n3w")
    entry = http_entry(device(port=server.port, username="admin", password="old"))
    form = await wants_credentials(hass, entry)
    assert (form["step_id"], form["description_placeholders"]["name"]) == ("reauth_confirm", "Pump")
    assert suggested(form) == {"username": "admin", "password": None, "token": None}
    assert fields_of(form) == TEXTS["step"]["reauth_confirm"]["data"].keys()
    wrong = await answer(hass, form, {"username": "admin", "password": "wrong"})
    assert wrong["errors"] == {"base": "device_not_authorized"}
    assert only(entry).data["settings"]["password"] == "old"
    done = await answer(hass, wrong, {"username": "admin", "password": "n3w"})

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert only(entry).data["settings"] == {
        "host": "127.0.0.1",
        "port": server.port,
        "username": "admin",
        "password": "n3w",
    }


async def test_a_password_is_not_given_to_another_device_for_good(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    entry = http_entry(device("00:00:00:00:00:01", port=server.port))
    form = await wants_credentials(hass, entry)
    wrong = await answer(hass, form, {"password": "s3cret"})
    assert wrong["errors"] == {"base": "other_device"}
    assert "password" not in only(entry).data["settings"]


async def test_a_described_device_gets_its_new_token(hass: HomeAssistant, server: Server) -> None:
    server.routes["/all"] = {"soil": 40}

    def guard(request: web.Request) -> web.StreamResponse | None:
        return None if request.headers.get("Authorization") == "Bearer n3w" else web.Response(status=401)

    server.guard = guard
    described = device(None, "json")
    described["data"] = {
        "driver": "json",
        "settings": {
            "url": f"http://127.0.0.1:{server.port}/all",
            "token": "old",
            "channels": {"soil": {"path": "soil"}},
        },
        "channels": {"soil": {"role": "probe", "name": "Soil", "raw": True}},
    }
    entry = http_entry(described)
    form = await wants_credentials(hass, entry)
    assert (await answer(hass, form, {}))["errors"] == {"base": "device_not_authorized"}
    server.guard = lambda _: web.Response(status=500)
    assert (await answer(hass, form, {"token": "n3w"}))["errors"] == {"base": "device_failed"}
    server.guard = guard
    done = await answer(hass, form, {"token": "n3w"})
    assert (done["reason"], only(entry).data["settings"]["token"]) == ("reauth_successful", "n3w")


async def shut_out(entry: MockConfigEntry, locked: list[str]) -> None:
    """Wait until exactly these devices don't let their hub in."""

    def found() -> list[str]:
        return [each.device_id for each in entry.runtime_data.hardware.faults() if each.fault is Fault.NOT_AUTHORIZED]

    await until(lambda: found() == locked)


async def test_every_locked_device_comes_up_one_after_the_other(hass: HomeAssistant, server: Server) -> None:
    Gen2(server)
    digest_guard(server, "n3w")
    entry = http_entry(
        device(port=server.port, password="old"), device(None, "shelly", "second-id", port=server.port, password="old")
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    for locked in (["pump-id", "second-id"], ["second-id"]):
        await shut_out(entry, locked)
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=61))
        await hass.async_block_till_done()
        [flow] = hass.config_entries.flow.async_progress()
        done = await answer(hass, flow, {"username": "admin", "password": "n3w"})
        assert done["reason"] == "reauth_successful"
        assert entry.subentries[locked[0]].data["settings"]["password"] == "n3w"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_device_that_is_gone_needs_no_credentials(hass: HomeAssistant) -> None:
    entry = http_entry(device())
    form = await wants_credentials(hass, entry)
    hass.config_entries.async_remove_subentry(entry, "pump-id")
    assert (await answer(hass, form, {"password": "s3cret"}))["reason"] == "device_gone"
    assert await wants_credentials(hass, http_entry(entry_id="other-id"), "gone-id") is None
    assert not hass.config_entries.flow.async_progress()


def test_every_end_has_its_text() -> None:
    ends = {"already_configured", "cannot_connect", "device_added", "device_gone", "not_supported", "reauth_successful"}
    assert ends <= TEXTS["abort"].keys()
    assert "other_device" in TEXTS["error"]
