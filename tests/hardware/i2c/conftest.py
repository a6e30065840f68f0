"""A bus with sensors on it."""

from collections.abc import AsyncIterator

import pytest

from .bench import Bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    bench.wire.free()
    for device in bench.devices:
        await device.stop()
    await bench.buses.stop()
