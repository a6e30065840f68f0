"""A device that its owner has described."""

from typing import Any

from aiohttp import ClientSession, web
from pydantic import ValidationError
import pytest

from custom_components.plantos.hardware import FailSafe
from custom_components.plantos.hardware.devices import Channel, Role
from custom_components.plantos.hardware.http import JsonSettings, Reason, Tried, try_out
from custom_components.plantos.hardware.http.exchange import dig
from custom_components.plantos.hardware.http.json_path import steps

from .conftest import Connect, Server
from .devices import RELAY, digest_guard

PROBE = Channel(role=Role.PROBE, raw=True)


@pytest.fixture
def box(server: Server) -> dict[str, Any]:
    """A box with two probes and a pump, and its description."""
    pump = {"state": "off"}

    async def turn(request: web.Request) -> web.Response:
        pump["state"] = "off" if request.path == "/off" else "on"
        return web.Response(text="done")

    server.routes |= {"/": {"soil": [{"m": 31.5}, {"m": "dry"}]}, "/pump": lambda _: web.json_response(pump)}
    server.routes |= {"/on": turn, "/off": turn}
    base = f"http://127.0.0.1:{server.port}"
    return {
        "url": f"{base}/",
        "channels": {
            "basil": {"path": "soil[0].m"},
            "fern": {"path": "$.soil[1].m"},
            "pump": {
                "path": "state",
                "state": {"url": f"{base}/pump"},
                "on": {"url": f"{base}/on", "method": "POST", "body": '{"for": {seconds}}'},
                "off": {"url": f"{base}/off?now=1"},
            },
        },
    }


async def test_it_is_read_and_turned_as_described(box: dict[str, Any], server: Server, connected: Connect) -> None:
    device = connected("json", {"basil": PROBE, "fern": PROBE, "pump": RELAY}, **box)
    assert (await device.probe("basil").read()).value == 31.5
    assert (await device.probe("fern").read()).value is None
    outlet = device.outlet("pump")
    await outlet.open(9.5)
    assert '{"for": 11}' in server.bodies
    await outlet.close()
    assert await outlet.is_open() is False
    assert server.commands("/o") == ["POST /on", "GET /off?now=1"]


async def test_a_device_that_is_told_the_seconds_closes_by_itself(box: dict[str, Any], connected: Connect) -> None:
    assert connected("json", {"pump": RELAY}, **box).outlet("pump").fail_safe is FailSafe.DEVICE_TIMER
    box["channels"]["pump"]["on"]["body"] = "on=1"
    assert connected("json", {"pump": RELAY}, **box).outlet("pump").fail_safe is FailSafe.SOFTWARE_ONLY


async def test_the_seconds_may_be_in_the_address(box: dict[str, Any], server: Server, connected: Connect) -> None:
    box["channels"]["pump"]["on"] = {"url": f"{box['url']}on?for={{seconds}}"}
    outlet = connected("json", {"pump": RELAY}, **box).outlet("pump")
    await outlet.open(30)
    assert server.commands("/on") == ["GET /on?for=31"]
    assert outlet.fail_safe is FailSafe.DEVICE_TIMER


async def test_a_probe_is_no_outlet(box: dict[str, Any], connected: Connect) -> None:
    with pytest.raises(ValueError, match="no request to turn it"):
        connected("json", {"basil": RELAY}, **box)


async def test_a_token_is_shown(box: dict[str, Any], server: Server, connected: Connect) -> None:
    def guard(request: web.Request) -> web.Response | None:
        return None if request.headers.get("Authorization") == "Bearer t0ken" else web.Response(status=401)

    server.guard = guard
    device = connected("json", {"basil": PROBE}, **box, token="t0ken")
    assert (await device.probe("basil").read()).value == 31.5


async def test_trying_out_tells_of_every_channel(box: dict[str, Any], server: Server, session: ClientSession) -> None:
    box["channels"] |= {
        "gone": {"path": "soil[7].m"},
        "lost": {"path": "x", "state": {"url": f"{box['url']}nowhere"}},
        "float": {"path": "state", "state": {"url": f"{box['url']}pump"}},
    }
    tried = await try_out(session, box)
    assert tried["basil"] == Tried(31.5)
    assert tried["pump"] == tried["float"] == Tried(False)
    assert tried["gone"] == Tried(None, Reason.NONSENSE, "there is nothing to use at soil[7].m")
    assert tried["fern"].reason is Reason.NONSENSE
    assert tried["lost"].reason is Reason.NOT_FOUND and "isn't there" in tried["lost"].detail
    assert len(server.commands("GET /pump")) == 1


async def test_trying_out_turns_nothing(box: dict[str, Any], server: Server, session: ClientSession) -> None:
    await try_out(session, box)
    assert not server.commands("/o")


async def test_trying_out_asks_with_the_password(box: dict[str, Any], server: Server, session: ClientSession) -> None:
    digest_guard(server, "s3cret")
    assert (await try_out(session, box))["basil"].reason is Reason.NOT_AUTHORIZED
    assert (await try_out(session, box | {"password": "s3cret"}))["basil"].value == 31.5


@pytest.mark.parametrize(
    "change",
    [
        {"url": "box/status"},
        {"url": "ftp://box/"},
        {"url": "http://"},
        {"channels": {}},
        {"channels": {"a": {"path": ""}}},
        {"channels": {"a": {"path": "a]b"}}},
        {"channels": {"a": {"path": "a", "on": {"url": "http://box/on"}}}},
        {"channels": {"a": {"path": "a", "off": {"url": "http://box/on"}}}},
        {"channels": {"a": {"path": "a", "state": {"url": "http://box/", "method": "DELETE"}}}},
        {"colour": "green"},
    ],
)
def test_what_describes_no_device_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        JsonSettings.model_validate({"url": "http://box/", "channels": {"a": {"path": "a"}}} | change)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", {"a": {"b.c": [1, 2, {"d": 3}]}}),
        ("a", {"b.c": [1, 2, {"d": 3}]}),
        ("$.a['b.c'][0]", 1),
        ('a["b.c"][-1].d', 3),
        ("a['b.c'][9]", None),
        ("a.b", None),
        ("a[0]", None),
    ],
)
def test_a_path_leads_to_one_value(path: str, found: object) -> None:
    assert dig({"a": {"b.c": [1, 2, {"d": 3}]}}, *steps(path)) == found


@pytest.mark.parametrize("path", ["", "  ", "a..b", "a[", "a[x]", "[]", "a['b]"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        steps(path)
