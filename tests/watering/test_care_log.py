"""What was done for a plant is written before it is told, and known again after a restart."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta

import pytest

from custom_components.plantos.domain.care import CareKind, Deed
from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.events import Event
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.unseen import Unseen
from custom_components.plantos.watering.account import KEPT, Pour, WaterAccount
from custom_components.plantos.watering.care_log import CareLog
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError

from ..domain.conftest import a_plant
from ..resilience.conftest import Hands
from .conftest import DAY, HOUR, MINUTE, do, mend, rows, spoil

BASIL = a_plant()


class Desk:
    """A care log with all that it writes to and tells."""

    def __init__(self, hands: Hands, ledger: Ledger, speed: float = 1.0) -> None:
        self.hands = hands
        self.clock = Clock(speed, lambda: hands.wall, lambda: hands.monotonic)
        self.accounts: dict[str, WaterAccount] = {}
        self.told: list[Event] = []
        self.log = CareLog("hub", self.clock, ledger, self.account, self.told.append)

    def account(self, plant_id: str) -> WaterAccount:
        return self.accounts.setdefault(plant_id, WaterAccount())

    async def did(self, kind: CareKind, ago: timedelta = timedelta(), ml: float | None = None) -> Event:
        return await self.log.log(BASIL, Deed(kind, self.hands.wall - ago, ml))

    async def sees(self, at: datetime, plant: Plant = BASIL) -> None:
        await self.log.heed(plant, Unseen(at, 20.0, 45.0))


@pytest.fixture
def desk(hands: Hands, ledger: Ledger) -> Desk:
    """A desk at real speed."""
    return Desk(hands, ledger)


async def test_a_deed_is_written_then_told_and_remembered(desk: Desk, ledger: Ledger) -> None:
    event = await desk.log.log(BASIL, Deed(CareKind.PRUNED, desk.hands.wall, note="the long ones"), user_id="ann")
    page = await ledger.events("hub", "basil", 10)

    assert list(page.events) == desk.told == desk.log.recent() == [event]
    assert (event.type, event.user_id, event.data["note"]) == ("care_logged", "ann", "the long ones")
    assert desk.log.last("basil") == {CareKind.PRUNED: desk.hands.wall}


async def test_what_could_not_be_written_is_not_told_and_not_remembered(desk: Desk, ledger: Ledger) -> None:
    await spoil(ledger, "events")
    with pytest.raises(LedgerError):
        await desk.did(CareKind.WATERED_BY_HAND)
    await mend(ledger, "events")
    assert (desk.told, desk.log.recent(), desk.log.last("basil")) == ([], [], {})
    assert desk.account("basil") == WaterAccount()


@pytest.mark.parametrize("at_once", [True, False], ids=["before it is written", "while it is written"])
async def test_who_stops_waiting_takes_nothing_back(desk: Desk, hands: Hands, ledger: Ledger, *, at_once: bool) -> None:
    """A script that is started again cancels what it waits for."""

    async def give_up[T](work: Coroutine[None, None, T]) -> None:
        doing = asyncio.create_task(work)
        await asyncio.sleep(0)
        if not at_once:
            await asyncio.sleep(0)
        doing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await doing
        # Whatever was begun comes first.
        await desk.did(CareKind.PRUNED)

    async def after_a_restart() -> Desk:
        again = Desk(hands, ledger)
        await again.log.load()
        return again

    await give_up(desk.did(CareKind.WATERED_BY_HAND, HOUR))
    assert desk.account("basil").others == (await after_a_restart()).account("basil").others != []
    [entry] = [event for event in desk.log.recent() if event.data["kind"] == CareKind.WATERED_BY_HAND]
    await give_up(desk.log.forget(entry))
    assert desk.account("basil").others == (await after_a_restart()).account("basil").others == []


async def test_what_is_told_survives_a_power_cut(desk: Desk, ledger: Ledger) -> None:
    async def synced() -> bool:
        """Whether the last write waited for the disk, as SQLite does at level 2."""
        return await rows(ledger, "PRAGMA synchronous") == [(2,)]

    await do(ledger, "PRAGMA optimize")
    assert not await synced()
    event = await desk.did(CareKind.PRUNED)
    assert await synced()
    await do(ledger, "PRAGMA optimize")
    await desk.log.forget(event)
    assert await synced()


async def test_the_care_log_is_found_without_reading_through_all_that_happened(
    desk: Desk, hands: Hands, ledger: Ledger
) -> None:
    async def steps() -> int:
        """How many hundreds of steps the ledger takes to read the care log."""
        taken: list[None] = []
        await ledger.read(lambda connection: connection.set_progress_handler(lambda: taken.append(None), 100))
        await Desk(hands, ledger).log.load()
        await ledger.read(lambda connection: connection.set_progress_handler(None, 100))
        return len(taken)

    await desk.did(CareKind.PRUNED)
    before = await steps()
    told = ((str(number), number) for number in range(5_000))
    await do(
        ledger,
        "INSERT INTO events (event_id, hub_id, plant_id, type, occurred_at, document) "
        "VALUES (?, 'hub', 'basil', 'sensor_reading_recorded', ?, '{}')",
        told,
    )
    assert await steps() <= before + 5


async def test_water_from_a_can_is_known_and_never_counted_as_given(desk: Desk) -> None:
    event = await desk.did(CareKind.WATERED_BY_HAND, HOUR, 300.0)
    account = desk.account("basil")

    assert (account.total_ml, account.last_watered, account.day_ml(desk.hands.wall, DAY)) == (0.0, None, 0.0)
    assert account.last_wet == desk.hands.wall - HOUR
    assert account.others == [Pour(desk.hands.wall - HOUR, 300.0, event.event_id)]


@pytest.mark.parametrize("kind", [CareKind.FERTILISED, CareKind.REPOTTED, CareKind.PRUNED, CareKind.PROBE_FIXED])
async def test_no_other_care_is_water(desk: Desk, kind: CareKind) -> None:
    await desk.did(kind)
    assert desk.account("basil").last_wet is None


async def test_everything_is_known_again_after_a_restart(desk: Desk, hands: Hands, ledger: Ledger) -> None:
    await desk.did(CareKind.WATERED_BY_HAND, 2 * DAY, 300.0)
    await desk.did(CareKind.FERTILISED, 30 * DAY)
    await desk.did(CareKind.FERTILISED, 400 * DAY)
    await desk.did(CareKind.REPOTTED, DAY)
    again = Desk(hands, ledger)
    await again.log.load()

    assert again.log.last("basil") == desk.log.last("basil")
    assert again.log.recent() == desk.log.recent()
    assert again.accounts == desk.accounts
    assert again.log.last("basil")[CareKind.REPOTTED] == hands.wall - DAY


async def test_old_water_is_still_the_last(desk: Desk, hands: Hands, ledger: Ledger) -> None:
    await desk.did(CareKind.WATERED_BY_HAND, KEPT + DAY, 300.0)
    again = Desk(hands, ledger)
    await again.log.load()
    assert again.account("basil").last_wet == hands.wall - KEPT - DAY


async def test_what_lies_in_the_future_after_the_clock_was_set_back_has_just_been(
    desk: Desk, hands: Hands, ledger: Ledger
) -> None:
    await desk.did(CareKind.WATERED_BY_HAND)
    hands.wall -= 5 * DAY
    again = Desk(hands, ledger)
    await again.log.load()
    assert again.account("basil").last_wet == again.log.last("basil")[CareKind.WATERED_BY_HAND] == hands.wall


async def test_what_a_later_version_knows_is_passed_over(desk: Desk, hands: Hands, ledger: Ledger) -> None:
    await desk.did(CareKind.PRUNED)
    await do(ledger, "UPDATE events SET document = replace(document, 'pruned', 'serenaded')")
    again = Desk(hands, ledger)
    await again.log.load()
    assert (again.log.recent(), again.log.last("basil")) == ([], {})


async def test_a_week_is_shown(desk: Desk) -> None:
    await desk.did(CareKind.PRUNED, 7 * DAY - MINUTE)
    await desk.did(CareKind.FERTILISED, 7 * DAY + MINUTE)
    assert [event.data["kind"] for event in desk.log.recent()] == ["pruned"]
    desk.hands.wall += 2 * MINUTE
    assert desk.log.recent() == []


# --- what the soil has shown ------------------------------------------------------------------------


async def test_a_rise_is_logged_once(desk: Desk, ledger: Ledger) -> None:
    await desk.log.heed(BASIL, None)
    at = desk.hands.wall + HOUR
    desk.hands.wall += 3 * HOUR
    for late in (timedelta(), 20 * MINUTE):
        await desk.sees(at + late)

    [event] = desk.told
    assert (event.data["kind"], event.occurred_at, event.user_id) == ("hand_or_rain", at, None)
    assert event.reason and event.reason.key == "seen_wet"
    assert desk.account("basil").last_wet == at
    assert len(await rows(ledger, "SELECT * FROM events")) == 1


async def test_a_rise_from_before_this_start_may_be_another_probe(desk: Desk) -> None:
    desk.hands.wall += HOUR
    await desk.sees(desk.hands.wall - HOUR)
    await desk.sees(desk.hands.wall - HOUR)
    assert desk.told == []


async def test_another_scale_is_no_water(desk: Desk) -> None:
    await desk.log.heed(BASIL, None)
    desk.hands.wall += 3 * HOUR
    await desk.sees(desk.hands.wall - HOUR, a_plant(probes={"moisture": "sensor.other"}))
    assert desk.told == []


async def test_a_rise_that_cannot_be_written_stops_nothing(
    desk: Desk, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.log.heed(BASIL, None)
    desk.hands.wall += 3 * HOUR
    await spoil(ledger, "events")
    for _ in range(3):
        await desk.sees(desk.hands.wall - HOUR)
    # One sentence for as long as it lasts; that the ledger fails is told as a repair.
    [said] = (record for record in caplog.records if "That Basil got water couldn't be written" in record.message)
    assert said.exc_info is None
    assert "no such table" in said.message
    await mend(ledger, "events")
    await desk.sees(desk.hands.wall - HOUR)
    assert len(desk.told) == 1


async def test_on_a_fast_hub_hours_are_short(hands: Hands, ledger: Ledger) -> None:
    desk = Desk(hands, ledger, speed=60.0)
    await desk.log.heed(BASIL, None)
    hands.wall += 3 * HOUR
    await desk.sees(hands.wall - HOUR)
    await desk.sees(hands.wall - HOUR / 2)
    assert len(desk.told) == 2
