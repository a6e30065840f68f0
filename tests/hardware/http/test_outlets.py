"""Openings: armed, sent once, and told from each other by how they fail."""

import asyncio

from aiohttp import ClientError, ClientSession, web
import pytest

from custom_components.plantos.hardware import FailSafe, Fault, HardwareError, NotOpened, NotSent
from custom_components.plantos.hardware.http import Credentials
from custom_components.plantos.hardware.http.exchange import Exchange, Request, root_of

from .conftest import Connect, Server
from .devices import RELAY, EspHome, Gen1, Gen2, Tasmota, basic_guard, digest_guard, until_heard

CASES = {
    "shelly": (Gen2, "switch:0", "Switch.Set"),
    "shelly_gen1": (Gen1, "relay:0", "turn=on"),
    "tasmota": (Tasmota, "relay:1", "Power1"),
    "esphome": (EspHome, "switch:Pump 1", "turn_on"),
}
KINDS = pytest.mark.parametrize("kind", CASES)


@KINDS
async def test_an_outlet_opens_and_closes(kind: str, server: Server, connected: Connect) -> None:
    double, channel, _ = CASES[kind]
    double(server)
    outlet = connected(kind, {channel: RELAY}).outlet(channel)
    assert await outlet.is_open() is False
    await outlet.open(10)
    assert await outlet.is_open() is True
    await outlet.close()
    assert await outlet.is_open() is False
    assert not outlet.assumed


async def test_a_shelly_is_armed_by_the_call_that_opens_it(server: Server, connected: Connect) -> None:
    shelly = Gen2(server)
    outlet = connected("shelly", {"switch:0": RELAY}).outlet("switch:0")
    await outlet.open(9.2)
    assert server.commands("Switch.Set") == ["POST /rpc/Switch.Set"]
    assert '{"id": 0, "on": true, "toggle_after": 11}' in server.bodies
    assert shelly.switch["timer_duration"] == 11
    assert outlet.fail_safe is FailSafe.DEVICE_TIMER


async def test_an_old_shelly_is_armed_by_the_request_that_opens_it(server: Server, connected: Connect) -> None:
    Gen1(server)
    outlet = connected("shelly_gen1", {"relay:0": RELAY}).outlet("relay:0")
    await outlet.open(9.2)
    assert server.commands("relay") == ["GET /relay/0?turn=on&timer=11"]
    assert outlet.fail_safe is FailSafe.DEVICE_TIMER


async def test_tasmota_is_armed_before_it_is_opened(server: Server, connected: Connect) -> None:
    tasmota = Tasmota(server)
    outlet = connected("tasmota", {"relay:1": RELAY}).outlet("relay:1")
    await outlet.open(59.5)
    assert server.asked[:2] == ["GET /cm?cmnd=PulseTime1+161", "GET /cm?cmnd=Power1+ON"]
    assert (tasmota.power, tasmota.pulse) == ("ON", 161)
    assert outlet.fail_safe is FailSafe.DEVICE_TIMER


async def test_esphome_has_no_timer_of_its_own(server: Server, connected: Connect) -> None:
    EspHome(server)
    assert connected("esphome", {"switch:Pump 1": RELAY}).outlet("switch:Pump 1").fail_safe is FailSafe.SOFTWARE_ONLY


@pytest.mark.parametrize("answer", [{"PulseTime1": {"Set": 5}}, {"Command": "Unknown"}, [], {"PulseTime1": "ON"}])
async def test_tasmota_that_doesnt_take_the_time_is_never_opened(
    answer: object, server: Server, connected: Connect
) -> None:
    Tasmota(server)
    server.routes["/cm?cmnd=PulseTime1+110"] = lambda _: web.json_response(answer)
    with pytest.raises(NotSent, match="timer"):
        await connected("tasmota", {"relay:1": RELAY}).outlet("relay:1").open(10)
    assert not server.commands("Power1")


@pytest.mark.parametrize("kind", ["shelly", "shelly_gen1"])
async def test_an_outlet_that_opened_without_its_timer_is_in_doubt(
    kind: str, server: Server, connected: Connect
) -> None:
    double, channel, word = CASES[kind]
    shelly = double(server)

    def forgetful(_: web.Request) -> object:
        shelly.relay = {"ison": True, "has_timer": False}  # type: ignore[attr-defined]  # of either kind
        shelly.switch = {"output": True}  # type: ignore[attr-defined]
        return {}

    server.routes["/relay/0"] = server.routes["/rpc/Switch.Set"] = forgetful
    with pytest.raises(HardwareError, match="without its timer") as failed:
        await connected(kind, {channel: RELAY}).outlet(channel).open(10)
    assert not isinstance(failed.value, NotOpened)
    assert len(server.commands(word)) == 1


