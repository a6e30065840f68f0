"""Plants whose lives turn: repotted, in winter, with another probe or a dead one, watered by what was learned."""

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from math import exp
from random import Random
from typing import Any

import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import QUARANTINED, Fault, Measure, Reading, Source
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot, Watering
from custom_components.plantos.domain.strategies import decide
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.models import Models

from ..domain.conftest import a_command
from ..resilience.conftest import Hands
from .conftest import DAY, HOUR

STEP = timedelta(minutes=20)
# In hours and points: how late the probe sees water, and how far off it reads.
DELAY_H, NOISE = 0.5, 0.5


def a_fern(**changes: Any) -> Plant:
    """A fern that wants 40 to 70 % and is watered by what is learned of it."""
    return Plant(
        **{
            "plant_id": "fern",
            "name": "Fern",
            "strategy": "predictive",
            "automatic": True,
            "pot_volume_l": 3.0,
            "probes": {Measure.MOISTURE: "sensor.fern"},
            "flow_calibrated": True,
            "flow_ml_s": 20.0,
            "moisture_min": 40.0,
            "moisture_max": 70.0,
            "dose_ml": 150.0,
            "max_day_ml": 2_000.0,
            **changes,
        }
    )


@dataclass
class Garden:
    """A pot whose soil dries the faster the wetter it is, its probe, and a hub that asks every twenty minutes."""

    ledger: Ledger
    hands: Hands
    plant: Plant = field(default_factory=a_fern)
    level: float = 60.0
    per_hour: float = 0.3
    response: float = 0.06
    gain: float = 1.0
    offset: float = 0.0
    probe_dead: bool = False
    pending: float = 0.0
    total_ml: float = 0.0
    dice: Random = field(default_factory=lambda: Random(4))
    waterings: deque[Watering] = field(default_factory=deque)
    decisions: list[Decision] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)
    models: Models = field(init=False)

    def __post_init__(self) -> None:
        self.models = Models("hub", self.hands.clock, self.ledger)

    def snapshot(self, plant_id: str = "fern") -> Snapshot:
        """What the hub knows now."""
        now, given = self.hands.clock.now(), tuple(self.waterings)
        seen = min(100.0, max(0.0, self.gain * self.level + self.offset + self.dice.gauss(0, NOISE)))
        reading = Reading(Measure.MOISTURE, seen, now)
        if self.probe_dead:
            reading = Reading(Measure.MOISTURE, None, now, Source.CACHE, QUARANTINED, Fault.UNAVAILABLE)
        last = given[-1].at if given else None
        return Snapshot(
            plant=self.plant,
            at=now,
            settings=Settings(ml_watering_scheduler=True),
            readings={Measure.MOISTURE: reading},
            history=History(
                last_watered=last,
                last_tried=last,
                day_ml=sum(one.ml for one in given if now - one.at <= DAY),
                total_ml=self.total_ml,
                waterings=given,
            ),
            outlet=OutletState.CLOSED,
            learned=self.models.of(plant_id),
        )

    async def live(self, days: float) -> list[Decision]:
        """Let days pass; the waterings of them."""
        if self.models.of("fern") is None:
            await self.models.take_up(["fern"], self.snapshot)
        before = len(self.decisions)
        for _ in range(round(days * DAY / STEP)):
            self.hands.turn(STEP.total_seconds())
            arrived = self.pending * (1 - exp(-STEP / HOUR / DELAY_H))
            self.pending -= arrived
            dried = self.per_hour * (STEP / HOUR) * (self.level / 50.0) ** 0.7
            self.level = min(100.0, max(0.0, self.level + arrived - dried))
            self.levels.append(self.level)
            snapshot = self.snapshot()
            self.models.attend(snapshot)
            self._care(snapshot)
        return self.decisions[before:]

    def _care(self, snapshot: Snapshot) -> None:
        decision = decide(snapshot)
        if not decision.should_water:
            return
        verdict = check(a_command(decision.amount_ml), snapshot)
        if not verdict.allowed:
            self.refused += [why.key for why in verdict.violations]
            return
        self.decisions.append(decision)
        self.pending += decision.amount_ml * self.response
        self.total_ml += decision.amount_ml
        self.waterings.append(Watering(self.hands.clock.now(), decision.amount_ml))

    def highest_since(self, number: int) -> float:
        """How wet the soil truly was at most, since so many looks."""
        return max(self.levels[number:])


@pytest.fixture
async def garden(ledger: Ledger, hands: Hands) -> Garden:
    """A fern that was lived with for four weeks."""
    garden = Garden(ledger, hands)
    await garden.live(28)
    return garden


async def test_once_it_is_learned_a_plant_is_brought_to_its_target_and_never_too_far(garden: Garden) -> None:
    before = len(garden.levels)
    given = await garden.live(14)
    assert {decision.reason.key for decision in given} <= {"decision_planned", "decision_planned_small"}
    assert garden.highest_since(before) < 70.0
    assert min(garden.levels[before:]) > 38.0
    assert all(decision.amount_ml > 200.0 for decision in given)


