"""Who told PlantOS to do what is known, bounded, after a restart, and with the waterings among it."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.audit import MOST, Audit, AuditEntry
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import RunState

from ..resilience.conftest import Hands
from .conftest import DAY, HOUR, MINUTE, NOW, a_run, do, rows, spoil


def an_entry(action: str = "reset", ago: timedelta = timedelta(), **changes: Any) -> AuditEntry:
    return AuditEntry(at=NOW - ago, action=action, **changes)


@pytest.fixture
def audit(ledger: Ledger, hands: Hands) -> Audit:
    return Audit("hub", hands.clock, ledger)


async def actions(audit: Audit, limit: int = 50) -> list[str]:
    return [entry.action for entry in await audit.newest(limit)]


async def test_an_entry_comes_back_as_it_was_written(audit: Audit) -> None:
    entry = an_entry(
        "calibrate",
        plant_id="basil",
        user_id="anna",
        before={"slope": 1.0, "known": False},
        after={"slope": 1.2, "name": "Basil", "offset": None},
        success=False,
        error="not_allowed",
    )
    await audit.add(entry)
    assert await audit.newest(10) == [entry]


async def test_the_audit_outlives_a_restart(audit: Audit, ledger: Ledger, hands: Hands) -> None:
    await audit.add(an_entry())
    await ledger.close()
    await ledger.open()
    assert await Audit("hub", hands.clock, ledger).newest(10) == [an_entry()]


async def test_the_newest_come_first_page_by_page(audit: Audit) -> None:
    for hours in range(5):
        await audit.add(an_entry(str(hours), hours * HOUR))
    first = await audit.newest(2)
    second = await audit.newest(2, first[-1].at)
    third = await audit.newest(2, second[-1].at)
    assert [entry.action for entry in first + second + third] == ["0", "1", "2", "3", "4"]


async def test_waterings_are_in_the_audit_at_their_time(audit: Audit, ledger: Ledger) -> None:
    await audit.add(an_entry("before", 2 * HOUR))
    await audit.add(an_entry("after"))
    await ledger.save_run("hub", a_run(requested_at=NOW - HOUR, origin=Origin.ACTION))
    assert await actions(audit) == ["after", "water (action)", "before"]
    assert await actions(audit, 2) == ["after", "water (action)"]


async def test_a_watering_says_who_asked_for_how_much_and_what_came_of_it(audit: Audit, ledger: Ledger) -> None:
    run = a_run(state=RunState.COMPLETED, user_id="anna", delivered_ml=98.0, moisture_before=25.0, moisture_after=55.0)
    await ledger.save_run("hub", run)
    assert await audit.newest(10) == [
        an_entry(
            "water (manual)",
            plant_id="basil",
            user_id="anna",
            before={"moisture": 25.0, "requested_ml": 100.0},
            after={"status": "completed", "delivered_ml": 98.0, "moisture": 55.0},
        )
    ]


@pytest.mark.parametrize("state", [RunState.SOAKING, RunState.VERIFYING, RunState.COMPLETED])
async def test_a_watering_whose_outlet_closed_as_planned_was_a_success(
    state: RunState, audit: Audit, ledger: Ledger
) -> None:
    await ledger.save_run("hub", a_run(state=state, failure=reason("enough")))
    [entry] = await audit.newest(1)
    assert (entry.success, entry.error) == (True, None)


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.DENIED, RunState.CANCELLED, RunState.INTERRUPTED])
async def test_a_watering_that_came_to_another_end_was_none_and_says_why(
    state: RunState, audit: Audit, ledger: Ledger
) -> None:
    await ledger.save_run("hub", a_run(state=state, failure=reason("denied_gap", minutes=5.0)))
    [entry] = await audit.newest(1)
    assert (entry.success, entry.error, entry.after["status"]) == (False, "denied_gap", state)


async def test_only_the_newest_ten_thousand_are_kept(audit: Audit, ledger: Ledger, hands: Hands) -> None:
    assert MOST == 10_000
    document = '{"at": "2026-11-20T12:00:00Z", "action": "old"}'
    written = [("other hub", 0, document), *(("hub", number, document) for number in range(MOST))]
    await do(ledger, "INSERT INTO audit (hub_id, at, document) VALUES (?, ?, ?)", written)
    before = await rows(ledger, "SELECT at FROM audit WHERE hub_id = 'hub' ORDER BY sequence")
    await audit.add(an_entry("new"))
    await audit.add(an_entry("newer", -MINUTE))

    after = await rows(ledger, "SELECT at FROM audit WHERE hub_id = 'hub' ORDER BY sequence")
    assert after == [*before[2:], (NOW.timestamp(),), ((NOW + MINUTE).timestamp(),)]
    assert await Audit("other hub", hands.clock, ledger).newest(10) != []


async def test_hubs_know_nothing_of_each_others_commands(audit: Audit, ledger: Ledger, hands: Hands) -> None:
    await audit.add(an_entry())
    await ledger.save_run("hub", a_run())
    assert await Audit("other hub", hands.clock, ledger).newest(10) == []


async def test_a_command_of_a_wrong_clock_is_found_too(audit: Audit) -> None:
    await audit.add(an_entry("tomorrow", -DAY))
    assert await actions(audit) == ["tomorrow"]


async def test_an_entry_that_cannot_be_written_is_an_error(audit: Audit, ledger: Ledger) -> None:
    await spoil(ledger, "audit")
    with pytest.raises(LedgerError):
        await audit.add(an_entry())
