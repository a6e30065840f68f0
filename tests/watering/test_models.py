"""Every plant's model learns hour by hour, counts each drop once, and outlives restarts, other probes and bad rows."""

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.learning import Learned
from custom_components.plantos.domain.learning.beliefs import Of
from custom_components.plantos.domain.outlook import Past, Spell
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import FRESH, QUARANTINED, Calibration, Fault, Measure, Reading, Source
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot, Watering
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.models import Models

from ..resilience.conftest import Hands
from .conftest import DAY, HOUR, MINUTE, NOW, do, mend, rows, spoil

BASIL = Plant(plant_id="basil", name="Basil", pot_volume_l=2.0, probes={Measure.MOISTURE: "sensor.basil"})
BED: dict[str, Any] = {
    "pot_volume_l": None,
    "area_m2": 1.5,
    "indoor": False,
    "species": "solanum_lycopersicum",
    "reads_full": 100.0,
    "reads_wilted": 0.0,
}


@dataclass
class Life:
    """A basil that dries by a fifth of a point an hour, and what PlantOS knows of it minute by minute."""

    ledger: Ledger
    hands: Hands
    plant: Plant = BASIL
    level: float = 50.0
    response: float = 0.08
    speed: float = 1.0
    reading: dict[str, Any] = field(default_factory=dict)
    probe_dead: bool = False
    waterings: deque[tuple[datetime, float]] = field(default_factory=deque)
    others: list[datetime] = field(default_factory=list)
    total_ml: float = 0.0
    spells: tuple[Spell, ...] = ()
    outlet: OutletState = OutletState.CLOSED
    kept: list[tuple[datetime, float]] = field(default_factory=list)
    models: Models = field(init=False)

    def __post_init__(self) -> None:
        self.models = Models("hub", self.clock, self.ledger)

    @property
    def clock(self) -> Clock:
        return replace(self.hands.clock, speed=self.speed)

    @property
    def learned(self) -> Learned:
        """The model, as a snapshot has it."""
        learned = self.models.of("basil")
        assert learned
        return learned

    def snapshot(self, plant_id: str = "basil") -> Snapshot:
        """What is known now."""
        now = self.clock.now()
        on_hub = self.clock.on_hub
        reading = Reading(Measure.MOISTURE, self.level, now, **self.reading)
        if self.probe_dead:
            reading = Reading(Measure.MOISTURE, None, now, Source.CACHE, QUARANTINED, Fault.UNAVAILABLE)
        given = tuple(Watering(on_hub(at, now), ml) for at, ml in self.waterings)
        cans = tuple(Watering(on_hub(at, now), 0.0) for at in self.others)
        return Snapshot(
            plant=self.plant,
            at=now,
            readings={Measure.MOISTURE: reading},
            history=History(given[-1].at if given else None, total_ml=self.total_ml, waterings=given, others=cans),
            outlet=self.outlet,
            past=Past(self.spells),
            learned=self.models.of(plant_id),
        )

    async def start(self, models: Models | None = None) -> None:
        """Take up what is known, as after a restart."""
        self.models = models or Models("hub", self.clock, self.ledger)
        await self.models.take_up(["basil"], self.snapshot)

    async def live(self, hours: float, step: timedelta = 10 * MINUTE, *, unheard: bool = False) -> None:
        """Let hub time pass, heard by the model unless the hub is down."""
        for _ in range(round(hours * HOUR / step)):
            self.hands.turn(step.total_seconds() / self.speed)
            self.level = max(0.0, self.level - 0.2 * (step / HOUR))
            self.kept.append((self.clock.now(), self.level))
            if not unheard:
                self.models.attend(self.snapshot())
                await self.models.keep()

    def other_can(self, points: float) -> None:
        """Somebody gives water, nobody knows how much, and tells of it."""
        self.level += points
        self.others.append(self.clock.now())

    def pour(self, ml: float) -> None:
        """Give water."""
        self.level += ml * self.response
        self.total_ml += ml
        self.waterings.append((self.clock.now(), ml))

    async def write_readings(self) -> None:
        """Have the ledger keep what the probe said so far."""
        kept = [("hub", "basil", "moisture", at.timestamp(), value, 1.0) for at, value in self.kept]
        self.kept = []
        await do(self.ledger, "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?)", kept)


