"""What devices answer, as their makers document it; their relays follow, and show their timers."""

import asyncio
from hashlib import md5, sha256
import json
import re

from aiohttp import web

from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.hardware.devices import Channel, Role

from .conftest import Server

RELAY = Channel(role=Role.OUTLET)
TEMPERATURE = Channel(role=Role.PROBE, measure=Measure.TEMPERATURE, unit="°C")


def digest_guard(server: Server, password: str, *, algorithm: str = "SHA-256") -> None:
    """Let in who answers a digest challenge as `admin`."""
    hashed = {"SHA-256": sha256, "MD5": md5}[algorithm]

    def h(text: str) -> str:
        return hashed(text.encode()).hexdigest()

    def guard(request: web.Request) -> web.StreamResponse | None:
        if request.path in ("/shelly", "/rpc/Shelly.GetDeviceInfo"):
            return None
        said = dict(re.findall(r'(\w+)="?([^",]+)"?', request.headers.get("Authorization", "")))
        if said:
            secret = h(f"admin:{said['realm']}:{password}")
            asked = h(f"{request.method}:{request.path_qs}")
            if said["response"] == h(f"{secret}:{said['nonce']}:{said['nc']}:{said['cnonce']}:auth:{asked}"):
                return None
        challenge = f'Digest qop="auth", realm="shellyplus1-a8", nonce="60dc2c69", algorithm={algorithm}'
        return web.Response(status=401, headers={"WWW-Authenticate": challenge})

    server.guard = guard


def basic_guard(server: Server, authorization: str) -> None:
    """Let in who says this."""

    def guard(request: web.Request) -> web.StreamResponse | None:
        if request.path == "/shelly" or request.headers.get("Authorization") == authorization:
            return None
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="shelly1"'})

    server.guard = guard


class Gen1:
    """A Shelly 1 with a temperature add-on."""

    def __init__(self, server: Server) -> None:
        self.relay: dict[str, object] = {"ison": False, "has_timer": False, "timer_remaining": 0}
        server.routes |= {
            "/shelly": {"type": "SHSW-1", "mac": "C45BBE78A8A4", "auth": False, "num_outputs": 1},
            "/settings": {"name": "Pump", "device": {"hostname": "shelly1-C45BBE78A8A4"}},
            "/status": lambda _: self.status(),
            "/relay/0": self.turn,
        }

    def status(self) -> dict[str, object]:
        return {
            "relays": [self.relay],
            "inputs": [{"input": 1}],
            "adcs": [{"voltage": 1.72}],
            "ext_temperature": {"0": {"hwID": "28ff", "tC": 21.5, "tF": 70.7}},
            "ext_humidity": {"0": {"hwID": "x", "hum": 48.0}},
            "uptime": 2268,
        }

    def turn(self, request: web.Request) -> dict[str, object]:
        seconds = int(request.query.get("timer", "0"))
        self.relay |= {"ison": request.query["turn"] == "on", "has_timer": seconds > 0, "timer_remaining": seconds}
        return self.relay


class Gen2:
    """A Shelly Plus 1 with an add-on."""

    def __init__(self, server: Server) -> None:
        self.switch: dict[str, object] = {"id": 0, "output": False, "temperature": {"tC": 50.1}}
        server.routes |= {
            "/rpc/Shelly.GetDeviceInfo": {
                "id": "shellyplus1-a8032ab12345",
                "name": None,
                "mac": "A8032AB12345",
                "model": "SNSW-001X16EU",
                "gen": 2,
                "app": "Plus1",
                "auth_en": False,
            },
            "/rpc/Shelly.GetStatus": lambda _: self.status(),
            "/rpc/Switch.Set": self.turn,
        }

    def status(self) -> dict[str, object]:
        return {
            "switch:0": self.switch,
            "input:0": {"id": 0, "state": False},
            "input:100": {"id": 100, "percent": 43.5},
            "input:101": {"id": 101, "state": None},
            "temperature:100": {"id": 100, "tC": 18.25, "tF": 64.9},
            "humidity:100": {"id": 100, "rh": 51.0},
            "voltmeter:100": {"id": 100, "voltage": 1.21},
            "sys": {"uptime": 77},
            "wifi": {"rssi": -60},
        }

    async def turn(self, request: web.Request) -> dict[str, object]:
        asked = json.loads(await request.text())
        was = self.switch["output"]
        self.switch = {"id": 0, "output": asked["on"]}
        if "toggle_after" in asked:
            self.switch |= {"timer_started_at": 1_700_000_000.0, "timer_duration": asked["toggle_after"]}
        return {"was_on": was}


