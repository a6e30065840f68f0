"""A real Mosquitto, and devices that speak to it from threads of their own."""

import asyncio
from collections.abc import Callable
import importlib.util
import json
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import threading
from time import monotonic
from types import ModuleType
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

ROOT = Path(__file__).parents[3]
NODE_FILE = ROOT / "nodes" / "micropython" / "node.py"
PATIENCE_S = 8.0


def mosquitto_binary() -> Path:
    """Where Mosquitto is: installed, or brought into the tree's own tools."""
    path = shutil.which("mosquitto", path=None) or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    found = [Path(path)] if path else sorted((ROOT / ".tools").glob("**/sbin/mosquitto"))
    if not found:
        raise RuntimeError("These tests need the broker Mosquitto: apt-get install mosquitto, or run scripts/setup")
    return found[0]


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as client:
        client.settimeout(0.5)
        return client.connect_ex(("127.0.0.1", port)) == 0


class Broker:
    """One Mosquitto that can be killed, stopped in its tracks and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._config = folder / "mosquitto.conf"
        self._log = folder / "mosquitto.log"
        self._config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n")

    def start(self) -> None:
        binary = mosquitto_binary()
        with self._log.open("ab") as log:
            self.process = subprocess.Popen([binary, "-c", self._config], stdout=log, stderr=log)
        until = monotonic() + PATIENCE_S
        while not answers(self.port):
            assert self.process.poll() is None and monotonic() < until, self._log.read_text()

    def hang(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE_S)
            self.process = None


class Speaker:
    """Somebody on the broker, with what was heard: topic and payload."""

    def __init__(self, port: int, *topics: str, will: tuple[str, str] | None = None) -> None:
        self.heard: list[tuple[str, str]] = []
        self.answer: Callable[[str, str], None] = lambda topic, payload: None
        self._port = port
        self._topics = topics
        self._will = will
        self._running = False
        self._thread: threading.Thread | None = None
        self.client = self._new_client()

    def _new_client(self) -> paho.Client:
        client = paho.Client(CallbackAPIVersion.VERSION2)
        if self._will:
            client.will_set(self._will[0], self._will[1], retain=True)
        client.on_message = self._on_message
        return client

    def start(self) -> None:
        """Connect, subscribe, and serve from a thread."""
        self.client = self._new_client()
        subscribed = threading.Event()
        self.client.on_subscribe = lambda *_: subscribed.set()
        self.client.connect("127.0.0.1", self._port, keepalive=60)
        self._running = True
        self._thread = threading.Thread(target=self._serve)
        self.client.subscribe([(topic, 0) for topic in self._topics or ("nothing",)])
        self._thread.start()
        assert subscribed.wait(PATIENCE_S)

    def stop(self) -> None:
        """Vanish, as by a power cut: the broker sends the last will."""
        self._running = False
        if self._thread:
            self._thread.join(PATIENCE_S)
        if sock := self.client.socket():
            sock.close()

    def say(self, topic: str, payload: Any, *, retain: bool = False) -> None:
        text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
        self.client.publish(topic, text, qos=0, retain=retain)

    def _serve(self) -> None:
        while self._running:
            if self.client.loop(0.02) != paho.MQTT_ERR_SUCCESS:
                self.lost()
                return
            self.tick()

    def tick(self) -> None:
        """What is done over and over."""

    def lost(self) -> None:
        """What is done when the broker is gone."""

    def _on_message(self, client: paho.Client, userdata: object, message: paho.MQTTMessage) -> None:
        payload = message.payload.decode()
        self.heard.append((message.topic, payload))
        self.answer(message.topic, payload)


def load_node() -> ModuleType:
    """The reference node's rules, as the board imports them."""
    spec = importlib.util.spec_from_file_location("plantos_reference_node", NODE_FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class SimulatedNode(Speaker):
    """The reference node's rules on a real connection; `switched` is what its pump's pin saw."""

    TOPIC = "plantos/balcony"

    def __init__(self, port: int, *, max_s: int = 120) -> None:
        self.rules: Any = load_node()
        self.switched: list[bool] = []
        self.deaf = False
        self._max_s = max_s
        self.node = self._boot()
        super().__init__(port, *self.node.subscriptions(), will=(f"{self.TOPIC}/status", "offline"))
        self.answer = self._obey

    def _boot(self) -> Any:
        about = {"name": "Balcony", "model": "ESP32", "probes": {"soil": {"measure": "moisture", "name": "Soil"}}}
        outlet = self.rules.Outlet(self.switched.append, "Pump", self._max_s)
        return self.rules.Node(self.TOPIC, about, {"pump": outlet}, self._publish)

    def _publish(self, topic: str, text: str, retain: bool) -> None:
        if not self.deaf:
            self.client.publish(topic, text, qos=0, retain=retain)

    def start(self) -> None:
        self.node = self._boot()
        super().start()
        self.node.connected(self.now())

    def now(self) -> int:
        return int(monotonic() * 1000)

    def tick(self) -> None:
        if self.deaf:
            return
        self.node.tick(self.now())

    def lost(self) -> None:
        self.node.lost()

    @property
    def is_open(self) -> bool:
        return self.switched[-1]

    def _obey(self, topic: str, payload: str) -> None:
        if not self.deaf:
            self.node.message(topic, payload, self.now())


async def until(look: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Let the loop run until something is so; fails when it isn't in time."""
    async with asyncio.timeout(seconds):
        while not look():  # noqa: ASYNC110  Devices speak from threads of their own.
            await asyncio.sleep(0.01)