@pytest.fixture
def life(ledger: Ledger, hands: Hands) -> Life:
    return Life(ledger, hands)


async def document(ledger: Ledger) -> dict[str, Any]:
    """The basil's row."""
    [(text,)] = await rows(ledger, "SELECT document FROM models WHERE hub_id = 'hub' AND plant_id = 'basil'")
    kept: dict[str, Any] = json.loads(text)
    return kept


# --- what is learned --------------------------------------------------------------------------------


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


async def test_a_can_without_a_probe_leaves_a_model_unsure(life: Life) -> None:
    await life.start()
    await life.live(48)
    life.probe_dead = True
    await life.live(1)
    before = life.learned.belief.spread(Of.LEVEL)
    life.other_can(20.0)
    await life.live(0.2)
    assert life.learned.belief.spread(Of.LEVEL) > max(20.0, 2 * before)


async def test_until_a_model_has_caught_up_there_is_none(life: Life) -> None:
    assert life.models.of("basil") is None
    life.models.attend(life.snapshot())
    assert life.models.of("basil") is None
    await life.start()
    assert life.learned.readings == 0


async def test_every_hour_is_one_lesson(life: Life) -> None:
    await life.start()
    await life.live(0.9)
    assert life.learned.readings == 0
    await life.live(23.2)
    assert life.learned.readings == 24
    assert life.learned.belief.level == pytest.approx(life.level, abs=0.3)


async def test_a_plant_is_learned(life: Life) -> None:
    await life.start()
    for _ in range(6):
        await life.live(48)
        life.pour(120.0)
    await life.live(24)
    assert life.learned.waterings >= 5
    assert life.learned.belief.response == pytest.approx(0.08, rel=0.15)
    assert life.learned.belief.drying * life.learned.demand == pytest.approx(0.2, rel=0.3)


async def test_a_watering_is_a_lesson_of_its_own_that_ends_when_it_has_soaked_in(life: Life) -> None:
    await life.start()
    await life.live(24.5)
    life.pour(100.0)
    await life.live(0.1, MINUTE)
    assert life.learned.at < life.snapshot().at - 5 * MINUTE
    assert life.learned.at < life.waterings[-1][0], "it doesn't know of the water yet"
    await life.live(0.3, MINUTE)
    assert life.learned.ml_most == 0.0
    await life.live(0.15, MINUTE)
    assert life.learned.ml_most == 100.0
    assert life.learned.at >= life.waterings[-1][0] + 30 * MINUTE


async def test_a_reading_from_before_the_water_says_nothing_of_it(life: Life) -> None:
    await life.start()
    await life.live(24)
    await life.live(0.1, MINUTE)
    life.pour(100.0)
    await life.live(0.4, MINUTE)
    assert life.learned.ml_most == 0.0
    await life.live(0.2, MINUTE)
    assert life.learned.ml_most == 100.0
    assert life.learned.belief.level == pytest.approx(life.level, abs=2.0)


async def test_with_a_silent_probe_a_watering_is_learned_after_an_hour(life: Life) -> None:
    await life.start()
    await life.live(24)
    life.probe_dead = True
    life.pour(100.0)
    await life.live(0.9)
    assert life.learned.ml_most == 0.0
    await life.live(0.3)
    assert life.learned.ml_most == 100.0


async def test_waterings_are_counted_once_however_they_were_booked(life: Life) -> None:
    await life.start()
    await life.live(5.4)
    for _ in range(3):
        life.pour(40.0)
        await life.live(0.05, MINUTE)
    await life.live(3)
    assert life.models._models["basil"].given_ml == pytest.approx(life.total_ml)
    assert life.learned.ml_most == pytest.approx(120.0, rel=0.01)


async def test_while_water_flows_nothing_is_learned(life: Life) -> None:
    await life.start()
    await life.live(2)
    life.outlet = OutletState.OPEN
    at = life.learned.at
    await life.live(2)
    assert life.learned.at == at


@pytest.mark.parametrize(
    "reading",
    [
        {"quality": 0.5, "source": Source.CACHE, "fault": Fault.UNAVAILABLE},
        {"quality": QUARANTINED, "source": Source.CACHE, "fault": Fault.JUMP},
        {"quality": FRESH, "source": Source.BACKUP, "fault": Fault.UNAVAILABLE},
    ],
    ids=["cached", "quarantined", "backup"],
)
async def test_only_what_the_plants_own_probe_says_now_is_learned(life: Life, reading: dict[str, Any]) -> None:
    await life.start()
    life.reading = reading
    await life.live(3)
    assert life.learned.readings == 0
    assert life.learned.silent_h == pytest.approx(3.0, abs=0.01)