class Tasmota:
    """A plug with Tasmota, a moisture probe on its analog pin, and one wire."""

    def __init__(self, server: Server, password: str | None = None) -> None:
        self.power, self.pulse, self.password = "OFF", 0, password
        self.unit = "C"
        server.routes["/cm"] = self.say

    def say(self, request: web.Request) -> object:
        if self.password and (request.query.get("user"), request.query.get("password")) != ("admin", self.password):
            return {"WARNING": "Need user=<username>&password=<password>"}
        match request.query["cmnd"].split():
            case ["Status"]:
                return {"Status": {"Module": 1, "DeviceName": "Tomatoes", "FriendlyName": ["Pump"], "Power": 0}}
            case ["Status", "2"]:
                return {"StatusFWR": {"Version": "14.4.1(tasmota)", "Hardware": "ESP8285"}}
            case ["Status", "5"]:
                return {"StatusNET": {"Hostname": "tomatoes", "Mac": "2C:3A:E8:01:02:03"}}
            case ["Status", "10"]:
                return {"StatusSNS": self.sensors()}
            case ["Status", "11"]:
                return {"StatusSTS": {"Time": "2026-11-21T12:00:00", "Uptime": "0T00:05:11", "POWER": self.power}}
            case ["PulseTime1", value]:
                self.pulse = int(value)
                return {"PulseTime1": {"Set": self.pulse, "Remaining": self.pulse}}
            case ["Power1", state]:
                self.power = state
                return {"POWER": state}
        return {"Command": "Unknown"}

    def sensors(self) -> dict[str, object]:
        return {
            "Time": "2026-11-21T12:00:00",
            "ANALOG": {"A0": 512},
            "DS18B20": {"Id": "01131B123456", "Temperature": 19.5},
            "AM2301": {"Temperature": 21.0, "Humidity": 55.5, "DewPoint": 11.7},
            "BH1750": {"Illuminance": 320},
            "Switch1": "ON",
            "TempUnit": self.unit,
        }


class EspHome:
    """A node with a pump, a valve and probes."""

    def __init__(self, server: Server, *, named: bool = True) -> None:
        self.pump, self.valve, self.moving = "OFF", "CLOSED", "IDLE"
        self.named = named
        self.server = server
        pump = "Pump 1" if named else "pump_1"
        server.routes |= {
            "/events": self.events,
            f"/switch/{pump}": lambda _: {"id": "switch-pump_1", "value": self.pump == "ON", "state": self.pump},
            f"/switch/{pump}/turn_on": lambda _: self.set(pump="ON"),
            f"/switch/{pump}/turn_off": lambda _: self.set(pump="OFF"),
            "/valve/Bed": lambda _: {
                "id": "valve-bed",
                "value": 0,
                "state": self.valve,
                "current_operation": self.moving,
            },
            "/valve/Bed/open": lambda _: self.set(valve="OPEN"),
            "/valve/Bed/close": lambda _: self.set(valve="CLOSED"),
            "/sensor/Soil Moisture": {"id": "sensor-soil_moisture", "value": 41.25, "state": "41.3 %"},
            "/sensor/Flow": web_nan,
        }

    def set(self, **changes: str) -> web.Response:
        for what, value in changes.items():
            setattr(self, what, value)
        return web.Response()

    async def events(self, request: web.Request) -> web.StreamResponse:
        states: list[dict[str, object]] = [
            {"id": "switch-pump_1", "name_id": "switch/Pump 1", "name": "Pump 1", "value": False, "state": "OFF"},
            {"id": "valve-bed", "name_id": "valve/Bed", "name": "Bed", "value": 0, "state": "CLOSED"},
            {"id": "sensor-soil_moisture", "name_id": "sensor/Soil Moisture", "name": "Soil Moisture", "state": "41 %"},
            {"id": "sensor-humidity", "name_id": "sensor/Humidity", "name": "Humidity", "state": "50 %", "uom": "%"},
            {"id": "sensor-air", "name_id": "sensor/Air", "name": "Air", "state": "21.5 °C", "uom": "°C"},
            {"id": "sensor-adc", "name_id": "sensor/ADC", "name": "ADC", "state": "1.42 V", "uom": "V"},
            {"id": "sensor-flow", "name_id": "sensor/Flow", "name": "Flow", "state": "NA", "uom": "L/min"},
            {"id": "sensor-rssi", "name_id": "sensor/RSSI", "name": "RSSI", "state": "-60 dBm", "uom": "dBm"},
            {"id": "binary_sensor-float", "name_id": "binary_sensor/Float", "name": "Float", "state": "ON"},
            {"id": "light-led", "name_id": "light/LED", "name": "LED", "state": "OFF"},
        ]
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'retry: 30000\r\nid: 1\r\nevent: ping\r\ndata: {"title":"Greenhouse","ota":true}\r\n\r\n')
        for state in states:
            if not self.named:
                del state["name_id"]
            await response.write(f"event: state\r\ndata: {json.dumps(state)}\r\n\r\n".encode())
        await response.write(b"event: log\r\ndata: [I][switch:11] not json\r\n\r\n")
        await self.server.over.wait()
        return response


def web_nan(_: web.Request) -> web.Response:
    """What a sensor without a value says in old firmwares."""
    return web.Response(text='{"id":"sensor-flow","value":NaN,"state":"NA"}', content_type="application/json")


async def until_heard(server: Server) -> None:
    """Until the server has a request in hands."""
    async with asyncio.timeout(5):
        await server.heard.wait()
    server.heard.clear()
