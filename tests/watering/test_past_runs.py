"""A calendar finds the runs of its days, and no others."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.past_runs import runs_between

from .conftest import DAY, HOUR, MINUTE, NOW, a_run


async def kept(ledger: Ledger, run_id: str, ago: timedelta, **changes: Any) -> None:
    """A run that was asked for and opened so long ago, and took a minute."""
    at = NOW - ago
    run = a_run(run_id, **{"requested_at": at, "opened_at": at, "closed_at": at + MINUTE} | changes)
    await ledger.save_run(changes.pop("hub_id", "hub"), run)


async def found(ledger: Ledger, since: timedelta, until: timedelta = timedelta(), limit: int = 10) -> list[str]:
    runs = await runs_between(ledger, "hub", ["basil"], NOW - since, NOW - until, limit)
    return [run.run_id for run in runs]


async def test_the_runs_of_a_time_are_found_newest_first(ledger: Ledger) -> None:
    for run_id, ago in (("old", 3 * DAY), ("first", 20 * HOUR), ("second", 2 * HOUR)):
        await kept(ledger, run_id, ago)
    assert await found(ledger, DAY) == ["second", "first"]
    assert await found(ledger, DAY, 3 * HOUR) == ["first"]
    assert await found(ledger, 4 * DAY, limit=2) == ["second", "first"]


async def test_what_began_before_and_goes_on_belongs_to_the_time(ledger: Ledger) -> None:
    await kept(ledger, "long", DAY + MINUTE, closed_at=NOW - DAY + MINUTE)
    await kept(ledger, "waited", DAY + HOUR, opened_at=NOW - HOUR, closed_at=NOW - HOUR + MINUTE)
    assert await found(ledger, DAY) == ["long", "waited"]


@pytest.mark.parametrize("changes", [{"opened_at": None, "closed_at": None}, {"plant_id": "fern"}])
async def test_what_never_opened_or_is_another_plants_is_left_out(ledger: Ledger, changes: dict[str, Any]) -> None:
    await kept(ledger, "other", HOUR, **changes)
    assert await found(ledger, DAY) == []
