"""What people do for a plant teaches its model nothing wrong: another pot, and water that PlantOS didn't give."""

import asyncio

import pytest

from custom_components.plantos.domain.learning import Bed
from custom_components.plantos.domain.learning.beliefs import Of
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.watering.ledger import Ledger

from ..resilience.conftest import Hands
from .conftest import DAY, HOUR, MINUTE, NOW
from .test_models import BASIL, BED, Life


@pytest.fixture
def life(ledger: Ledger, hands: Hands) -> Life:
    """A basil that people look after as well."""
    return Life(ledger, hands)


# --- repotted ---------------------------------------------------------------------------------------


async def test_a_repotting_that_is_told_late_leaves_what_was_learned_since(life: Life) -> None:
    await life.start()
    await life.live(72)
    repotted = life.clock.now()
    life.response = 0.2
    for _ in range(4):
        await life.live(24)
        life.pour(60.0)
    await life.live(24)
    await life.write_readings()
    await life.tells_of_pot(repotted)

    assert 4 < life.learned.days < 6
    assert life.learned.belief.response == pytest.approx(0.2, rel=0.25)
    assert life.learned.belief.level == pytest.approx(life.level, abs=1.0)


async def test_a_repotting_from_before_a_model_began_takes_nothing_from_it(life: Life) -> None:
    await life.start()
    await life.live(72)
    before = life.learned
    await life.tells_of_pot(NOW - 30 * DAY)
    assert life.learned == before
    await life.models.write()
    await life.start()
    assert (life.learned.at, life.learned.readings) == (before.at, before.readings)


async def test_a_repotting_told_now_begins_a_model_anew(life: Life) -> None:
    await life.start()
    await life.live(72)
    await life.write_readings()
    await life.tells_of_pot(life.clock.now())
    assert (life.learned.days, life.learned.readings) == (0.0, 0)


async def test_a_repotting_that_was_a_mistake_brings_back_what_the_ledger_has(life: Life) -> None:
    await life.start()
    await life.live(72)
    await life.write_readings()
    wrong = life.clock.now()
    await life.tells_of_pot(wrong)
    await life.live(2)
    await life.write_readings()
    await life.tells_of_pot(None, wrong)
    assert life.learned.days == pytest.approx(3, abs=0.2)


async def test_a_model_that_was_kept_from_another_pot_is_learned_anew_at_the_start(life: Life) -> None:
    await life.start()
    await life.live(72)
    await life.models.write()
    await life.write_readings()
    life.repotted = life.clock.now() - DAY
    await life.start()
    assert life.learned.days == pytest.approx(1, abs=0.2)


async def test_a_repotting_that_is_told_while_another_is_still_learned_from_counts(life: Life) -> None:
    await life.start()
    await life.live(24 * 20)
    await life.write_readings()
    first = asyncio.create_task(life.tells_of_pot(None, NOW))
    await asyncio.sleep(0)
    repotted = life.clock.now() - 2 * DAY
    await asyncio.gather(first, life.tells_of_pot(repotted))
    assert life.learned.days == pytest.approx(2, abs=0.2)


async def test_a_repotting_that_is_told_while_a_start_is_still_learned_from_counts(life: Life) -> None:
    await life.start()
    await life.live(24 * 20)
    await life.write_readings()
    starting = asyncio.create_task(life.start())
    await asyncio.sleep(0)
    await life.tells_of_pot(life.clock.now())
    await starting
    assert (life.learned.days, life.learned.readings) == (0.0, 0)


async def test_a_past_that_cannot_be_learned_from_after_a_repotting_leaves_a_new_model(life: Life) -> None:
    await life.start()
    await life.live(72)
    life.kept = [(NOW + number * HOUR, 500.0) for number in range(3)]
    await life.write_readings()
    await life.tells_of_pot(NOW)
    assert (life.learned.at, life.learned.readings) == (life.clock.now(), 0)


# --- what others gave -------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [5, 40], ids=["while it soaks in", "after its first reading"])
async def test_a_can_beside_a_watering_is_no_lesson_on_what_water_does(life: Life, minutes: float) -> None:
    await life.start()
    for _ in range(4):
        await life.live(48)
        life.pour(120.0)
    await life.live(48)
    response, waterings = life.learned.belief.response, life.learned.waterings
    life.pour(120.0)
    await life.live(minutes / 60, MINUTE)
    life.other_can(20.0)
    await life.live(24)

    assert life.learned.belief.response == pytest.approx(response, rel=0.02)
    assert life.learned.waterings <= waterings + 1
    assert life.learned.belief.level == pytest.approx(life.level, abs=1.0)


async def test_a_can_that_a_restart_makes_a_model_read_of_is_no_lesson_either(life: Life) -> None:
    await life.start()
    for _ in range(4):
        await life.live(48)
        life.pour(120.0)
    await life.live(48)
    await life.models.write()
    response = life.learned.belief.response
    life.kept = []
    life.pour(120.0)
    await life.live(0.1, MINUTE, unheard=True)
    life.other_can(20.0)
    await life.live(12, unheard=True)
    await life.write_readings()
    await life.start()
    await life.live(2)

    assert life.learned.belief.response == pytest.approx(response, rel=0.02)
    assert life.learned.belief.level == pytest.approx(life.level, abs=1.0)


@pytest.mark.parametrize("ml", [0.0, 15_000.0], ids=["the dose, as nobody measured it", "as it was measured"])
async def test_a_can_over_a_bed_is_in_its_ground_at_once(life: Life, ml: float) -> None:
    life.plant = Plant(**BASIL.model_dump() | BED | {"dose_ml": 15_000.0})
    await life.start()
    await life.live(72)
    bed = Bed.of(life.plant, None)
    assert bed and life.learned.ground
    before, _ = life.learned.ground.depletion(bed, 60)
    life.other_can(5.0, ml)
    await life.live(0.1, MINUTE)
    after, _ = life.learned.ground.depletion(bed, 60)
    # 15 l over 1.5 m² are 10 mm.
    assert before - after == pytest.approx(10.0, abs=4.0)


async def test_a_can_without_a_probe_leaves_a_model_unsure(life: Life) -> None:
    await life.start()
    await life.live(48)
    life.probe_dead = True
    await life.live(1)
    before = life.learned.belief.spread(Of.LEVEL)
    life.other_can(20.0)
    await life.live(0.2)
    assert life.learned.belief.spread(Of.LEVEL) > max(20.0, 2 * before)
