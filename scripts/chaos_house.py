"""A garden that many hands water while it is killed at any moment, and that has to answer for every millilitre.

What no kill excuses is a loss: an outlet left on, a command that was answered and isn't in the ledger, a key
with two runs, water that isn't in the books.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
import signal
import time
from typing import NamedTuple

import aiohttp
from garden_house import Garden, lay_out, loaded, refill, until
from house import Client

# The garden's hours pass faster than ours, so that no plant runs out of openings per hour.
SPEED = 10
HANDS, PAUSE_S, STOPS, WAITS = 8, 0.4, 0.1, 0.3
LEAST_ML, MOST_ML = 10.0, 60.0
LONGEST_S = 3.0
# Some kills are followed by one while the house is only starting.
DOUBLE, STARTING_S = 0.1, 3.0
ASKED_AGAIN = 3
TANK_LOW_ML = 5_000.0
# What the books may lack of a plant's water, and how long pumps may press on closed valves between two kills.
SLACK_ML, DRY_S = 1.0, 0.1
UNFINISHED = frozenset({"queued", "validating", "planning", "awaiting_approval", "watering"})


class Row(NamedTuple):
    """A run as the ledger's columns have it."""

    run_id: str
    plant_id: str
    state: str
    key: str | None
    deadline_at: float | None
    delivered_ml: float


QUESTION = "SELECT run_id, plant_id, state, idempotency_key, deadline_at, delivered_ml FROM runs"


@dataclass(slots=True)
class Asked:
    """A watering that was asked for, and what was answered: the run's id, a refusal, or nothing."""

    valve: str
    amount_ml: float
    run_id: str = ""
    refused: bool = False

    @property
    def answered(self) -> bool:
        """Whether any answer came."""
        return self.refused or bool(self.run_id)


@dataclass(slots=True)
class Figures:
    """What was seen. Seconds are real ones, amounts ml; of each loss the kill after which it was seen."""

    kills: int = 0
    in_water: int = 0
    at_start: int = 0
    outlets_on: int = 0
    pumps_on: int = 0
    asked: int = 0
    answered: int = 0
    refused: int = 0
    cut_off: int = 0
    stopped: int = 0
    unsure: int = 0
    asked_again: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    restarts_s: list[float] = field(default_factory=list)
    poured_ml: float = 0.0
    booked_ml: float = 0.0
    dry_running_s: float = 0.0
    dry_killed_s: float = 0.0
    complaints: Counter[str] = field(default_factory=Counter)
    losses: dict[str, int] = field(default_factory=dict)

    @property
    def over(self) -> float:
        """How much more the books say than was poured, as a share of it."""
        return self.booked_ml / self.poured_ml - 1 if self.poured_ml else 0.0


