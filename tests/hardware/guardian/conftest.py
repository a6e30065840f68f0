"""A keeper that is ended after each test, and buses without hardware."""

from collections.abc import Iterator

import pytest

from .outputs import Asker, FakeBuses


@pytest.fixture
def asker() -> Iterator[Asker]:
    """Somebody who speaks with a keeper."""
    asker = Asker()
    yield asker
    asker.keeper.finish(5)


@pytest.fixture
def buses(monkeypatch: pytest.MonkeyPatch) -> FakeBuses:
    """I²C buses without hardware."""
    buses = FakeBuses()
    monkeypatch.setattr("smbus2.SMBus", buses.open)
    return buses
