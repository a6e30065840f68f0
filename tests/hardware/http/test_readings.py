"""What is read: one request for all channels, and every way in which it goes wrong."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import ClientSession, ClientTimeout, web
from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.flow import MeterSample
from custom_components.plantos.domain.readings import Measure, Sample
from custom_components.plantos.hardware import Fault, HardwareError
from custom_components.plantos.hardware.devices import Channel, Role
from custom_components.plantos.hardware.http import HttpError, Reason, device as device_module
from custom_components.plantos.hardware.http.exchange import (
    LARGEST_ANSWER,
    Exchange,
    Json,
    Request,
    number,
    on_off,
    parse,
    retry_after,
    root_of,
)
from custom_components.plantos.hardware.http.tasmota import pulse_time
from custom_components.plantos.resilience.retry import Retry

from ...resilience.conftest import NOW, Hands, nothing_more
from .conftest import Connect, Server
from .devices import RELAY, TEMPERATURE, EspHome, Gen1, Gen2, Tasmota, until_heard

FLOAT = Channel(role=Role.TANK)


@pytest.fixture
def exchange(server: Server, session: ClientSession) -> Exchange:
    return Exchange(session)


def root(server: Server) -> Request:
    return Request(root_of("127.0.0.1", server.port) / "status")


async def reason(exchange: Exchange, server: Server) -> Reason:
    with pytest.raises(HttpError) as failed:
        await exchange.ask(root(server))
    return failed.value.reason


@pytest.mark.parametrize(
    ("kind", "double", "channel", "value"),
    [
        ("shelly", Gen2, "temperature:100", 18.25),
        ("shelly", Gen2, "input:100", 43.5),
        ("shelly", Gen2, "voltmeter:100", 1.21),
        ("shelly", Gen2, "temperature:101", None),
        ("shelly_gen1", Gen1, "temperature:0", 21.5),
        ("shelly_gen1", Gen1, "humidity:0", 48.0),
        ("shelly_gen1", Gen1, "adc:0", 1.72),
        ("shelly_gen1", Gen1, "adc:1", None),
        ("tasmota", Tasmota, "sensor:ANALOG.A0", 512.0),
        ("tasmota", Tasmota, "sensor:DS18B20.Temperature", 19.5),
        ("tasmota", Tasmota, "sensor:DS18B20-2.Temperature", None),
        ("esphome", EspHome, "sensor:Soil Moisture", 41.25),
        ("esphome", EspHome, "sensor:Flow", None),
    ],
)
async def test_a_probe_gives_its_number(
    kind: str, double: type, channel: str, value: float | None, server: Server, connected: Connect
) -> None:
    double(server)
    probe = connected(kind, {channel: Channel(role=Role.PROBE, raw=True)}).probe(channel)
    assert await probe.read() == Sample(value, NOW)


async def test_fahrenheit_is_read_as_celsius(server: Server, connected: Connect) -> None:
    server.routes["/"] = {"t": 68}
    channels = {"t": Channel(role=Role.PROBE, measure=Measure.TEMPERATURE, unit="°F")}
    url = f"http://127.0.0.1:{server.port}/"
    device = connected("json", channels, url=url, channels={"t": {"path": "t"}})
    assert (await device.probe("t").read()).value == pytest.approx(20.0)


async def test_one_request_serves_all_channels_for_a_second(server: Server, connected: Connect, hands: Hands) -> None:
    Gen2(server)
    device = connected("shelly", {"temperature:100": TEMPERATURE, "switch:0": RELAY})
    probe, outlet = device.probe("temperature:100"), device.outlet("switch:0")
    await asyncio.gather(probe.read(), probe.read(), outlet.is_open())
    hands.turn(0.9)
    await probe.read()
    assert len(server.asked) == 1
    hands.turn(0.2)
    assert (await probe.read()).at == NOW + timedelta(seconds=1.1)
    assert len(server.asked) == 2


async def test_a_cancelled_reader_doesnt_cancel_the_others(server: Server, connected: Connect) -> None:
    going = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await going.wait()
        return web.json_response({"temperature:100": {"tC": 18.25}})

    server.routes["/rpc/Shelly.GetStatus"] = slow
    probe = connected("shelly", {"temperature:100": TEMPERATURE}).probe("temperature:100")
    first, second = asyncio.create_task(probe.read()), asyncio.create_task(probe.read())
    await until_heard(server)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    going.set()
    assert (await second).value == 18.25
    assert len(server.asked) == 1


async def test_a_reading_ends_with_its_device(server: Server, connected: Connect) -> None:
    server.routes["/rpc/Shelly.GetStatus"] = server.hang
    device = connected("shelly", {"temperature:100": TEMPERATURE})
    reading = asyncio.create_task(device.probe("temperature:100").read())
    await until_heard(server)
    await device.stop()
    with pytest.raises(HardwareError, match="given up"):
        await reading


async def test_a_flow_meter_counts_in_its_unit(server: Server, connected: Connect) -> None:
    server.routes["/"] = {"total": 12.5, "text": "wet"}
    url = f"http://127.0.0.1:{server.port}/"
    paths = {key: {"path": key} for key in ("total", "text", "odd")} | {"odd": {"path": "total"}}
    channels = {
        "total": Channel(role=Role.FLOW_METER, unit="L"),
        "text": Channel(role=Role.FLOW_METER, unit="L"),
        "odd": Channel(role=Role.FLOW_METER, unit="furlong"),
    }
    device = connected("json", channels, url=url, channels=paths)
    assert await device.flow_meter("total").read() == MeterSample(12.5, "L", NOW)
    with pytest.raises(HardwareError, match="no number"):
        await device.flow_meter("text").read()
    with pytest.raises(HardwareError, match="no unit"):
        await device.flow_meter("odd").read()


async def test_a_level_is_read_from_the_start_and_told_when_it_changes(
    server: Server, connected: Connect, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_module, "POLL_S", 0.0)
    status: dict[str, object] = {"input:0": {"state": True}, "input:100": {"percent": 80}}
    server.routes["/rpc/Shelly.GetStatus"] = lambda _: web.json_response(status)
    percent = Channel(role=Role.TANK, unit="%")
    device = connected("shelly", {"input:0": FLOAT, "input:100": percent, "switch:0": RELAY})
    told: asyncio.Queue[str] = asyncio.Queue()
    assert device.level("input:0") is None
    await device.start(told.put_nowait)
    async with asyncio.timeout(5):
        assert {await told.get(), await told.get()} == {"input:0", "input:100"}
    assert (device.level("input:0"), device.level("input:100")) == (True, 80.0)
    status["input:0"] = {"state": False}
    async with asyncio.timeout(5):
        while device.level("input:0"):
            hands.turn(1.1)
            await asyncio.sleep(0)
        assert await told.get() == "input:0"
    assert told.empty()


async def test_an_old_level_is_unknown(server: Server, connected: Connect, hands: Hands) -> None:
    Gen2(server)
    device = connected("shelly", {"input:0": FLOAT, "switch:0": RELAY})
    await device.start(lambda _: None)
    await device.outlet("switch:0").is_open()
    assert device.level("input:0") is False
    await device.outlet("switch:0").close()
    assert device.level("input:0") is False
    hands.turn(121)
    assert device.level("input:0") is None


async def test_a_device_without_levels_is_read_once_at_the_start(server: Server, connected: Connect) -> None:
    device = connected("shelly", {"switch:0": RELAY})
    await device.start(lambda _: None)
    async with asyncio.timeout(5):
        while device.fault is None:
            await nothing_more()
    assert device.fault.fault is Fault.NOT_FOUND
    assert len(server.asked) == 1


async def test_a_device_that_works_again_has_no_fault(server: Server, connected: Connect, hands: Hands) -> None:
    device = connected("shelly", {"temperature:100": TEMPERATURE})
    server.routes["/rpc/Shelly.GetStatus"] = lambda _: web.Response(status=500)
    with pytest.raises(HardwareError, match="status 500"):
        await device.probe("temperature:100").read()
    assert device.fault and device.fault.fault is Fault.UNREACHABLE
    Gen2(server)
    await device.probe("temperature:100").read()
    assert device.fault is None


async def test_what_is_missing_stays_a_fault_while_the_rest_answers(server: Server, connected: Connect) -> None:
    EspHome(server)
    device = connected("esphome", {"sensor:Gone": TEMPERATURE, "sensor:Soil Moisture": TEMPERATURE})
    with pytest.raises(HardwareError, match="isn't there"):
        await device.probe("sensor:Gone").read()
    await device.probe("sensor:Soil Moisture").read()
    assert device.fault and device.fault.fault is Fault.NOT_FOUND


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, Reason.NOT_AUTHORIZED),
        (403, Reason.NOT_AUTHORIZED),
        (404, Reason.NOT_FOUND),
        (429, Reason.BUSY),
        (503, Reason.BUSY),
        (500, Reason.FAILED),
        (302, Reason.FAILED),
        (599, Reason.FAILED),
    ],
)
async def test_every_refusal_has_its_reason(status: int, why: Reason, server: Server, exchange: Exchange) -> None:
    server.routes["/status"] = lambda _: web.Response(status=status, headers={"Location": "http://elsewhere.test/"})
    assert await reason(exchange, server) is why
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html></html>", b'{"ison": tr', b"\xff\xfe\xfd", b"[" * 200_000, b"1" * 5_000, b" " * (LARGEST_ANSWER + 1)],
)
async def test_what_isnt_json_is_nonsense(body: bytes, server: Server, exchange: Exchange) -> None:
    server.routes["/status"] = lambda _: web.Response(body=body, content_type="text/html")
    assert await reason(exchange, server) is Reason.NONSENSE


async def test_an_answer_that_never_comes_is_given_up(server: Server, session: ClientSession) -> None:
    exchange = Exchange(session, timeout=ClientTimeout(total=0.2))
    server.routes["/status"] = server.hang
    assert await reason(exchange, server) is Reason.NO_ANSWER
    assert exchange.fault and exchange.fault[0] is Fault.UNREACHABLE


async def test_an_answer_that_never_ends_is_cut_off(server: Server, session: ClientSession) -> None:
    server.routes["/status"] = server.flood
    assert await reason(Exchange(session), server) is Reason.NONSENSE


@pytest.mark.parametrize("how", ["drop", "half"])
async def test_a_broken_line_is_no_answer(how: str, server: Server, exchange: Exchange) -> None:
    server.routes["/status"] = getattr(server, how)
    assert await reason(exchange, server) is Reason.NO_ANSWER


async def test_what_isnt_http_is_nonsense(exchange: Exchange, socket_enabled: None) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-dropbear\r\n\r\n")
        writer.close()

    babbler = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with babbler:
        port = babbler.sockets[0].getsockname()[1]
        with pytest.raises(HttpError) as failed:
            await exchange.ask(Request(root_of("127.0.0.1", port)))
    assert failed.value.reason is Reason.NONSENSE


async def test_a_request_that_cant_be_sent_is_an_error_like_others(server: Server, exchange: Exchange) -> None:
    with pytest.raises(HttpError):
        await exchange.ask(Request(root_of("127.0.0.1", server.port), method="BAD METHOD\r\n"))


async def test_a_device_that_asks_for_time_is_given_it(server: Server, exchange: Exchange) -> None:
    answers = [web.Response(status=503, headers={"Retry-After": "7"}), web.json_response({"ok": 1})]
    server.routes["/status"] = lambda _: answers.pop(0)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    assert await Retry(sleep=sleep).run(lambda: exchange.ask(root(server))) == {"ok": 1}
    assert slept == [7.0]


async def test_nobody_is_asked_twice_for_a_wrong_password(server: Server, exchange: Exchange) -> None:
    server.routes["/status"] = lambda _: web.Response(status=401)
    with pytest.raises(HttpError):
        await Retry().run(lambda: exchange.ask(root(server)))
    assert len(server.asked) == 1


async def test_the_session_keeps_nothing_of_a_device(
    server: Server, session: ClientSession, exchange: Exchange
) -> None:
    before = dict(session.headers)
    server.routes["/status"] = {}
    await exchange.ask(root(server))
    assert dict(session.headers) == before
    assert not len(session.cookie_jar)


def test_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after("120") == 120.0
    assert retry_after(None) is None
    assert retry_after("soon") is None
    assert retry_after(format_datetime(NOW.replace(year=2020))) == 0.0


@given(st.floats(0.1, 100_000))
def test_a_pulse_lasts_as_long_as_it_is_asked_to(seconds: float) -> None:
    pulse = pulse_time(seconds)
    lasts = pulse / 10 if pulse <= 111 else pulse - 100
    assert 1 <= pulse <= 64_900
    assert lasts == pytest.approx(min(seconds, 64_800), abs=0.5)


@given(st.binary(max_size=60))
def test_whatever_comes_is_json_or_an_error(answer: bytes) -> None:
    with suppress(HttpError):
        parse(answer, "it")


def test_numbers_are_finite_or_nothing() -> None:
    assert number(3) == 3.0
    assert number("2.5") == 2.5
    nothing: tuple[Json, ...] = (None, True, "wet", "nan", "inf", 10**400, [], {})
    assert [number(it) for it in nothing] == [None] * 8
    assert parse(b"[NaN, Infinity]", "it") == [None, None]


def test_words_for_states_are_known_or_nothing() -> None:
    assert [on_off(it) for it in (True, 1, "ON", "open", " true ")] == [True] * 5
    assert [on_off(it) for it in (False, 0, "Off", "closed", "0")] == [False] * 5
    neither: tuple[Json, ...] = (None, 2, "wet", [], {}, "")
    assert [on_off(it) for it in neither] == [None] * 6
