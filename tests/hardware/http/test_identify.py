"""Who answers there, or why nobody does."""

from aiohttp import ClientSession, ClientTimeout, web
import pytest

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware import http
from custom_components.plantos.hardware.devices import Channel, DeviceConfig, Role
from custom_components.plantos.hardware.http import Credentials, HttpDevice, HttpError, Reason, identify

from .conftest import Server
from .devices import EspHome, Gen1, Gen2, Tasmota, basic_guard, digest_guard

NOBODY = Credentials()


async def reason(server: Server, session: ClientSession, credentials: Credentials = NOBODY) -> Reason:
    with pytest.raises(HttpError) as failed:
        await identify(session, "127.0.0.1", credentials, server.port)
    return failed.value.reason


async def test_a_shelly_says_what_it_has(server: Server, session: ClientSession) -> None:
    Gen2(server)
    found = await identify(session, "127.0.0.1", port=server.port)
    assert (found.driver, found.unique_id) == ("shelly", "a8:03:2a:b1:23:45")
    assert (found.name, found.model) == ("shellyplus1-a8032ab12345", "SNSW-001X16EU")
    assert found.channels == {
        "switch:0": Channel(role=Role.OUTLET, name="switch 0"),
        "input:0": Channel(role=Role.TANK, name="input 0"),
        "input:100": Channel(role=Role.PROBE, name="input 100", unit="%", raw=True),
        "temperature:100": Channel(role=Role.PROBE, name="temperature 100", measure=Measure.TEMPERATURE, unit="°C"),
        "humidity:100": Channel(role=Role.PROBE, name="humidity 100", measure=Measure.HUMIDITY, unit="%"),
        "voltmeter:100": Channel(role=Role.PROBE, name="voltmeter 100", unit="V", raw=True),
    }


async def test_an_old_shelly_says_what_it_has(server: Server, session: ClientSession) -> None:
    Gen1(server)
    found = await identify(session, "127.0.0.1", port=server.port)
    assert (found.driver, found.unique_id, found.name) == ("shelly_gen1", "c4:5b:be:78:a8:a4", "Pump")
    assert found.model == "SHSW-1"
    assert {key: channel.role for key, channel in found.channels.items()} == {
        "relay:0": Role.OUTLET,
        "adc:0": Role.PROBE,
        "input:0": Role.TANK,
        "temperature:0": Role.PROBE,
        "humidity:0": Role.PROBE,
    }


async def test_tasmota_says_what_it_has(server: Server, session: ClientSession) -> None:
    Tasmota(server)
    found = await identify(session, "127.0.0.1", port=server.port)
    assert (found.driver, found.unique_id, found.name) == ("tasmota", "2c:3a:e8:01:02:03", "Tomatoes")
    assert found.model == "Tasmota ESP8285"
    assert set(found.channels) == {
        "relay:1",
        "sensor:ANALOG.A0",
        "sensor:DS18B20.Temperature",
        "sensor:AM2301.Temperature",
        "sensor:AM2301.Humidity",
        "sensor:BH1750.Illuminance",
        "sensor:Switch1",
    }
    assert found.channels["sensor:ANALOG.A0"].raw
    assert found.channels["sensor:DS18B20.Temperature"].unit == "°C"
    assert found.channels["sensor:Switch1"].role is Role.TANK


async def test_tasmota_that_measures_in_fahrenheit_says_so(server: Server, session: ClientSession) -> None:
    Tasmota(server).unit = "F"
    found = await identify(session, "127.0.0.1", port=server.port)
    assert found.channels["sensor:DS18B20.Temperature"].unit == "°F"


@pytest.mark.parametrize("named", [True, False])
async def test_esphome_says_what_it_has(
    named: bool, server: Server, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http.exchange, "QUIET_S", 0.2)
    EspHome(server, named=named)
    found = await identify(session, "127.0.0.1", port=server.port)
    assert (found.driver, found.unique_id, found.name) == ("esphome", None, "Greenhouse")
    pump, soil = ("switch:Pump 1", "sensor:Soil Moisture") if named else ("switch:pump_1", "sensor:soil_moisture")
    assert found.channels[pump] == Channel(role=Role.OUTLET, name="Pump 1")
    assert found.channels[soil] == Channel(role=Role.PROBE, name="Soil Moisture", measure=Measure.MOISTURE, unit="%")
    assert sorted((it.role, it.name, it.raw) for it in found.channels.values()) == [
        (Role.FLOW_METER, "Flow", False),
        (Role.OUTLET, "Bed", False),
        (Role.OUTLET, "Pump 1", False),
        (Role.PROBE, "ADC", True),
        (Role.PROBE, "Air", False),
        (Role.PROBE, "Humidity", False),
        (Role.PROBE, "Soil Moisture", False),
        (Role.TANK, "Float", False),
    ]


