"""A keeper that is ended after each test, and buses without hardware."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .outputs import Asker, FakeBuses


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """Where mock pins write down what they are driven to."""
    return tmp_path / "trace"


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