async def test_a_value_that_is_repeated_is_learned_once(life: Life, hands: Hands) -> None:
    await life.start()
    await life.live(1)
    stale = life.snapshot().readings
    for _ in range(18):
        hands.turn(600)
        life.models.attend(replace(life.snapshot(), readings=stale))
    assert life.learned.readings == 1


async def test_the_demand_of_the_weather_is_learned(life: Life) -> None:
    await life.start()
    await life.live(6)
    assert life.learned.demand == pytest.approx(0.08)
    life.spells = tuple(Spell(NOW + n * HOUR, NOW + (n + 1) * HOUR, 0.3) for n in range(12))
    await life.live(6)
    assert life.learned.demand > 0.09


@pytest.mark.parametrize(("indoor", "rain_mm", "known"), [(False, None, False), (False, 0.0, True), (True, None, True)])
async def test_hours_of_unknown_rain_are_hours_of_unknown_weather_outdoors(
    life: Life, indoor: bool, rain_mm: float | None, known: bool
) -> None:
    life.plant = BASIL.model_copy(update={"indoor": indoor})
    life.spells = tuple(Spell(NOW + n * HOUR, NOW + (n + 1) * HOUR, 0.3, rain_mm) for n in range(12))
    await life.start()
    await life.live(12)
    assert (life.learned.dark_h < 2.0) is known


@pytest.mark.parametrize("indoor", [True, False])
async def test_rain_counts_once_and_only_outdoors_even_when_it_becomes_known_late(life: Life, indoor: bool) -> None:
    life.plant = BASIL.model_copy(update={"indoor": indoor})
    await life.start()
    await life.live(6)
    sure = life.learned.belief.spread(Of.LEVEL)
    life.spells = (Spell(NOW, NOW + HOUR, 0.1, 20.0),)
    life.probe_dead = True
    await life.live(1)
    unsure = life.learned.belief.spread(Of.LEVEL)
    assert (unsure > 10 * sure) is not indoor
    await life.live(3)
    # Rain that counts anew each hour would make it twice as unsure.
    assert life.learned.belief.spread(Of.LEVEL) < 1.2 * unsure + 1.0


async def test_rain_after_a_clock_was_set_back_counts(life: Life, hands: Hands) -> None:
    life.plant = BASIL.model_copy(update={"indoor": False})
    await life.start()
    life.spells = (Spell(NOW, NOW + HOUR, 0.1, 0.0),)
    await life.live(30)
    life.spells = tuple(Spell(NOW + n * HOUR, NOW + (n + 1) * HOUR, 0.1, 0.0) for n in range(30))
    await life.live(2)
    hands.wall -= DAY
    life.probe_dead = True
    await life.live(1.2)
    sure, now = life.learned.belief.spread(Of.LEVEL), life.clock.now()
    life.spells = (Spell(now, now + HOUR, 0.1, 20.0),)
    await life.live(2.2)
    assert life.learned.belief.spread(Of.LEVEL) > 10 * sure


async def test_learning_that_fails_stops_no_care(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    await life.start()
    life.level = 120.0
    await life.live(2)
    assert life.models.of("basil") is None
    assert caplog.text.count("Learning from Basil failed") == 1


async def test_a_past_that_cannot_be_learned_from_is_left_alone_and_keeps_no_other_plant_back(
    life: Life, ledger: Ledger
) -> None:
    told = [((NOW - hours * HOUR).timestamp(),) for hours in (1, 2, 3)]
    await do(ledger, "INSERT INTO readings VALUES ('hub', 'odd', 'moisture', ?, 500.0, 1.0)", told)
    odd = replace(life.snapshot(), plant=BASIL.model_copy(update={"plant_id": "odd"}))
    await life.models.take_up(["odd", "basil"], lambda plant_id: odd if plant_id == "odd" else life.snapshot())
    begun = life.models.of("odd")
    assert begun and (begun.at, begun.readings) == (life.clock.now(), 0)
    assert life.models.of("basil")


# --- what the owner changes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"pot_volume_l": 5.0},
        {"species": "monstera_deliciosa"},
        {"substrate": "bark"},
        {"probes": {Measure.MOISTURE: "sensor.other"}},
        {"calibrations": {Measure.MOISTURE: Calibration(2.0, 1.0)}},
    ],
)
async def test_another_pot_or_probe_is_learned_anew(life: Life, changes: dict[str, Any]) -> None:
    await life.start()
    await life.live(30)
    life.plant = Plant(**{**BASIL.model_dump(), **changes})
    await life.live(2)
    assert life.learned.readings <= 2