async def test_before_it_is_learned_the_minimum_decides(ledger: Ledger, hands: Hands) -> None:
    given = await Garden(ledger, hands).live(10)
    assert [decision.reason.key for decision in given[:3]] == ["decision_learning"] * 3


async def test_a_plant_in_a_third_of_the_pot_is_learned_anew_without_drowning(garden: Garden) -> None:
    garden.plant = a_fern(pot_volume_l=1.0, dose_ml=100.0)
    garden.response, garden.per_hour = 3 * garden.response, 3 * garden.per_hour
    before = len(garden.levels)
    given = await garden.live(21)
    assert garden.highest_since(before) < 70.0 + 2 * NOISE
    assert given[4].reason.key.startswith("decision_planned")
    assert min(garden.levels[before:]) > 38.0


async def test_a_pot_that_nobody_told_of_is_noticed(garden: Garden) -> None:
    garden.response, garden.per_hour = 3 * garden.response, 3 * garden.per_hour
    before = len(garden.levels)
    given = await garden.live(21)
    assert [decision.reason.key for decision in given[2:5]] == ["decision_planned"] * 3
    assert given[4].amount_ml < 150.0
    assert garden.highest_since(before) < 70.0 + 2 * NOISE


async def test_from_summer_to_winter_a_plant_stays_within_its_range(garden: Garden) -> None:
    before = len(garden.levels)
    summer = garden.per_hour
    for day in range(40):
        garden.per_hour = summer * max(0.25, 1 - day / 40)
        await garden.live(1)
    assert garden.highest_since(before) < 70.0 + 2 * NOISE
    assert min(garden.levels[before:]) > 36.0
    rhythm = [after.at - earlier.at for earlier, after in pairwise(garden.waterings)]
    assert rhythm[-1] > 2 * rhythm[3]


async def test_another_probe_is_learned_within_five_waterings(garden: Garden) -> None:
    garden.plant = a_fern(probes={Measure.MOISTURE: "sensor.other"})
    # It shows 40 to 70 % where the other showed 53 to 86.
    garden.gain, garden.offset = 0.9, -8.0
    before = len(garden.levels)
    given = await garden.live(24)
    assert [decision.reason.key for decision in given[:3]] == ["decision_learning"] * 3
    assert given[4].reason.key.startswith("decision_planned")
    shown = [garden.gain * level + garden.offset for level in garden.levels[before:]]
    assert max(shown) < 70.0 + 2 * NOISE


async def test_a_dead_probe_is_done_without_where_the_owner_allows_it_and_not_for_long(garden: Garden) -> None:
    garden.plant = a_fern(waters_blind=True)
    garden.probe_dead = True
    before = len(garden.levels)
    given = await garden.live(5)
    assert given
    assert {decision.reason.key for decision in given} == {"decision_blind"}
    assert garden.highest_since(before) < 70.0 + 2 * NOISE
    # Nobody goes on for ever on what was learned once.
    await garden.live(9)
    assert not await garden.live(14)
    assert decide(garden.snapshot()).reason.key in {"decision_blind_lost", "decision_enough"}


async def test_a_dead_probe_stops_a_plant_whose_owner_does_not_allow_that(garden: Garden) -> None:
    garden.probe_dead = True
    assert await garden.live(6) == []
    decision = decide(garden.snapshot())
    assert (decision.should_water, decision.reason.key) == (False, "decision_no_moisture")
    denied = {why.key for why in check(a_command(), garden.snapshot()).violations}
    assert "denied_untrusted" in denied


async def test_a_probe_that_comes_back_is_believed_again(garden: Garden) -> None:
    garden.plant = a_fern(waters_blind=True)
    garden.probe_dead = True
    await garden.live(2)
    garden.probe_dead = False
    before = len(garden.levels)
    given = await garden.live(10)
    assert {decision.reason.key for decision in given} <= {"decision_planned", "decision_planned_small"}
    assert garden.highest_since(before) < 70.0 + 2 * NOISE


async def test_a_plant_watered_by_another_strategy_is_learned_all_the_same(ledger: Ledger, hands: Hands) -> None:
    garden = Garden(ledger, hands, a_fern(strategy="moisture"))
    await garden.live(14)
    garden.plant = a_fern()
    given = await garden.live(5)
    assert given[0].reason.key.startswith("decision_planned")


async def test_after_a_restart_it_goes_on_by_what_was_learned(garden: Garden) -> None:
    await garden.models.write()
    garden.models = Models("hub", garden.hands.clock, garden.ledger)
    given = await garden.live(5)
    assert all(decision.reason.key.startswith("decision_planned") for decision in given)
