"""A ledger, a clock that is turned by hand, and what is written with them; nothing here needs Home Assistant."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import Run

from ..resilience.conftest import Hands

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=count) for count in (1, 60, 3_600, 86_400))


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """The water works need no Home Assistant."""


@pytest.fixture
def hands() -> Hands:
    """The hands of the hub's clock."""
    return Hands()


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    """A ledger that is open, and empty."""
    ledger = Ledger(tmp_path / "ledger.db")
    await ledger.open()
    yield ledger
    await ledger.close()


def a_run(run_id: str = "one", **changes: Any) -> Run:
    """A hand asked for 100 ml for the basil."""
    asked: dict[str, Any] = {
        "plant_id": "basil",
        "plant_name": "Basil",
        "origin": Origin.MANUAL,
        "amount_ml": 100.0,
        "reason": reason("asked_for"),
        "requested_at": NOW,
    }
    return Run(run_id=run_id, **asked | changes)


async def rows(ledger: Ledger, query: str) -> list[tuple[Any, ...]]:
    """What a table holds."""

    def read(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    return await ledger.read(read)


async def do(ledger: Ledger, statement: str, values: Iterable[tuple[Any, ...]] = ((),)) -> None:
    """Change what a table holds, past whoever keeps it."""

    def write(connection: sqlite3.Connection) -> None:
        connection.executemany(statement, values)

    await ledger.write(write)


async def spoil(ledger: Ledger, table: str) -> None:
    """Let every later write to a table fail."""
    await do(ledger, f"ALTER TABLE {table} RENAME TO spoiled_{table}")


async def mend(ledger: Ledger, table: str) -> None:
    """Let a spoiled table be written again."""
    await do(ledger, f"ALTER TABLE spoiled_{table} RENAME TO {table}")