async def test_of_a_plant_that_is_gone_nothing_is_kept(life: Life) -> None:
    await life.start()
    await life.live(2)
    await life.models.write()
    others = [("hub", "fern", "{}"), ("other-hub", "fern", "{}")]
    await do(life.ledger, "INSERT INTO models VALUES (?, ?, ?)", others)
    await life.models.retain(["basil"])
    kept = {*await rows(life.ledger, "SELECT hub_id, plant_id FROM models")}
    assert kept == {("hub", "basil"), ("other-hub", "fern")}


async def test_a_probe_that_was_replaced_while_the_hub_was_down_is_learned_anew(life: Life) -> None:
    await life.start()
    await life.live(30)
    await life.models.write()
    await life.write_readings()
    life.plant = BASIL.model_copy(update={"probes": {Measure.MOISTURE: "sensor.other"}})
    await life.start()
    assert life.learned.readings == 0
    assert life.learned.at == life.clock.now()


async def test_limits_and_strategy_change_nothing_of_what_was_learned(life: Life) -> None:
    await life.start()
    await life.live(30)
    life.plant = BASIL.model_copy(update={"moisture_min": 20.0, "strategy": "schedule", "dose_ml": 10.0})
    await life.live(2)
    assert life.learned.readings == 32


async def test_a_clock_that_is_set_back_stops_no_lessons(life: Life, hands: Hands) -> None:
    await life.start()
    await life.live(10)
    hands.wall -= DAY
    await life.live(3)
    assert life.learned.readings >= 12
    assert life.learned.at <= life.clock.now()


# --- what is kept -----------------------------------------------------------------------------------


async def test_models_are_written_once_an_hour_and_when_the_hub_stops(life: Life, ledger: Ledger) -> None:
    await life.start()
    await life.live(1.5)
    first = await document(ledger)
    await life.live(0.4)
    assert await document(ledger) == first
    await life.live(1.2)
    assert await document(ledger) != first
    await life.live(0.9)
    await life.models.write()
    assert datetime.fromisoformat((await document(ledger))["model"]["at"]) == life.learned.at


async def test_on_a_hub_whose_days_are_short_models_are_still_written_once_a_real_hour(ledger: Ledger) -> None:
    life = Life(ledger, Hands(), speed=600.0)
    await life.start()
    await life.live(300)
    assert life.learned.readings > 250
    assert await rows(ledger, "SELECT * FROM models") == []


async def test_a_bed_whose_probe_is_said_to_show_another_scale_is_learned_anew(life: Life) -> None:
    life.plant = BASIL.model_copy(update=BED)
    await life.start()
    await life.live(30)
    assert life.learned.ground and life.learned.readings > 20
    life.plant = life.plant.model_copy(update={"reads_full": 50.0})
    await life.live(2)
    assert life.learned.ground and life.learned.readings < 5


async def test_a_model_is_smaller_than_4_kb(life: Life, ledger: Ledger) -> None:
    life.plant = BASIL.model_copy(update=BED)
    await life.start()
    for _ in range(4):
        await life.live(30)
        life.pour(80.0)
    await life.models.write()
    [(size,)] = await rows(ledger, "SELECT length(document) FROM models")
    assert size < 4_000


async def test_a_disk_that_is_full_loses_nothing_that_is_in_memory(life: Life, ledger: Ledger) -> None:
    await life.start()
    await life.live(5.1)
    life.pour(50.0)
    # The lesson of the watering comes between two hours.
    await life.live(0.7)
    await spoil(ledger, "models")
    await life.models.write()
    await mend(ledger, "models")
    assert (await document(ledger))["given_ml"] == 0.0
    await life.live(2)
    assert (await document(ledger))["given_ml"] == 50.0


