"""A real Home Assistant process on loopback, with a demo garden."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
from unittest.mock import patch

from browsing import CHROMIUM
import furnish
from garden_house import Garden, compile_once, loaded, plants, until
import house
import past
import pytest
import pytest_socket

__all__ = ["Garden", "loaded", "plants", "until"]

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: install chromium")


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The process finds PlantOS in its own configuration folder."""


@pytest.fixture(autouse=True)
def _network(socket_enabled: None) -> None:
    """Talk to the process over loopback."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"])


@pytest.fixture(scope="session", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All processes of a test run share what Python compiles."""
    with patch.dict(os.environ):
        compile_once(tmp_path_factory.mktemp("compiled"), os.environ)
        yield


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Garden]:
    """A house in which nobody has planted anything, and that isn't started yet."""
    home = Garden(tmp_path / "config", house.free_port())
    yield home
    await home.stop()


@pytest.fixture
async def garden(home: Garden) -> Garden:
    """A house at real speed, whose garden waters only when asked if it isn't left alone for hours."""
    await _planted(home)
    return home


@pytest.fixture(scope="module")
def shared_garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Garden]:
    """Such a house for all tests of a module; each keeps to plants of its own, and nobody stops the process."""
    with _shared(tmp_path_factory.mktemp("house") / "config", _planted) as home:
        yield home


@pytest.fixture(scope="module")
def old_garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Garden]:
    """The same with ten days behind it."""
    with _shared(tmp_path_factory.mktemp("house") / "config", _grown_old) as home:
        yield home


@contextmanager
def _shared(config: Path, prepare: Callable[[Garden], Coroutine[None, None, None]]) -> Iterator[Garden]:
    """A house whose process lives in an event loop of its own, and longer than a test's."""
    pytest_socket.enable_socket()
    home = Garden(config, house.free_port())
    with asyncio.Runner() as runner:
        try:
            runner.run(prepare(home))
            yield home
        finally:
            runner.run(home.stop())


async def _grown_old(home: Garden) -> None:
    await _planted(home)
    await home.stop()
    await past.live_through(home)
    await home.back()


async def _planted(home: Garden) -> None:
    await home.up()
    async with house.Client.enter(home) as client:
        await furnish.demo_hub(client, 1)
        await until(lambda: _live(client), 60)
    # Home Assistant writes of a new hub a second later, and a kill before that would take it away.
    await until(lambda: _written(home), 10)


async def _written(home: Garden) -> bool:
    path = home.config / ".storage" / "core.config_entries"
    document = json.loads(path.read_text()) if path.exists() else {"data": {"entries": []}}
    return any(entry["domain"] == "plantos" and entry["options"] for entry in document["data"]["entries"])


async def _live(client: house.Client) -> bool:
    return furnish.is_live(await client.states())