@KINDS
async def test_an_opening_whose_connection_is_lost_is_in_doubt_and_sent_once(
    kind: str, server: Server, connected: Connect
) -> None:
    double, channel, word = CASES[kind]
    device = double(server)
    if isinstance(device, Tasmota):
        server.routes["/cm?cmnd=Power1+ON"] = server.drop
    else:
        for path in [
            path for path in server.routes if path in ("/relay/0", "/rpc/Switch.Set", "/switch/Pump 1/turn_on")
        ]:
            server.routes[path] = server.drop
    with pytest.raises(HardwareError, match="lost its connection") as failed:
        await connected(kind, {channel: RELAY}).outlet(channel).open(10)
    assert not isinstance(failed.value, NotOpened)
    assert len(server.commands(word)) == 1


async def test_an_opening_over_a_kept_connection_that_is_gone_is_sent_once(
    server: Server, session: ClientSession, connected: Connect
) -> None:
    """The session would send a GET again; it shares connections with everything else in the house."""
    Gen1(server)
    async with session.get(f"http://127.0.0.1:{server.port}/status") as response:
        await response.read()
    server.routes["/relay/0"] = server.drop
    with pytest.raises(HardwareError, match="lost its connection"):
        await connected("shelly_gen1", {"relay:0": RELAY}).outlet("relay:0").open(10)
    assert len(server.commands("turn=on")) == 1


async def test_a_session_sends_a_lost_get_again_by_itself(server: Server, session: ClientSession) -> None:
    """Why a command has to be kept from it."""
    server.routes |= {"/": {}, "/relay/0": server.drop}
    async with session.get(f"http://127.0.0.1:{server.port}/") as response:
        await response.read()
    with pytest.raises(ClientError):
        await session.get(f"http://127.0.0.1:{server.port}/relay/0?turn=on")
    assert len(server.commands("turn=on")) == 2


async def test_a_cancelled_opening_leaves_nothing_behind(server: Server, connected: Connect) -> None:
    Gen2(server)
    works, server.routes["/rpc/Switch.Set"] = server.routes["/rpc/Switch.Set"], server.hang
    outlet = connected("shelly", {"switch:0": RELAY}).outlet("switch:0")
    opening = asyncio.create_task(outlet.open(10))
    await until_heard(server)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    server.routes["/rpc/Switch.Set"] = works
    await outlet.close()
    assert len(server.commands("Switch.Set")) == 2


@KINDS
async def test_an_outlet_out_of_reach_was_never_told(
    kind: str, connected: Connect, server: Server, unused_tcp_port: int
) -> None:
    _, channel, _ = CASES[kind]
    device = connected(kind, {channel: RELAY}, port=unused_tcp_port)
    outlet = device.outlet(channel)
    with pytest.raises(NotSent, match="can't be reached"):
        await outlet.open(10)
    assert await outlet.is_open() is None
    with pytest.raises(HardwareError, match="can't be reached"):
        await outlet.close()
    assert device.fault and device.fault.fault is Fault.UNREACHABLE
    assert device.fault.device_id == "box"


@pytest.mark.parametrize("status", [404, 429, 500, 503])
async def test_an_outlet_that_refuses_and_reads_closed_is_not_opened(
    status: int, server: Server, connected: Connect
) -> None:
    Gen2(server)
    server.routes["/rpc/Switch.Set"] = lambda _: web.json_response({"code": -103}, status=status)
    with pytest.raises(NotOpened) as failed:
        await connected("shelly", {"switch:0": RELAY}).outlet("switch:0").open(10)
    assert not isinstance(failed.value, NotSent)
    assert len(server.commands("Switch.Set")) == 1


async def test_an_outlet_that_refuses_and_reads_open_is_in_doubt(server: Server, connected: Connect) -> None:
    Gen2(server).switch["output"] = True
    server.routes["/rpc/Switch.Set"] = lambda _: web.Response(status=500)
    with pytest.raises(HardwareError, match="status 500") as failed:
        await connected("shelly", {"switch:0": RELAY}).outlet("switch:0").open(10)
    assert not isinstance(failed.value, NotOpened)


async def test_an_outlet_that_doesnt_follow_is_not_opened(server: Server, connected: Connect) -> None:
    Gen2(server)
    server.routes["/rpc/Switch.Set"] = {"was_on": False}
    with pytest.raises(NotOpened, match="says that it is closed"):
        await connected("shelly", {"switch:0": RELAY}).outlet("switch:0").open(10)


async def test_an_outlet_that_says_neither_is_in_doubt(server: Server, connected: Connect) -> None:
    Gen2(server)
    server.routes["/rpc/Shelly.GetStatus"] = {"switch:0": {"id": 0, "errors": ["overtemp"]}}
    outlet = connected("shelly", {"switch:0": RELAY}).outlet("switch:0")
    assert await outlet.is_open() is None
    with pytest.raises(HardwareError, match="doesn't say whether") as failed:
        await outlet.open(10)
    assert not isinstance(failed.value, NotOpened)
    with pytest.raises(HardwareError, match="doesn't say that it is closed"):
        await outlet.close()


