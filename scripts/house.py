"""A real Home Assistant of one's own, and a client that talks to it like any other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from pathlib import Path
import shutil
import signal
import socket
import sys
from typing import Any, Self

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
HASS = ROOT / ".venv" / "bin" / "hass"
MARKER = ".plantos-house"
USER = PASSWORD = "plantos"
RESTART_EXIT_CODE = 100

CONFIGURATION = """\
frontend:
config:
recorder:
history:
logbook:
input_boolean:
input_number:
logger:
  default: warning
  logs:
    custom_components.plantos: info
"""


class HouseError(Exception):
    """Something a person has to put right; the text says what."""


def prepare(config: Path, port: int) -> None:
    """Lay out a configuration folder that serves this port on loopback, with the component in it."""
    if config.is_dir() and any(config.iterdir()) and not (config / MARKER).exists():
        raise HouseError(f"{config} holds something else. Choose an empty folder for --config.")
    (config / ".storage").mkdir(parents=True, exist_ok=True)
    (config / MARKER).touch()
    settings = config / "configuration.yaml"
    if not settings.exists():
        settings.write_text(CONFIGURATION)
    components = config / "custom_components"
    components.mkdir(exist_ok=True)
    link = components / "plantos"
    if not link.exists():
        link.symlink_to(ROOT / "custom_components" / "plantos")
    # Written beforehand: an address in YAML would be on trial, under a dialog over every page.
    stable = {
        "server_port": port,
        "server_host": ["127.0.0.1"],
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": "2026-11-04T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    document = {
        "version": 3,
        "minor_version": 1,
        "key": "http",
        "data": {"stable": stable, "pending": None, "yaml_migration_done": True},
    }
    (config / ".storage" / "http").write_text(json.dumps(document, indent=2))


def clear(config: Path) -> None:
    """Remove a configuration folder, but only one that `prepare` made."""
    if not config.exists():
        return
    if not (config / MARKER).exists():
        raise HouseError(f"{config} was not made by scripts/develop, so --fresh leaves it alone. Remove it yourself.")
    shutil.rmtree(config)


def port_is_free(port: int) -> bool:
    """Whether nobody listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """A hass process on a configuration folder."""

    config: Path
    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start the process; its output goes to hass.out in the configuration folder."""
        prepare(self.config, self.port)
        with (self.config / "hass.out").open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                HASS,
                "--config",
                self.config,
                "--skip-pip",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def wait_until_up(self, seconds: float = 120) -> None:
        """Wait until it serves requests."""
        async with asyncio.timeout(seconds), aiohttp.ClientSession() as session:
            while True:
                if self.process is None or self.process.returncode is not None:
                    raise HouseError(f"Home Assistant ended early; the last it said:\n{self.last_words()}")
                try:
                    async with session.get(f"{self.url}/api/onboarding") as response:
                        if response.status in {200, 404}:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.1)

    async def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 90) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(how)
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    def last_words(self) -> str:
        """The end of what the process said."""
        output = self.config / "hass.out"
        lines = output.read_text(errors="replace").splitlines() if output.exists() else []
        return "\n".join(f"    {line}" for line in lines[-15:])


@dataclass
class Client:
    """A person at the house's REST and WebSocket interfaces."""

    house: House
    session: aiohttp.ClientSession
    user: str = USER
    token: str = ""
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _number: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def enter(cls, house: House, user: str = USER) -> AsyncIterator[Self]:
        """Enter as the person who lives there, or as another with their password; move in first if nobody did."""
        async with aiohttp.ClientSession() as session:
            client = cls(house, session, user=user)
            steps = await client.json("GET", "/api/onboarding", missing=[])
            if any(step["step"] == "user" and not step["done"] for step in steps):
                await client._move_in()
            else:
                await client._log_in()
            try:
                yield client
            finally:
                if client._socket is not None:
                    await client._socket.close()

    # --- moving in ----------------------------------------------------------------------------------

    async def _move_in(self) -> None:
        client_id = f"{self.house.url}/"
        person = {"name": "PlantOS", "username": USER, "password": PASSWORD, "language": "en", "client_id": client_id}
        code = (await self.json("POST", "/api/onboarding/users", json=person))["auth_code"]
        await self._take_token(code)
        # Not in YAML, which would lock the page on which people change it.
        await self.command("config/core/update", location_name="PlantOS garden", unit_system="metric", country="AT")
        await self.json("POST", "/api/onboarding/core_config", json={})
        await self.json("POST", "/api/onboarding/analytics", json={})
        await self.json(
            "POST", "/api/onboarding/integration", json={"client_id": client_id, "redirect_uri": f"{client_id}?auth=1"}
        )

    async def _log_in(self) -> None:
        client_id = f"{self.house.url}/"
        start = {"client_id": client_id, "handler": ["homeassistant", None], "redirect_uri": f"{client_id}?auth=1"}
        flow = await self.json("POST", "/auth/login_flow", json=start)
        answer = {"client_id": client_id, "username": self.user, "password": PASSWORD}
        done = await self.json("POST", f"/auth/login_flow/{flow['flow_id']}", json=answer)
        if "result" not in done:
            raise HouseError(
                f"user {self.user} can't log in there. Start with --fresh, or use another --config folder."
            )
        await self._take_token(done["result"])

    async def _take_token(self, code: str) -> None:
        form = {"grant_type": "authorization_code", "code": code, "client_id": f"{self.house.url}/"}
        self.token = (await self.json("POST", "/auth/token", data=form))["access_token"]

    # --- REST ---------------------------------------------------------------------------------------

    async def request(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Send a request; returns status and the answer's JSON or bytes."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(method, self.house.url + path, headers=headers, **options) as response:
            if response.content_type == "application/json":
                return response.status, await response.json()
            return response.status, await response.read()

    async def json(self, method: str, path: str, missing: Any = None, **options: Any) -> Any:
        """The answer to a request, or `missing` where there is none. Raises HouseError."""
        status, answer = await self.request(method, path, **options)
        if status == 404 and missing is not None:
            return missing
        if status >= 400:
            raise HouseError(f"{method} {path} answered {status}: {answer}")
        return answer

    async def states(self) -> dict[str, dict[str, Any]]:
        """Every state by entity id."""
        return {state["entity_id"]: state for state in await self.json("GET", "/api/states")}

    async def entries(self) -> list[dict[str, Any]]:
        """PlantOS's config entries."""
        answer: list[dict[str, Any]] = await self.json("GET", "/api/config/config_entries/entry?domain=plantos")
        return answer

    async def flow(self, kind: str, handler: Any, *answers: dict[str, Any]) -> dict[str, Any]:
        """Walk through a flow (`flow`, `options/flow` or `subentries/flow`); returns its last answer."""
        base = f"/api/config/config_entries/{kind}"
        step: dict[str, Any] = await self.json("POST", base, json={"handler": handler})
        for answer in answers:
            step = await self.json("POST", f"{base}/{step['flow_id']}", json=answer)
        return step

    # --- WebSocket ----------------------------------------------------------------------------------

    async def listen(self, event_type: str) -> None:
        """Collect events of a type in `events` from now on."""
        await self.command("subscribe_events", event_type=event_type)

    async def command(self, command: str, **fields: Any) -> Any:
        """Send a WebSocket command and return its result."""
        if self._socket is None:
            self._socket = await self.session.ws_connect(f"{self.house.url}/api/websocket", max_msg_size=0)
            await self._socket.receive_json()
            await self._socket.send_json({"type": "auth", "access_token": self.token})
            await self._socket.receive_json()
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "type": command, **fields})
        while True:
            message = await self._socket.receive_json()
            if message["type"] == "event":
                self.events.append(message["event"])
            elif message["id"] == number:
                if not message["success"]:
                    raise HouseError(message["error"]["message"])
                return message["result"]

    async def action(self, name: str, data: dict[str, Any], **target: Any) -> Any:
        """Call a PlantOS action with response data. Raises HouseError with the translated text."""
        answer = await self.command(
            "call_service", domain="plantos", service=name, service_data=data, target=target, return_response=True
        )
        return answer["response"]

    async def pump_events(self, until: Callable[[list[dict[str, Any]]], bool], seconds: float) -> None:
        """Collect events until a condition holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not until(self.events):
                await self._next_event()

    async def _next_event(self) -> None:
        assert self._socket is not None
        message = await self._socket.receive_json()
        if message["type"] == "event":
            self.events.append(message["event"])
