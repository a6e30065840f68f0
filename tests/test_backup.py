"""A backup holds a ledger that is whole, whatever is written while it is made."""

from pathlib import Path
import shutil
import sqlite3

from homeassistant.components.backup.const import DATA_MANAGER
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from .conftest import Bench, BenchMaker

# Many times what SQLite keeps in its log before it takes that into the file.
MUCH = 20_000_000


@pytest.fixture
async def saved(make_bench: BenchMaker) -> Bench:
    """A hub beside Home Assistant's backups."""
    bench = await make_bench()
    assert await async_setup_component(bench.hass, "backup", {})
    await bench.settle()
    return bench


async def write(bench: Bench, name: str, size: int = 1) -> None:
    """Write something into the ledger."""

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE IF NOT EXISTS things (name, body)")
        for _ in range(max(1, size // 1_000)):
            connection.execute("INSERT INTO things VALUES (?, zeroblob(1000))", (name,))

    await bench.coordinator.ledger.write(work)


def names(copy: Path) -> set[str]:
    """What a copy of the ledger holds that is sound."""
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {name for (name,) in connection.execute("SELECT DISTINCT name FROM things")}


async def test_what_was_written_before_is_in_the_file_alone(saved: Bench, tmp_path: Path) -> None:
    await write(saved, "before")
    await saved.hass.data[DATA_MANAGER].async_pre_backup_actions()
    await write(saved, "meanwhile", MUCH)
    shutil.copy(saved.hass.config.path("plantos", "ledger.db"), tmp_path / "ledger.db")
    assert names(tmp_path / "ledger.db") == {"before"}


async def test_file_and_log_that_are_copied_at_different_times_fit(saved: Bench, tmp_path: Path) -> None:
    await write(saved, "before", MUCH)
    await saved.hass.data[DATA_MANAGER].async_pre_backup_actions()
    shutil.copy(saved.hass.config.path("plantos", "ledger.db"), tmp_path / "ledger.db")
    for number in range(3):
        await write(saved, f"meanwhile {number}", MUCH)
    shutil.copy(saved.hass.config.path("plantos", "ledger.db-wal"), tmp_path / "ledger.db-wal")
    assert names(tmp_path / "ledger.db") == {"before", *(f"meanwhile {number}" for number in range(3))}


async def test_after_the_backup_the_log_is_taken_into_the_file_again(saved: Bench) -> None:
    manager = saved.hass.data[DATA_MANAGER]
    await manager.async_pre_backup_actions()
    await manager.async_post_backup_actions()
    file = Path(saved.hass.config.path("plantos", "ledger.db"))
    before = file.stat().st_size
    await write(saved, "after", MUCH)
    assert file.stat().st_size > before + MUCH


async def test_a_ledger_that_cannot_be_used_keeps_no_backup_from_being_made(
    saved: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = saved.coordinator.ledger
    assert ledger._connection
    await ledger._call(ledger._connection.close)
    await saved.hass.data[DATA_MANAGER].async_pre_backup_actions()
    assert "The ledger is saved as it is" in caplog.text


async def test_a_house_without_a_hub_is_saved(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "plantos", {})
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()
    await hass.data[DATA_MANAGER].async_pre_backup_actions()
