"""Real little web servers that speak as devices do, and the devices connected to them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, web
import pytest

from custom_components.plantos.hardware.devices import Channel, DeviceConfig
from custom_components.plantos.hardware.http import HttpDevice, device as device_module

from ...resilience.conftest import Hands

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A web server on a free port: what it was asked, and what it answers by path."""

    def __init__(self) -> None:
        """Begin without answers; whatever isn't there is a 404."""
        self.asked: list[str] = []
        self.bodies: list[str] = []
        self.routes: dict[str, Any] = {}
        # While set, handlers that hang go on hanging.
        self.over = asyncio.Event()
        self.heard = asyncio.Event()
        self.guard: Callable[[web.Request], web.StreamResponse | None] = lambda _: None
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        self.asked.append(f"{request.method} {request.path_qs}")
        self.bodies.append(await request.text())
        self.heard.set()
        if refusal := self.guard(request):
            return refusal
        found = self.routes.get(request.path_qs, self.routes.get(request.path))
        if found is None:
            return web.Response(status=404, text="not here")
        if callable(found):
            found = found(request)
            found = await found if asyncio.iscoroutine(found) else found
        return found if isinstance(found, web.StreamResponse) else web.json_response(found)

    def commands(self, word: str) -> list[str]:
        """The requests with this word in them."""
        return [asked for asked in self.asked if word in asked]

    async def hang(self, request: web.Request) -> web.StreamResponse:
        """Never answer."""
        await self.over.wait()
        return web.Response()

    async def drop(self, request: web.Request) -> web.StreamResponse:
        """Hear the request and break the line."""
        assert request.transport
        request.transport.abort()
        await self.over.wait()
        return web.Response()

    async def half(self, request: web.Request) -> web.StreamResponse:
        """Break the line in the middle of an answer."""
        response = web.StreamResponse(headers={"Content-Length": "100", "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"ison": tr')
        assert request.transport
        request.transport.close()
        return response

    async def flood(self, request: web.Request) -> web.StreamResponse:
        """Go on answering for ever."""
        response = web.StreamResponse()
        await response.prepare(request)
        while not self.over.is_set():
            await response.write(b" " * 65_536)
        return response


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """Devices need no Home Assistant that runs."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that doesn't follow is asked again at once."""
    monkeypatch.setattr(device_module, "CONFIRM_PAUSES", (0.0, 0.0))


@pytest.fixture
async def server(socket_enabled: None) -> AsyncIterator[Server]:
    """One server."""
    served = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.port = runner.addresses[0][1]
    yield served
    served.over.set()
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """The session that Home Assistant shares."""
    async with ClientSession() as shared:
        yield shared


@pytest.fixture
def hands() -> Hands:
    """The hands of the clock by which pages grow old."""
    return Hands()


type Connect = Callable[..., HttpDevice]


@pytest.fixture
async def connected(server: Server, session: ClientSession, hands: Hands) -> AsyncIterator[Connect]:
    """Connects to the server as a device of some kind."""
    devices: list[HttpDevice] = []

    def to(driver: str, channels: dict[str, Channel], /, **settings: Any) -> HttpDevice:
        where = {} if driver == "json" else {"host": "127.0.0.1", "port": server.port}
        config = DeviceConfig(device_id="box", name="Box", driver=driver, settings=where | settings, channels=channels)
        device = HttpDevice(config, session, hands.clock)
        devices.append(device)
        return device

    yield to
    for device in devices:
        await device.stop()
