"""A file that can't be used is told apart, is never written to, and can be set aside."""

import asyncio
from contextlib import closing
from datetime import timedelta
from pathlib import Path
import shutil
import sqlite3
import threading

import pytest

from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerDamaged, LedgerError, LedgerNewer
from custom_components.plantos.watering.schema import VERSION

from .conftest import NOW, a_run, do

PAGE = 4_096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is."""
    return tmp_path / "ledger.db"


async def filled(path: Path, runs: int = 1) -> None:
    """A ledger with some runs, closed in order."""
    ledger = Ledger(path)
    await ledger.open()
    for number in range(runs):
        await ledger.save_run("hub", a_run(str(number)))
    await ledger.close()


def scratch(path: Path) -> None:
    """Scratch the disk where the ledger's middle pages are."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // PAGE * PAGE
    content[middle : middle + 4 * PAGE] = bytes(range(256)) * (4 * PAGE // 256)
    path.write_bytes(content)


def write_later(path: Path, version: int = VERSION + 1) -> None:
    """Let a later version of PlantOS have written the ledger."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE runs (whatever TEXT)")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


async def refused(path: Path) -> LedgerError:
    """The error with which a file is refused, which is left as it is."""
    before, ledger = path.read_bytes(), Ledger(path)
    with pytest.raises(LedgerError) as error:
        await ledger.open()
    assert path.read_bytes() == before
    with pytest.raises(LedgerError, match="closed"):
        await ledger.save_run("hub", a_run())
    return error.value


# --- what can't be used -----------------------------------------------------------------------------


async def test_a_file_that_is_no_database_is_damaged(path: Path) -> None:
    path.write_bytes(b"this is no database at all, not even a little" * 100)
    assert isinstance(await refused(path), LedgerDamaged)


async def test_a_file_with_scratched_pages_is_damaged(path: Path) -> None:
    await filled(path, 60)
    scratch(path)
    assert isinstance(await refused(path), LedgerDamaged)


async def test_a_file_that_a_later_version_wrote_is_newer_and_not_damaged(path: Path) -> None:
    write_later(path)
    error = await refused(path)
    assert isinstance(error, LedgerNewer)
    assert str(VERSION + 1) in str(error)


async def test_why_a_file_was_refused_is_remembered(path: Path) -> None:
    write_later(path)
    ledger = Ledger(path)
    with pytest.raises(LedgerNewer) as error:
        await ledger.open()
    assert ledger.failure is error.value


async def test_a_place_where_no_file_can_be_is_neither(path: Path) -> None:
    path.mkdir()
    ledger = Ledger(path)
    with pytest.raises(LedgerError) as error:
        await ledger.open()
    assert not isinstance(error.value, LedgerDamaged | LedgerNewer)


async def test_an_empty_file_is_a_new_ledger(path: Path) -> None:
    path.touch()
    await filled(path)


async def test_a_ledger_whose_row_nobody_can_read_says_so_and_goes_on(path: Path) -> None:
    ledger = Ledger(path)
    await ledger.open()
    await ledger.save_run("hub", a_run("odd"))
    await do(ledger, "UPDATE runs SET document = '{}'")
    with pytest.raises(LedgerError):
        await ledger.last_run("hub", "basil")
    assert ledger.failure is not None

    await ledger.save_run("hub", a_run("odd"))
    assert ledger.failure is None
    assert await ledger.last_run("hub", "basil") == a_run("odd")
    await ledger.close()


async def test_a_write_that_fails_halfway_leaves_nothing_of_itself(path: Path) -> None:
    ledger = Ledger(path)
    await ledger.open()
    await ledger.save_run("hub", a_run())

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM runs")
        connection.execute("DELETE FROM nothing")

    with pytest.raises(LedgerError):
        await ledger.write(write)
    assert await ledger.last_run("hub", "basil") == a_run()
    await ledger.close()


# --- setting aside ----------------------------------------------------------------------------------


async def test_a_damaged_file_is_kept_under_another_name_and_a_new_one_begun(path: Path) -> None:
    await filled(path, 60)
    scratch(path)
    content = path.read_bytes()
    ledger = Ledger(path)
    with pytest.raises(LedgerDamaged):
        await ledger.open()
    aside = await ledger.set_aside(NOW)

    assert aside.parent == path.parent
    assert aside.name == "ledger.aside-20261121-120000.db"
    assert aside.read_bytes() == content
    await ledger.open()
    assert ledger.failure is None
    assert await ledger.unfinished_runs("hub") == []
    await ledger.close()
    assert aside.read_bytes() == content


async def test_a_newer_file_that_was_set_aside_is_newer_still(path: Path) -> None:
    write_later(path)
    aside = await Ledger(path).set_aside(NOW)
    assert not path.exists()
    assert isinstance(await refused(aside), LedgerNewer)


async def test_what_was_written_last_is_set_aside_with_the_file(path: Path) -> None:
    live = path.with_name("live.db")
    ledger = Ledger(live)
    await ledger.open()
    await ledger.save_run("hub", a_run())
    # As a power cut leaves it: the last rows lie beside the file.
    for tail in ("", "-wal"):
        shutil.copy(f"{live}{tail}", f"{path}{tail}")
    await ledger.close()

    aside = await Ledger(path).set_aside(NOW)
    assert sorted(file.name for file in path.parent.glob("ledger*")) == sorted([aside.name, f"{aside.name}-wal"])
    again = Ledger(aside)
    await again.open()
    assert await again.last_run("hub", "basil") == a_run()
    await again.close()


@pytest.mark.parametrize("apart", [timedelta(), timedelta(seconds=1)])
async def test_files_that_are_set_aside_are_all_kept(path: Path, apart: timedelta) -> None:
    kept = {}
    for number in range(3):
        await filled(path, number + 1)
        content = path.read_bytes()
        kept[await Ledger(path).set_aside(NOW + number * apart)] = content
    assert len(kept) == 3
    assert all(aside.read_bytes() == content for aside, content in kept.items())


async def test_nothing_to_set_aside_is_no_error(path: Path) -> None:
    await Ledger(path).set_aside(NOW)
    await filled(path)


async def test_a_file_that_cannot_be_set_aside_is_an_error(path: Path) -> None:
    # Under its other name it would be longer than a name may be.
    path = path.with_name(f"{'x' * 240}.db")
    await filled(path)
    with pytest.raises(LedgerError):
        await Ledger(path).set_aside(NOW)
    assert path.exists()


async def test_who_gives_up_opening_a_file_leaves_no_thread_behind(path: Path) -> None:
    ledger = Ledger(path)
    opening = asyncio.create_task(ledger.open())
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("plantos-ledger")] == []
    await ledger.open()
    await ledger.close()