class Chaos:
    """One house that is killed again and again; the same seed makes the same choices."""

    def __init__(self, home: Garden, seed: int, plants: int, supplies: int) -> None:
        """Prepare; `run` does it."""
        self.figures = Figures()
        self._home = home
        self._seed = seed
        self._supplies = supplies
        self._valves = [f"valve.plant_{number}_outlet" for number in range(1, plants + 1)]
        self._asked: dict[str, Asked] = {}
        self._retry: list[str] = []
        self._cut_off: set[str] = set()
        self._plants: dict[str, str] = {}
        self._dry_s = 0.0
        self._poured: dict[str, float] = {}
        self._booked: dict[str, float] = {}

    async def run(self, kills: int, tell: Callable[[Figures], None] = lambda _: None) -> Figures:
        """Plant, and go through so many kills. Raises HouseError or TimeoutError where the house doesn't come up."""
        token, self._plants = await lay_out(self._home, SPEED, len(self._valves), self._supplies)
        async with aiohttp.ClientSession() as session:
            client = Client(self._home, session, token=token)
            await self._start(client)
            for kill in range(kills):
                chance = Random(f"{self._seed}/{kill}")
                await self._water_and_kill(client, kill, chance.uniform(0, LONGEST_S))
                if chance.random() < DOUBLE:
                    await self._kill_while_starting(chance)
                await self._start(client)
                await self._look(client, chance)
                tell(self.figures)
            await self._compare_what_is_shown(client)
        await self._home.stop()
        self.figures.complaints = Counter(self._home.complaints())
        return self.figures

    async def _start(self, client: Client) -> None:
        """Start and wait until the hub is loaded: by then everything is closed and booked."""
        began = time.monotonic()
        await self._home.up()
        await until(lambda: loaded(client), 60)
        self.figures.restarts_s.append(time.monotonic() - began)

    # --- many hands ---------------------------------------------------------------------------------

    async def _water_and_kill(self, client: Client, kill: int, after_s: float) -> None:
        hands = [asyncio.create_task(self._hand(client, f"{kill}.{number}")) for number in range(HANDS)]
        await asyncio.sleep(after_s)
        self._expect(not any(hand.done() for hand in hands), "a call broke off before the kill")
        await self._home.stop(signal.SIGKILL)
        for hand in hands:
            hand.cancel()
        for end in await asyncio.gather(*hands, return_exceptions=True):
            if isinstance(end, Exception) and not isinstance(end, aiohttp.ClientError):
                raise end
        # Who got no answer asks once more when the house is back, as any good client does.
        self._retry = [key for key, asked in self._asked.items() if not asked.answered]
        self._note_kill()

    async def _hand(self, client: Client, name: str) -> None:
        """Water and stop at random, until the house is gone."""
        chance = Random(f"{self._seed}/{name}")
        number = 0
        while True:
            await asyncio.sleep(chance.uniform(0, PAUSE_S))
            valve, amount_ml = chance.choice(self._valves), chance.uniform(LEAST_ML, MOST_ML)
            if chance.random() < STOPS:
                status, answer = await client.request(
                    "POST", "/api/services/plantos/stop_watering", json={"entity_id": valve}
                )
                # Who opens it anew at that very moment leaves the one who stops it in doubt.
                self._expect(status in {200, 500}, f"a stop of {valve} was answered {status}: {answer}")
                self.figures.stopped += 1
                self.figures.unsure += status == 500
                continue
            number += 1
            key = self._retry.pop() if self._retry else f"{name}.{number}"
            asked = self._asked.setdefault(key, Asked(valve, amount_ml))
            await self._ask(client, key, asked, wait=chance.random() < WAITS)

    async def _ask(self, client: Client, key: str, asked: Asked, *, wait: bool) -> None:
        """Ask for water, and note what is promised."""
        status, answer = await client.request(
            "POST",
            "/api/services/plantos/water_plant?return_response",
            json={
                "entity_id": asked.valve,
                "amount_ml": asked.amount_ml,
                "idempotency_key": key,
                "wait": wait,
            },
        )
        if status == 200:
            [plant] = answer["service_response"]["plants"]
            self._expect(asked.run_id in {"", plant["run_id"]}, f"{key} was promised two runs")
            asked.run_id = plant["run_id"]
        else:
            self._expect(status == 400, f"{key} was answered {status}: {answer}")
            asked.refused = True

    # --- what is seen -------------------------------------------------------------------------------

    def _expect(self, holds: bool, loss: str) -> None:
        if not holds:
            self.figures.losses.setdefault(loss, self.figures.kills)

    def _note_kill(self) -> None:
        """Write down how the kill left the garden."""
        world, figures = self._home.world(), self.figures
        outlets, pumps = len(self._home.open_pots()), len(self._home.pumps_on())
        figures.kills += 1
        figures.in_water += bool(outlets or pumps)
        figures.outlets_on += outlets
        figures.pumps_on += pumps
        figures.asked = len(self._asked)
        figures.refused = sum(asked.refused for asked in self._asked.values())
        figures.answered = sum(asked.answered for asked in self._asked.values())
        self._cut_off.update(self._retry)
        figures.cut_off = len(self._cut_off)
        dry_s = sum(world["deadheaded_s"].values())
        self._expect(dry_s - self._dry_s <= DRY_S, f"pumps ran dry for {dry_s - self._dry_s:.2f} s before it")
        figures.dry_running_s += dry_s - self._dry_s
        self._dry_s = dry_s

    async def _kill_while_starting(self, chance: Random) -> None:
        """Kill again at any moment of the start, or just when all is closed and not yet booked."""
        at_any_moment, after_s = chance.random() < 0.5, chance.uniform(0, STARTING_S)
        await self._home.start()
        if at_any_moment:
            await asyncio.sleep(after_s)
        else:
            async with asyncio.timeout(60):
                while self._home.open_pots():  # noqa: ASYNC110  (another process)
                    await asyncio.sleep(0.002)
        await self._home.stop(signal.SIGKILL)
        self.figures.at_start += 1

    async def _look(self, client: Client, chance: Random) -> None:
        """Compare the garden, the ledger and what was promised, as soon as the hub is loaded."""
        home, figures = self._home, self.figures
        world = home.world()
        self._expect(not home.open_pots(), f"valves left open: {home.open_pots()}")
        self._expect(not home.pumps_on(), f"pumps left on: {home.pumps_on()}")
        dry_s = sum(world["deadheaded_s"].values())
        figures.dry_killed_s += dry_s - self._dry_s
        self._dry_s = dry_s

        [(sound,)] = home.ledger("PRAGMA integrity_check")
        self._expect(sound == "ok", f"the ledger is damaged: {sound}")
        rows = [Row(*row) for row in home.ledger(QUESTION)]
        self._look_at_runs(rows)
        self._look_at_water(rows, home.poured())
        await self._ask_again(client, chance, rows)
        if world["tank_ml"] < TANK_LOW_ML:
            await refill(client, SPEED)

    def _look_at_runs(self, rows: Iterable[Row]) -> None:
        self.figures.runs = Counter(row.state for row in rows)
        by_key: dict[str, list[Row]] = {}
        for row in rows:
            self._expect(row.state not in UNFINISHED, f"run {row.run_id} never ended: {row.state}")
            self._expect(row.deadline_at is None, f"run {row.run_id} keeps its deadline")
            by_key.setdefault(row.key or "", []).append(row)
        self._expect("" not in by_key, "a run has no key, and nobody asked for it")
        for key, runs in by_key.items():
            self._expect(len(runs) == 1, f"{key} has {len(runs)} runs")
        for key, asked in self._asked.items():
            known = {row.run_id for row in by_key.get(key, ())}
            self._expect(not asked.refused or bool(known), f"{key} was refused and isn't in the ledger")
            self._expect(not asked.run_id or asked.run_id in known, f"{key} was promised and isn't in the ledger")

    def _look_at_water(self, rows: Iterable[Row], poured: dict[str, float]) -> None:
        """Compare what flowed since the last look; what was booked too much earlier doesn't make up for it."""
        booked: defaultdict[str, float] = defaultdict(float)
        for row in rows:
            booked[row.plant_id] += row.delivered_ml
        for name, plant_id in self._plants.items():
            flowed = poured[plant_id] - self._poured.get(plant_id, 0.0)
            written = booked[plant_id] - self._booked.get(plant_id, 0.0)
            lacking = flowed - written
            self._expect(lacking <= SLACK_ML, f"{lacking:.1f} of {flowed:.1f} ml of {name} aren't in the books")
        self._poured, self._booked = poured, booked
        self.figures.poured_ml, self.figures.booked_ml = sum(poured.values()), sum(booked.values())

    async def _ask_again(self, client: Client, chance: Random, rows: Iterable[Row]) -> None:
        """Ask for what was given already: the same runs are named again, and no water flows."""
        runs = {row.key: row.run_id for row in rows if row.state != "denied"}
        known = sorted(key for key, asked in self._asked.items() if asked.run_id and key in runs)
        before = self._home.poured()
        for key in chance.sample(known, min(ASKED_AGAIN, len(known))):
            await self._ask(client, key, self._asked[key], wait=True)
            self.figures.asked_again += 1
        self._expect(self._home.poured() == before, "asking again has watered")

    async def _compare_what_is_shown(self, client: Client) -> None:
        """Compare the ledger with what people see of it."""
        states = await client.states()
        for name, plant_id in self._plants.items():
            shown_ml = 1_000 * float(states[f"sensor.{name.lower().replace(' ', '_')}_water_used"]["state"])
            written = self._booked.get(plant_id, 0.0)
            self._expect(abs(shown_ml - written) <= SLACK_ML, f"{name} shows {shown_ml:.1f} ml of {written:.1f} ml")
