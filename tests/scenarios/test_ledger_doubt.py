"""A ledger that is full, read-only, damaged or too new, and a clock that contradicts it: no water on doubt."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos import DATA_LEDGER
from custom_components.plantos.fixes import FIXES, async_set_ledger_aside
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import RunState
from custom_components.plantos.watering.schema import VERSION

from ..conftest import BASIL
from ..left_behind import leave, left_behind
from .conftest import Site, SiteMaker, repair, watered

GARBAGE = b"This was a ledger, and is none now. " * 400


class FullDisk:
    """A connection to a file that can be read and no longer grows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Stand before the true connection."""
        self._connection = connection

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Read, and refuse to write."""
        if sql.split(maxsplit=1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return self._connection.execute(sql, *values)

    executemany = execute

    def __enter__(self) -> FullDisk:
        """Begin a transaction."""
        self._connection.__enter__()
        return self

    def __exit__(self, *reason: Any) -> None:
        """End it."""
        self._connection.__exit__(*reason)


def full(ledger: Ledger) -> Callable[[], Any]:
    """How a ledger on a full disk is opened."""
    connection = ledger._connection
    assert connection
    return lambda: FullDisk(connection)


def read_only(ledger: Ledger) -> Callable[[], Any]:
    """How a ledger on a disk that became read-only is opened."""
    connection = sqlite3.connect(f"file:{ledger._path}?mode=ro", uri=True, check_same_thread=False)
    return lambda: connection


FAILURES = pytest.mark.parametrize(
    ("failing", "words"),
    [(full, "database or disk is full"), (read_only, "attempt to write a readonly database")],
    ids=["full", "read_only"],
)


def ledger_path(hass: HomeAssistant) -> Path:
    """Where the ledger is kept."""
    return Path(hass.config.path("plantos", "ledger.db"))


def put_garbage(hass: HomeAssistant) -> None:
    """Leave a file that is no ledger where one should be."""
    path = ledger_path(hass)
    path.parent.mkdir(parents=True)
    path.write_bytes(GARBAGE)


def make_newer(hass: HomeAssistant, version: int = 99) -> None:
    """Let the ledger say that a later PlantOS wrote it."""
    path = ledger_path(hass)
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


# --- a disk that takes nothing more -----------------------------------------------------------------


@FAILURES
async def test_a_disk_that_takes_nothing_starts_no_water_and_says_what_happened(
    site: Site, monkeypatch: pytest.MonkeyPatch, failing: Callable[[Ledger], Callable[[], Any]], words: str
) -> None:
    monkeypatch.setattr(site.coordinator.ledger, "_opened", failing(site.coordinator.ledger))
    with pytest.raises(HomeAssistantError) as error:
        await site.water()
    assert error.value.translation_key == "failed_ledger"
    assert words in str(error.value)
    await site.moisture(20)
    await site.pass_time(181, step=60)

    assert "on" not in site.outlet.said
    found = repair(site.hass, "ledger_failed")
    assert found and found.severity == "critical"
    assert found.translation_placeholders and words in found.translation_placeholders["error"]
    assert site.coordinator.health.status == "unhealthy"
    # What is known is shown all the same.
    assert site.state("moisture").state == "20.0"


@FAILURES
async def test_a_disk_that_takes_something_again_brings_back_the_care(
    site: Site, monkeypatch: pytest.MonkeyPatch, failing: Callable[[Ledger], Callable[[], Any]], words: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(site.coordinator.ledger, "_opened", failing(site.coordinator.ledger))
        await site.moisture(20)
        await site.pass_time(122, step=60)
        assert "on" not in site.outlet.said
    await site.pass_time(61, step=60)

    assert site.outlet.said.count("on") == 1
    await site.pass_time(70, step=10)
    assert repair(site.hass, "ledger_failed") is None
    assert site.coordinator.health.status == "healthy"


@FAILURES
async def test_a_disk_that_takes_nothing_from_mid_run_on_lets_the_run_end_and_keeps_its_water_in_mind(
    site: Site, monkeypatch: pytest.MonkeyPatch, failing: Callable[[Ledger], Callable[[], Any]], words: str
) -> None:
    await site.moisture(20)
    await site.pass_time(4)
    with monkeypatch.context() as patch:
        patch.setattr(site.coordinator.ledger, "_opened", failing(site.coordinator.ledger))
        await site.pass_time(8)
        assert not site.outlet.flowing
        assert site.given_ml() == pytest.approx(100, abs=11)
        assert site.told("plant_watered")
        assert site.state("outlet").state == "closed"
    await site.reload()

    # Its end was never written: the next start counts it up to its deadline.
    assert 100 <= site.given_ml() <= 150
    await site.moisture(19)
    await site.pass_time(1800, step=60)
    assert site.outlet.said.count("on") == 1


async def test_a_disk_that_takes_nothing_refuses_no_stop(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job = await site.water()
    await site.pass_time(4)
    monkeypatch.setattr(site.coordinator.ledger, "_opened", full(site.coordinator.ledger))
    await site.close_valve()

    assert not site.outlet.flowing
    assert (await job.ended).state is RunState.CANCELLED


async def test_a_disk_that_takes_nothing_still_lets_a_lock_hold(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.water()
    await site.pass_time(4)
    site.outlet.on_close = "ignore"
    monkeypatch.setattr(site.coordinator.ledger, "_opened", full(site.coordinator.ledger))
    await site.pass_time(75)

    assert site.repair("outlet_stuck")
    assert "locked" in site.problems()


async def locked_on_disk(site: Site) -> bool:
    """Whether the basil is locked for whoever reads the ledger."""
    rows = await site.coordinator.ledger.read(
        lambda connection: connection.execute("SELECT document FROM standings WHERE subject = ?", (BASIL,)).fetchall()
    )
    return any('"locked":true' in document for (document,) in rows)


async def test_a_lock_that_a_full_disk_forgot_is_written_once_there_is_room(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.water()
    await site.pass_time(4)
    site.outlet.on_close = "ignore"
    with monkeypatch.context() as disk:
        disk.setattr(site.coordinator.ledger, "_opened", full(site.coordinator.ledger))
        await site.pass_time(75)
    site.outlet.on_close = "obey"
    await site.pass_time(181, step=60)
    assert await locked_on_disk(site)


async def test_a_lock_that_a_full_disk_forgot_outlives_a_restart_right_after_room_was_made(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(site.coordinator.ledger, "_opened", full(site.coordinator.ledger))
        await site.coordinator.waterer.works.lock(BASIL)
    await site.reload()
    await site.settle()

    assert "locked" in site.problems()


@FAILURES
async def test_a_disk_that_takes_nothing_at_the_start_closes_all_outlets_and_waits(
    hass: HomeAssistant,
    make_site: SiteMaker,
    monkeypatch: pytest.MonkeyPatch,
    failing: Callable[[Ledger], Callable[[], Any]],
    words: str,
) -> None:
    await leave(hass, left_behind())

    def refuse(self: Ledger) -> None:
        raise sqlite3.OperationalError(words)

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "_open", refuse)
        site = await make_site(open_at_start=True, moisture="20")
        assert site.entry_state() is ConfigEntryState.SETUP_RETRY
        assert not site.outlet.flowing
        assert words in (site.entry.reason or "")
        assert repair(hass, "ledger_failed")
    await site.pass_time(60, step=10)

    assert site.entry_state() is ConfigEntryState.LOADED
    assert repair(hass, "ledger_failed") is None
    run = site.coordinator.waterer.latest(BASIL)
    assert run and run.state is RunState.INTERRUPTED
    assert "on" not in site.outlet.said


# --- a file that is no ledger -----------------------------------------------------------------------


async def waters_nothing(site: Site) -> None:
    """The hub isn't set up: whatever flowed is closed, and no water starts."""
    await site.pass_time(120, step=20)
    assert site.entry_state() is ConfigEntryState.SETUP_RETRY
    assert site.outlet.said[0] == "off"
    assert "on" not in site.outlet.said
    assert not site.outlet.flowing


async def test_a_ledger_that_is_garbage_at_the_start_closes_all_outlets_and_starts_no_water(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    put_garbage(hass)
    await waters_nothing(await make_site(open_at_start=True, moisture="20"))
    found = repair(hass, "ledger_damaged")
    assert found and found.is_fixable and found.severity == "critical"
    assert found.translation_placeholders == {"error": "file is not a database"}
    assert ledger_path(hass).read_bytes() == GARBAGE


async def test_a_ledger_that_is_garbage_is_kept_aside_and_care_goes_on_with_a_new_one(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    put_garbage(hass)
    site = await make_site(moisture="20")
    aside = await async_set_ledger_aside(hass, hass.data[DATA_LEDGER])
    await site.settle()

    assert aside and aside.read_bytes() == GARBAGE
    assert site.entry_state() is ConfigEntryState.LOADED
    assert repair(hass, "ledger_damaged") is None
    assert site.outlet.said.count("on") == 1
    await site.pass_time(11)
    assert not site.outlet.flowing
    assert site.given_ml() == pytest.approx(100, abs=11)


async def test_a_second_ledger_that_is_kept_aside_in_the_same_second_replaces_no_first(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    put_garbage(hass)
    await make_site(automatic=False)
    ledger = hass.data[DATA_LEDGER]
    await async_set_ledger_aside(hass, ledger)
    await async_set_ledger_aside(hass, ledger)
    kept = [path for path in ledger_path(hass).parent.glob("ledger.aside-*") if path.suffix == ".db"]

    assert len(kept) == 2
    assert GARBAGE in [path.read_bytes() for path in kept]


async def spoil(site: Site) -> None:
    """Write over all of the file but its first page, behind the back of who has it open."""
    ledger = site.coordinator.ledger
    connection, thread, path = ledger._connection, ledger._thread, ledger_path(site.hass)
    assert connection and thread

    def overwrite() -> None:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA shrink_memory")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * (path.stat().st_size - 4096))

    await asyncio.wrap_future(thread.submit(overwrite))


async def test_a_ledger_that_is_damaged_while_it_is_used_starts_no_water_and_says_so(site: Site) -> None:
    await site.water(50)
    await site.pass_time(3700, step=60)
    await spoil(site)
    await site.moisture(20)
    await site.pass_time(181, step=60)

    assert site.outlet.said.count("on") == 1
    found = repair(site.hass, "ledger_damaged")
    assert found and found.is_fixable and found.severity == "critical"
    assert site.coordinator.health.status == "unhealthy"


async def test_a_ledger_that_is_damaged_in_a_run_lets_it_be_stopped(site: Site) -> None:
    job = await site.water()
    await site.pass_time(4)
    await spoil(site)
    await site.close_valve()

    assert not site.outlet.flowing
    assert (await job.ended).state is RunState.CANCELLED
    assert site.given_ml() == pytest.approx(40, abs=11)


async def test_a_ledger_that_is_damaged_while_it_is_used_is_kept_aside_and_care_goes_on(site: Site) -> None:
    await spoil(site)
    await site.moisture(20)
    assert "on" not in site.outlet.said
    aside = await async_set_ledger_aside(site.hass, site.hass.data[DATA_LEDGER])
    await site.settle()

    assert aside and b"\xa5" * 4096 in aside.read_bytes()
    assert site.entry_state() is ConfigEntryState.LOADED
    await site.pass_time(61, step=20)
    assert repair(site.hass, "ledger_damaged") is None
    assert site.outlet.said.count("on") == 1


# --- a ledger that a later version wrote ------------------------------------------------------------


async def test_a_ledger_of_a_later_version_closes_all_outlets_starts_no_water_and_is_left_as_it_is(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, left_behind())
    make_newer(hass)
    before = ledger_path(hass).read_bytes()
    await waters_nothing(await make_site(open_at_start=True, moisture="20"))
    found = repair(hass, "ledger_newer")
    assert found and found.is_fixable
    assert ledger_path(hass).read_bytes() == before


async def test_a_ledger_of_a_later_version_is_taken_up_by_the_version_that_knows_it(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, left_behind())
    make_newer(hass)
    site = await make_site(moisture="20")
    assert site.entry_state() is ConfigEntryState.SETUP_RETRY
    make_newer(hass, VERSION)
    await site.pass_time(120, step=20)

    assert site.entry_state() is ConfigEntryState.LOADED
    assert repair(hass, "ledger_newer") is None
    run = site.coordinator.waterer.latest(BASIL)
    assert run and (run.run_id, run.state) == ("killed", RunState.INTERRUPTED)


async def test_a_ledger_of_a_later_version_can_be_kept_aside_with_all_its_rows(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, left_behind())
    make_newer(hass)
    site = await make_site(moisture="20")
    aside = await async_set_ledger_aside(hass, hass.data[DATA_LEDGER])
    await site.settle()

    assert site.entry_state() is ConfigEntryState.LOADED
    assert repair(hass, "ledger_newer") is None
    assert aside
    with sqlite3.connect(aside) as connection:
        assert connection.execute("SELECT run_id FROM runs").fetchall() == [("killed",)]
    connection.close()


# --- a clock that contradicts the ledger ------------------------------------------------------------


async def test_a_clock_a_day_behind_the_ledger_waters_nothing_by_itself_until_somebody_trusts_it(
    hass: HomeAssistant, make_site: SiteMaker
) -> None:
    await leave(hass, watered(dt_util.utcnow() + timedelta(days=1)))
    site = await make_site(moisture="20")
    for step in range(130):
        await site.pass_time(60, step=60)
        await site.moisture(20 + step % 2 / 10)
    assert "on" not in site.outlet.said
    found = site.repair("clock_set_back", "hub-id")
    assert found and found.is_fixable
    # The water of a day yet to come counts as of today.
    assert site.coordinator.snapshot(BASIL).history.day_ml == 100

    await FIXES["clock_set_back"](site.coordinator, "hub-id")
    await site.pass_time(61, step=60)
    assert site.repair("clock_set_back", "hub-id") is None
    assert site.outlet.said.count("on") == 1
