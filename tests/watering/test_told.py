"""What was told and what waits to be outlives a restart."""

from dataclasses import replace
import sqlite3

from custom_components.plantos.domain.notices import Answer, critical_notice, dry_notice
from custom_components.plantos.domain.tact import Told
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.told import recall, remember

from .conftest import DAY, NOW, mend, spoil

NOTICE = critical_notice("basil", "Basil", 15, 30)
FULL = Told(
    notice=NOTICE, notice_id="one", at=NOW, waits=True, shown=True, snoozed_until=NOW + DAY, answered=Answer.SNOOZE
)


async def test_everything_that_is_known_of_a_message_is_kept(ledger: Ledger) -> None:
    await remember("hub", ledger, NOTICE.key, FULL)
    assert (await recall("hub", ledger)).all() == [FULL]


async def test_of_each_kind_and_plant_the_last_is_kept(ledger: Ledger) -> None:
    dry = Told(notice=dry_notice("basil", "Basil", 25, 30, has_outlet=True))
    for told in (FULL, dry, replace(FULL, over=True)):
        await remember("hub", ledger, told.notice.key, told)
    memory = await recall("hub", ledger)
    assert memory.of(NOTICE.key) == replace(FULL, over=True)
    assert memory.of(dry.notice.key) == dry


async def test_each_hub_remembers_its_own(ledger: Ledger) -> None:
    await remember("hub", ledger, NOTICE.key, FULL)
    assert (await recall("other", ledger)).all() == []


async def test_a_message_that_cannot_be_read_is_forgotten_and_the_others_are_not(ledger: Ledger) -> None:
    await remember("hub", ledger, NOTICE.key, FULL)

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notices VALUES ('hub', 'basil', 'dry', '{}')")

    await ledger.write(write)
    assert (await recall("hub", ledger)).all() == [FULL]


async def test_a_hub_that_is_removed_is_forgotten(ledger: Ledger) -> None:
    await remember("hub", ledger, NOTICE.key, FULL)
    await ledger.forget_hub("hub")
    assert (await recall("hub", ledger)).all() == []


async def test_a_disk_that_fails_fails_no_message(ledger: Ledger) -> None:
    await spoil(ledger, "notices")
    await remember("hub", ledger, NOTICE.key, FULL)
    await mend(ledger, "notices")
    assert (await recall("hub", ledger)).all() == []