async def test_an_outlet_that_stays_open_isnt_closed(server: Server, connected: Connect) -> None:
    Gen2(server).switch["output"] = True
    server.routes["/rpc/Switch.Set"] = {"was_on": True}
    with pytest.raises(HardwareError, match="doesn't say that it is closed"):
        await connected("shelly", {"switch:0": RELAY}).outlet("switch:0").close()


async def test_a_device_that_restarted_reads_closed(server: Server, connected: Connect, hands: object) -> None:
    shelly = Gen2(server)
    device = connected("shelly", {"switch:0": RELAY})
    outlet = device.outlet("switch:0")
    await outlet.open(10)
    shelly.switch = {"id": 0, "output": False}
    await device.page("switch:0", anew=True)
    assert await outlet.is_open() is False


async def test_a_close_that_comes_after_a_reading_doesnt_believe_it(server: Server, connected: Connect) -> None:
    shelly = Gen2(server)
    outlet = connected("shelly", {"switch:0": RELAY}).outlet("switch:0")
    assert await outlet.is_open() is False
    shelly.switch["output"] = True
    await outlet.close()
    assert len(server.commands("GetStatus")) == 2


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
async def test_a_locked_shelly_is_opened_once_with_the_right_password(
    algorithm: str, server: Server, connected: Connect
) -> None:
    Gen2(server)
    digest_guard(server, "s3cret", algorithm=algorithm)
    device = connected("shelly", {"switch:0": RELAY}, username="admin", password="s3cret")
    await device.outlet("switch:0").open(10)
    # The first of the two was refused: it asked for the challenge.
    assert len(server.commands("Switch.Set")) == 2
    assert device.fault is None
    await device.outlet("switch:0").close()
    assert len(server.commands("Switch.Set")) == 3


async def test_a_locked_old_shelly_is_opened_with_basic_authentication(server: Server, connected: Connect) -> None:
    Gen1(server)
    basic_guard(server, "Basic YWRtaW46czNjcmV0")
    device = connected("shelly_gen1", {"relay:0": RELAY}, password="s3cret")
    await device.outlet("relay:0").open(10)
    assert len(server.commands("turn=on")) == 2
    await device.outlet("relay:0").close()
    assert len(server.commands("turn=off")) == 1


@pytest.mark.parametrize(("kind", "settings"), [("shelly", {}), ("shelly", {"password": "wrong"})])
async def test_a_device_that_wants_another_password_is_not_opened(
    kind: str, settings: dict[str, str], server: Server, connected: Connect
) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    device = connected(kind, {"switch:0": RELAY}, **settings)
    with pytest.raises(NotOpened, match="needs other credentials"):
        await device.outlet("switch:0").open(10)
    assert device.fault and device.fault.fault is Fault.NOT_AUTHORIZED


async def test_a_locked_tasmota_is_never_opened_and_says_so(server: Server, connected: Connect) -> None:
    tasmota = Tasmota(server, "s3cret")
    device = connected("tasmota", {"relay:1": RELAY}, password="wrong")
    with pytest.raises(NotSent, match="needs other credentials"):
        await device.outlet("relay:1").open(10)
    assert device.fault and device.fault.fault is Fault.NOT_AUTHORIZED
    assert tasmota.power == "OFF"


async def test_a_locked_tasmota_takes_the_password_in_its_query(server: Server, connected: Connect) -> None:
    tasmota = Tasmota(server, "s3cret")
    await connected("tasmota", {"relay:1": RELAY}, password="s3cret").outlet("relay:1").open(10)
    assert tasmota.power == "ON"


async def test_no_message_tells_the_password(server: Server, connected: Connect) -> None:
    server.routes["/cm"] = lambda _: web.Response(status=500)
    device = connected("tasmota", {"relay:1": RELAY}, password="s3cret")
    with pytest.raises(HardwareError) as failed:
        await device.outlet("relay:1").close()
    assert "s3cret" not in f"{failed.value!r} {device.fault}"


async def test_a_command_isnt_sent_over_a_closed_session(server: Server, session: ClientSession) -> None:
    exchange = Exchange(session, Credentials())
    await session.close()
    with pytest.raises(HardwareError, match="stopping"):
        await exchange.command(Request(root_of("127.0.0.1", server.port)))


async def test_a_valve_on_its_way_is_open(server: Server, connected: Connect) -> None:
    node = EspHome(server)
    outlet = connected("esphome", {"valve:Bed": RELAY}).outlet("valve:Bed")
    await outlet.open(10)
    node.valve, node.moving = "CLOSED", "CLOSING"
    with pytest.raises(HardwareError, match="doesn't say that it is closed"):
        await outlet.close()
    node.moving = "IDLE"
    await outlet.close()
    assert server.commands("POST") == ["POST /valve/Bed/open", "POST /valve/Bed/close", "POST /valve/Bed/close"]
