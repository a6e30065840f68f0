"""The weather that has passed outlives a restart, for ninety days; a room's is reckoned from its readings."""

from datetime import datetime

import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.outlook import Spell
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.rooms import Rooms
from custom_components.plantos.watering.spells import Spells

from ..resilience.conftest import Hands
from .conftest import DAY, HOUR, MINUTE, NOW, SECOND, rows


def a_spell(start: datetime = NOW, reference: float | None = 0.2, rain: float | None = 0.0) -> Spell:
    """An hour of weather."""
    return Spell(start, start + HOUR, reference, rain)


@pytest.fixture
def spells(ledger: Ledger, hands: Hands) -> Spells:
    return Spells("hub", hands.clock, ledger)


async def test_spells_outlive_a_restart_in_order_with_what_is_unknown(
    spells: Spells, ledger: Ledger, hands: Hands
) -> None:
    late, early = a_spell(NOW - HOUR, None, 0.4), a_spell(NOW - 2 * HOUR, 0.3, None)
    await spells.keep(late)
    await spells.keep(early)
    assert spells.all == (early, late)

    again = Spells("hub", hands.clock, ledger)
    await again.load()
    assert again.all == (early, late)


async def test_what_is_known_later_takes_the_place_of_what_was(spells: Spells, ledger: Ledger) -> None:
    await spells.keep(a_spell(reference=None))
    await spells.keep(a_spell(reference=0.5))
    assert spells.all == (a_spell(reference=0.5),)
    assert await rows(ledger, "SELECT reference_mm FROM spells") == [(0.5,)]


async def test_weather_older_than_three_days_counts_by_days(spells: Spells, ledger: Ledger) -> None:
    day = [a_spell(NOW - 5 * DAY + n * HOUR) for n in range(3)]
    await spells.keep(*day, a_spell(NOW - HOUR), a_spell(NOW))
    [whole, *late] = spells.all
    assert (whole.start, whole.end) == (day[0].start, day[-1].end)
    assert whole.reference_mm == pytest.approx(0.6)
    assert late == [a_spell(NOW - HOUR), a_spell(NOW)]
    assert await rows(ledger, "SELECT count(*) FROM spells") == [(5,)]


async def test_spells_are_kept_for_ninety_days(spells: Spells, ledger: Ledger, hands: Hands) -> None:
    await spells.keep(a_spell(NOW - HOUR), a_spell(NOW))
    hands.turn((90 * DAY) / SECOND)
    again = Spells("hub", hands.clock, ledger)
    await again.load()
    assert again.all == (a_spell(NOW),)

    await spells.keep(a_spell(NOW + 90 * DAY))
    assert spells.all == (a_spell(NOW), a_spell(NOW + 90 * DAY))
    assert await rows(ledger, "SELECT count(*) FROM spells") == [(2,)]


async def test_each_hub_has_its_own_weather(spells: Spells, ledger: Ledger, hands: Hands) -> None:
    await spells.keep(a_spell())
    other = Spells("other", hands.clock, ledger)
    await other.load()
    assert other.all == ()