async def test_a_model_goes_on_after_a_restart(life: Life) -> None:
    await life.start()
    await life.live(30)
    before = life.learned
    await life.models.write()
    await life.start()
    assert life.learned.belief.level == pytest.approx(before.belief.level)
    assert (life.learned.at, life.learned.readings) == (before.at, before.readings)
    await life.live(2)
    assert life.learned.readings == before.readings + 2


async def test_what_happened_while_the_hub_was_down_is_caught_up_once(life: Life) -> None:
    await life.start()
    await life.live(30)
    await life.models.write()
    life.kept = []
    life.pour(100.0)
    await life.live(5, unheard=True)
    await life.write_readings()
    for _ in range(2):
        await life.start()
        assert life.learned.ml_most == pytest.approx(100.0, rel=0.01)
        assert life.learned.belief.level == pytest.approx(life.level, abs=1.0)
        assert life.models._models["basil"].given_ml == pytest.approx(100.0)
        await life.models.write()


async def test_sums_that_differ_by_a_rounding_are_no_watering(life: Life) -> None:
    await life.start()
    await life.live(3)
    life.pour(40.1)
    await life.live(30)
    await life.models.write()
    life.kept = []
    # Summed in another order these are a hundredth of a millionth of a drop more.
    for ml in (40.1, 33.3):
        life.pour(ml)
        await life.live(6, unheard=True)
    await life.write_readings()
    await life.start()
    dry_h = life.learned.dry_h
    await life.live(2)
    assert life.learned.dry_h == pytest.approx(dry_h + 2, abs=0.1)


async def test_water_that_no_reading_followed_yet_is_learned_later(life: Life) -> None:
    await life.start()
    await life.live(30)
    await life.models.write()
    life.pour(100.0)
    await life.start()
    assert life.learned.ml_most == 0.0
    await life.live(1)
    assert life.learned.ml_most == 100.0


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"marks": [], "given_ml": "x", "heard": "y", "model": {}}', '{"model": {"version": 0}}']
)
async def test_a_damaged_model_is_learned_anew_from_the_ledger(life: Life, ledger: Ledger, text: str) -> None:
    await life.start()
    for _ in range(3):
        await life.live(48)
        life.pour(120.0)
    await life.live(30)
    await life.models.write()
    await life.write_readings()
    before = life.learned
    await do(ledger, "UPDATE models SET document = ?", [(text,)])
    await life.start()
    assert life.learned.readings > 100
    assert life.learned.waterings >= 2
    assert life.learned.belief.level == pytest.approx(life.level, abs=1.0)
    assert life.learned.belief.response == pytest.approx(before.belief.response, rel=0.25)


async def test_hours_that_were_condensed_are_learned_from_as_well(life: Life, ledger: Ledger) -> None:
    hour = int(NOW.timestamp() // 3600)
    condensed = [("hub", "basil", "moisture", hour - 48 + n, 60.0 - 0.2 * n, 12) for n in range(48)]
    await do(ledger, "INSERT INTO hours VALUES (?, ?, ?, ?, ?, ?)", condensed)
    await life.start()
    assert life.learned.readings == 48
    fast = Life(ledger, Hands(), speed=60.0)
    await fast.start()
    assert fast.learned.readings == 0


async def test_while_a_model_is_learned_anew_everything_else_goes_on(life: Life) -> None:
    life.kept = [(NOW - n * HOUR, 50.0) for n in range(200, 0, -1)]
    await life.write_readings()
    turns = 0
    learning = asyncio.create_task(life.start())
    while not learning.done():
        await asyncio.sleep(0)
        turns += 1
    assert life.learned.readings >= 199
    assert turns > 200 / 10


async def test_a_ledger_that_cannot_be_read_leaves_plants_without_a_model(life: Life, ledger: Ledger) -> None:
    await spoil(ledger, "models")
    await life.start()
    assert life.models.of("basil") is None
    await mend(ledger, "models")
    await life.start()
    assert life.models.of("basil")


async def test_on_a_fast_hub_an_hour_is_an_hour_of_its_own(ledger: Ledger) -> None:
    life = Life(ledger, Hands(), speed=3_600.0)
    await life.start()
    await life.live(24.2)
    assert life.learned.readings == 24
    life.pour(100.0)
    await life.live(2.1)
    assert life.learned.ml_most == pytest.approx(100.0, rel=0.01)
    assert timedelta() <= life.snapshot().at - life.learned.at <= HOUR