async def test_a_locked_device_needs_a_password(server: Server, session: ClientSession) -> None:
    Gen2(server)
    digest_guard(server, "s3cret")
    assert await reason(server, session) is Reason.NOT_AUTHORIZED
    assert await reason(server, session, Credentials("admin", "wrong")) is Reason.NOT_AUTHORIZED
    found = await identify(session, "127.0.0.1", Credentials(None, "s3cret"), server.port)
    assert found.driver == "shelly"


async def test_a_locked_old_shelly_needs_a_password(server: Server, session: ClientSession) -> None:
    Gen1(server)
    basic_guard(server, "Basic YWRtaW46czNjcmV0")
    assert await reason(server, session) is Reason.NOT_AUTHORIZED
    assert (await identify(session, "127.0.0.1", Credentials("admin", "s3cret"), server.port)).name == "Pump"


async def test_a_locked_tasmota_needs_a_password(server: Server, session: ClientSession) -> None:
    Tasmota(server, "s3cret")
    assert await reason(server, session) is Reason.NOT_AUTHORIZED
    assert (await identify(session, "127.0.0.1", Credentials("admin", "s3cret"), server.port)).name == "Tomatoes"


async def test_a_name_with_a_colon_lets_nobody_in(server: Server, session: ClientSession) -> None:
    Gen2(server)
    assert await reason(server, session, Credentials("ad:min", "s3cret")) is Reason.NOT_AUTHORIZED


async def test_a_locked_esphome_needs_a_password(server: Server, session: ClientSession) -> None:
    EspHome(server)
    server.guard = lambda _: web.Response(status=401)
    assert await reason(server, session) is Reason.NOT_AUTHORIZED


async def test_nobody_there_is_unreachable(session: ClientSession, socket_enabled: None, unused_tcp_port: int) -> None:
    with pytest.raises(HttpError) as failed:
        await identify(session, "127.0.0.1", port=unused_tcp_port)
    assert failed.value.reason is Reason.UNREACHABLE


@pytest.mark.parametrize("host", ["http://shelly/", "a b", "", "x" * 80 + ".local"])
async def test_what_is_no_host_is_unreachable(host: str, session: ClientSession, socket_enabled: None) -> None:
    with pytest.raises(HttpError) as failed:
        await identify(session, host)
    assert failed.value.reason is Reason.UNREACHABLE


@pytest.mark.parametrize("answer", [None, {}, [], "hello", {"gen": 2}, {"mac": "x"}, {"Status": 1}, 3])
async def test_anything_else_is_unknown(answer: object, server: Server, session: ClientSession) -> None:
    server.routes["/shelly"] = server.routes["/cm"] = lambda _: web.json_response(answer)
    server.routes["/rpc/Shelly.GetDeviceInfo"] = server.routes["/shelly"]
    assert await reason(server, session) is Reason.UNKNOWN_DEVICE


async def test_a_web_page_for_everything_is_unknown(server: Server, session: ClientSession) -> None:
    server.guard = lambda _: web.Response(text="<html>", content_type="text/html")
    assert await reason(server, session) is Reason.UNKNOWN_DEVICE


async def test_a_stream_of_something_else_is_unknown(server: Server, session: ClientSession) -> None:
    server.routes["/events"] = lambda _: web.Response(text="event: hi\n\n", content_type="text/event-stream")
    assert await reason(server, session) is Reason.UNKNOWN_DEVICE


async def test_a_known_device_may_answer_nonsense(server: Server, session: ClientSession) -> None:
    Gen2(server)
    server.routes["/rpc/Shelly.GetStatus"] = lambda _: web.Response(text='{"switch:0": {')
    assert await reason(server, session) is Reason.NONSENSE


async def test_a_device_that_never_answers_is_given_up(
    server: Server, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", ClientTimeout(total=0.1))
    server.guard = lambda _: None
    server.routes["/rpc/Shelly.GetDeviceInfo"] = server.hang
    assert await reason(server, session) is Reason.NO_ANSWER


def test_every_kind_is_in_the_registry() -> None:
    assert set(http.DRIVERS) == {"shelly", "shelly_gen1", "tasmota", "esphome", "json"}


@pytest.mark.parametrize(
    ("driver", "settings", "channel"),
    [
        ("toaster", {}, "relay:0"),
        ("shelly", {}, "switch:0"),
        ("shelly", {"host": "a b"}, "switch:0"),
        ("shelly", {"host": "shelly"}, "toast:0"),
        ("shelly_gen1", {"host": "shelly"}, "toast:0"),
        ("shelly_gen1", {"host": "shelly"}, "relay:x"),
        ("json", {"url": "http://box/", "channels": {"soil": {"path": "soil"}}}, "water"),
        ("json", {"url": "http://box/"}, "soil"),
    ],
)
async def test_a_description_that_no_driver_understands_is_refused(
    driver: str, settings: dict[str, object], channel: str, session: ClientSession
) -> None:
    config = DeviceConfig(
        device_id="box", name="Box", driver=driver, settings=settings, channels={channel: Channel(role=Role.OUTLET)}
    )
    with pytest.raises(ValueError, match="can't be set up"):
        HttpDevice(config, session)
