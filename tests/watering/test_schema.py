"""A ledger of an earlier version is brought to this one, with every row it holds."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
import sqlite3

from pydantic import TypeAdapter
import pytest

from custom_components.plantos.domain.events import EventType, plant_event
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.standing import Standing
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerDamaged, LedgerError
from custom_components.plantos.watering.runs import Run, RunState
from custom_components.plantos.watering.schema import STEPS, TABLES, VERSION
from custom_components.plantos.watering.standings import Standings

from ..domain.conftest import a_plant
from .conftest import NOW, a_run

RUN = a_run(state=RunState.COMPLETED, opened_at=NOW, closed_at=NOW, delivered_ml=98.0)
EVENT = plant_event(EventType.PLANT_WATERED, a_plant(), NOW, {"ml": 98.0})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is."""
    return tmp_path / "ledger.db"


@pytest.fixture
def first(path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger as the first version left it, with a row in each of its tables."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(STEPS[0])
        run = TypeAdapter(Run).dump_json(RUN).decode()
        event = TypeAdapter(type(EVENT)).dump_json(EVENT).decode()
        at = NOW.timestamp()
        connection.execute(
            "INSERT INTO runs VALUES ('one', 'hub', 'basil', 'completed', 'key', ?, ?, NULL, 98, ?)", (at, at, run)
        )
        connection.execute(
            "INSERT INTO events VALUES (7, ?, 'hub', 'basil', 'plant_watered', ?, ?)", (EVENT.event_id, at, event)
        )
        connection.execute("INSERT INTO readings VALUES ('hub', 'basil', 'moisture', ?, 41.0, 1.0)", (at,))
        connection.execute("INSERT INTO hours VALUES ('hub', 'basil', 'moisture', 1, 40.0, 60)")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        yield connection


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def tables_of(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name for (name,) in names}


@pytest.mark.usefixtures("first")
async def test_a_ledger_of_the_first_version_keeps_every_row(path: Path) -> None:
    ledger = Ledger(path)
    await ledger.open()
    assert await ledger.run_by_key("hub", "basil", "key", NOW) == RUN
    assert (await ledger.accounts("hub", NOW))["basil"].total_ml == 98.0
    assert (await ledger.events("hub", "basil", 10)).events == (EVENT,)
    [(_, mean, count)] = (await ledger.bucket_means("hub", NOW, 3_600))["basil", Measure.MOISTURE]
    assert (mean, count) == (41.0, 1)
    hours = await ledger.read(lambda connection: connection.execute("SELECT mean, count FROM hours").fetchall())
    assert hours == [(40.0, 60)]
    await ledger.close()


@pytest.mark.usefixtures("first")
async def test_a_ledger_of_the_first_version_takes_what_is_new(path: Path) -> None:
    ledger = Ledger(path)
    await ledger.open()
    standings = Standings("hub", ledger, lambda _: None)
    await standings.keep("basil", Standing(locked=True))
    await standings.load()
    assert standings.of("basil").locked
    await ledger.close()
    assert (version_of(path), tables_of(path)) == (VERSION, set(TABLES))


async def test_old_and_new_ledgers_end_up_the_same(path: Path, first: sqlite3.Connection) -> None:
    new = path.with_name("new.db")
    made = []
    for file in (path, new):
        ledger = Ledger(file)
        await ledger.open()
        made.append(await ledger.read(lambda it: set(it.execute("SELECT type, name, sql FROM sqlite_master"))))
        await ledger.close()
    assert made[0] == made[1]


async def test_a_ledger_of_this_version_is_opened_as_it_is(path: Path) -> None:
    ledger = Ledger(path)
    for run_id in ("one", "two"):
        await ledger.open()
        await ledger.save_run("hub", a_run(run_id))
        await ledger.close()
    await ledger.open()
    assert len(await ledger.unfinished_runs("hub")) == 2
    await ledger.close()
    assert version_of(path) == VERSION


async def test_a_step_that_fails_leaves_the_file_at_its_version(path: Path, first: sqlite3.Connection) -> None:
    first.execute("CREATE TABLE decisions (stray TEXT)")
    first.commit()
    ledger = Ledger(path)
    with pytest.raises(LedgerError) as failed:
        await ledger.open()
    assert not isinstance(failed.value, LedgerDamaged)
    assert version_of(path) == 1
    assert tables_of(path) == {"runs", "events", "readings", "hours", "decisions"}


async def test_every_table_is_known_by_name_and_knows_its_hub(path: Path) -> None:
    ledger = Ledger(path)
    await ledger.open()
    await ledger.close()
    assert tables_of(path) == set(TABLES)
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            assert "hub_id" in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