async def test_weather_that_the_disk_does_not_take_is_known_all_the_same(
    spells: Spells, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    await ledger.close()
    with pytest.raises(LedgerError):
        await ledger.read(lambda connection: None)
    await spells.keep(a_spell())
    await ledger.open()
    assert spells.all == (a_spell(),)
    assert "The weather couldn't be written" in caplog.text


# --- rooms ------------------------------------------------------------------------------------------

BASIL = Plant(plant_id="basil", name="Basil")
LIT = Plant(plant_id="basil", name="Basil", probes={Measure.ILLUMINANCE: "sensor.light"})


async def tell(ledger: Ledger, at: datetime, **values: float) -> None:
    """Let the basil's probes say this."""
    await ledger.add_readings("hub", [("basil", Reading(Measure(name), value, at)) for name, value in values.items()])


@pytest.fixture
def rooms(ledger: Ledger, hands: Hands) -> Rooms:
    return Rooms("hub", hands.clock, ledger)


async def test_a_rooms_hours_follow_from_its_readings(rooms: Rooms, ledger: Ledger) -> None:
    await tell(ledger, NOW - 110 * MINUTE, temperature=20.0, humidity=40.0, illuminance=0.0)
    await tell(ledger, NOW - 70 * MINUTE, temperature=24.0, humidity=60.0, illuminance=4_000.0)
    await tell(ledger, NOW - 30 * MINUTE, temperature=24.0, humidity=60.0)
    await rooms.follow([BASIL], 0.0)

    first, second = rooms.spells("basil", NOW)
    assert (first.start, first.end, second.start, second.end) == (NOW - 2 * HOUR, NOW - HOUR, NOW - HOUR, NOW)
    # The means of the hour: 22 °C, 50 % and 2,000 lx.
    assert first.reference_mm == pytest.approx(0.861 / 24, abs=0.0005)
    assert first.rain_mm == 0.0


async def test_an_hour_counts_once_it_is_over_and_only_once(rooms: Rooms, ledger: Ledger, hands: Hands) -> None:
    await tell(ledger, NOW + MINUTE, temperature=20.0, humidity=40.0)
    await rooms.follow([BASIL], 0.0)
    assert rooms.spells("basil", NOW) == ()
    hands.turn(HOUR / SECOND)
    for _ in range(3):
        await rooms.follow([BASIL], 0.0)
    assert [spell.start for spell in rooms.spells("basil", NOW)] == [NOW]
    hands.turn(HOUR / SECOND)
    await rooms.follow([BASIL], 0.0)
    assert [spell.start for spell in rooms.spells("basil", NOW)] == [NOW]


async def test_what_is_unknown_of_an_hour_makes_it_a_gap(rooms: Rooms, ledger: Ledger) -> None:
    await tell(ledger, NOW - 5 * HOUR, temperature=20.0)
    await tell(ledger, NOW - 4 * HOUR, humidity=40.0)
    await tell(ledger, NOW - 3 * HOUR, temperature=20.0, humidity=40.0)
    await tell(ledger, NOW - 2 * HOUR, temperature=20.0, humidity=40.0, illuminance=900.0)
    await tell(ledger, NOW - 1 * HOUR, temperature=-80.0, humidity=40.0, illuminance=900.0)
    await rooms.follow([LIT], 0.0)
    assert [spell.start for spell in rooms.spells("basil", NOW)] == [NOW - 2 * HOUR]


async def test_condensed_readings_still_tell_of_their_hours(rooms: Rooms, ledger: Ledger) -> None:
    old = NOW - 20 * DAY
    await tell(ledger, old, temperature=22.0, humidity=50.0)
    await ledger.condense_readings("hub", NOW - 14 * DAY, NOW - 730 * DAY)
    await tell(ledger, NOW - 100 * DAY, temperature=22.0, humidity=50.0)
    await rooms.follow([BASIL], 0.0)
    assert [spell.start for spell in rooms.spells("basil", NOW)] == [old]


async def test_hours_older_than_ninety_days_are_forgotten(rooms: Rooms, ledger: Ledger, hands: Hands) -> None:
    await tell(ledger, NOW - 2 * HOUR, temperature=22.0, humidity=50.0)
    await tell(ledger, NOW - HOUR, temperature=22.0, humidity=50.0)
    await rooms.follow([BASIL], 0.0)
    hands.turn((90 * DAY - HOUR) / SECOND)
    await rooms.follow([BASIL], 0.0)
    assert [spell.start for spell in rooms.spells("basil", NOW)] == [NOW - HOUR]


async def test_a_fast_hubs_hours_are_short_and_lie_on_its_own_line_of_time(ledger: Ledger) -> None:
    rooms = Rooms("hub", Clock(60.0, lambda: NOW), ledger)
    await tell(ledger, NOW - 90 * SECOND, temperature=22.0, humidity=50.0)
    await rooms.follow([BASIL], 0.0)
    [spell] = rooms.spells("basil", NOW)
    assert (spell.start, spell.end) == (NOW - 2 * HOUR, NOW - HOUR)


async def test_a_fast_hub_reckons_with_three_days_where_they_do(ledger: Ledger) -> None:
    rooms = Rooms("hub", Clock(60.0, lambda: NOW), ledger)
    for minute in range(100):
        await tell(ledger, NOW - (minute + 0.5) * MINUTE, temperature=22.0, humidity=50.0)
    await rooms.follow([BASIL], 0.0)
    assert len(rooms.spells("basil", NOW)) == 100
    assert rooms.spells("basil", NOW, whole=False) == rooms.spells("basil", NOW)[-72:]


async def test_a_ledger_that_cannot_be_read_is_asked_again_later(
    rooms: Rooms, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    await tell(ledger, NOW - HOUR, temperature=22.0, humidity=50.0)
    await ledger.close()
    await rooms.follow([BASIL], 0.0)
    assert rooms.spells("basil", NOW) == ()
    assert "The air of a room couldn't be read" in caplog.text
    await ledger.open()
    await rooms.follow([BASIL], 0.0)
    assert len(rooms.spells("basil", NOW)) == 1
