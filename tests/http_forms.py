"""A person at the forms of HTTP devices: an empty hub, what is answered, and what becomes of it."""

from collections.abc import AsyncIterator
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aiohttp import web
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import plantos
from custom_components.plantos.const import CONF_KIND, DOMAIN
from custom_components.plantos.garden import devices_of
from custom_components.plantos.hardware.http.registry import driver_of

from .conftest import plant_data
from .hardware.http import conftest as servers
from .hardware.http.conftest import Server
from .steps import Steps, suggested

ENGLISH = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())
TEXTS = ENGLISH["config_subentries"]["http_device"]
MAC = "a8:03:2a:b1:23:45"
SOIL = {"role": "probe", "name": "Soil", "path": "soil[0]", "measure": "moisture", "method": "GET", "another": False}

server = servers.server


def http_entry(*devices: Any, entry_id: str = "hub-id") -> MockConfigEntry:
    """A hub of HTTP devices."""
    return MockConfigEntry(
        domain=DOMAIN, title="Balcony", data={CONF_KIND: "http"}, subentries_data=devices, entry_id=entry_id
    )


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """An empty hub that isn't set up, so that nothing but the forms asks the devices."""
    entry = http_entry()
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def steps(hass: HomeAssistant, hub: MockConfigEntry) -> Steps:
    """The flow of a device."""
    return Steps(hass, hub, "http_device")


@pytest.fixture
def host(server: Server) -> dict[str, Any]:
    """Where the server is, as a person writes it."""
    return {"host": " 127.0.0.1 ", "port": server.port}


@pytest.fixture
def box(server: Server) -> dict[str, Any]:
    """A device that answers JSON, as a person writes it."""
    server.routes["/all"] = {"soil": [41.5], "pump": "off", "meter": 12, "wet": False}
    return {"name": "Box", "url": f"http://127.0.0.1:{server.port}/all"}


@pytest.fixture
async def elsewhere(server: Server) -> AsyncIterator[str]:
    """The address of somebody else, who gives the same answers."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/all"
    await runner.cleanup()


@pytest.fixture
def told(server: Server) -> list[str]:
    """Whatever proves who asks."""
    told: list[str] = []

    def guard(request: web.Request) -> web.StreamResponse | None:
        if given := request.headers.get("Authorization"):
            told.append(given)
        return None

    server.guard = guard
    return told


def only(entry: MockConfigEntry) -> Any:
    """The hub's only device."""
    [device] = entry.get_subentries_of_type("http_device")
    return device


def usable(entry: MockConfigEntry) -> None:
    """A hub understands every device that the form has written."""
    for config in devices_of(entry).values():
        driver_of(config)


def described(answer: dict[str, Any]) -> dict[str, Any]:
    """A part as it is described once it was chosen from the list."""
    return {key: value for key, value in answer.items() if key != "another"}


def filled(form: Any) -> dict[str, Any]:
    """What a form is sent with if nothing is changed."""
    return {key: value for key, value in suggested(form).items() if value is not None}


def hang_on(hass: HomeAssistant, hub: MockConfigEntry, **parts: Any) -> None:
    """Let a plant hang on a channel."""
    plant = MappingProxyType(plant_data(**{"probes": {}, "outlet": None} | parts))
    hass.config_entries.async_add_subentry(
        hub, ConfigSubentry(data=plant, subentry_type="plant", title="Basil", unique_id=None)
    )
