"""A hub without Home Assistant over a demo garden: what it is told and what truly happens, side by side."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.domain.commands import Origin, Priority, WaterCommand
from custom_components.plantos.domain.events import Event
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import Snapshot
from custom_components.plantos.domain.supplies import Supply, SupplyState
from custom_components.plantos.hardware import FailSafe, HardwareError, Outlet
from custom_components.plantos.hardware.demo.garden import DemoGarden
from custom_components.plantos.watering.job import Job
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import Run
from custom_components.plantos.watering.waterer import Waterer

from .virtual import VirtualLoop

START = datetime(2026, 11, 4, 12, tzinfo=UTC)
HUB = "hub"
FLOW = 20.0
SUPPLIES = {
    "barrel": Supply(supply_id="barrel", name="Barrel", lead_s=1.0, lag_s=1.0),
    "well": Supply(supply_id="well", name="Well", at_once=2),
}
PLANTS = {
    name: Plant(
        plant_id=name,
        name=name.capitalize(),
        pot_volume_l=4.0,
        supply=supply,
        flow_ml_s=FLOW,
        flow_calibrated=True,
        strategy="manual",
        gap_min=0,
        max_day_ml=800.0,
        pulse_ml=pulse,
        pulse_soak_min=2.0,
    )
    for name, supply, pulse in (
        ("basil", "barrel", None),
        ("fern", "barrel", 100.0),
        ("lily", "well", None),
        ("mint", "well", None),
        ("ivy", None, None),
    )
}
SETTINGS = Settings(gap_min=0, runs_per_hour=60)


@dataclass(slots=True)
class Told:
    """What an outlet was told, and when by true time."""

    key: str
    command: str
    at: float


@dataclass(slots=True)
class Watched:
    """An outlet that keeps a record of what it is told; a dead process tells it nothing more."""

    key: str
    outlet: Outlet
    house: House
    number: int

    @property
    def fail_safe(self) -> FailSafe:
        return self.outlet.fail_safe

    @property
    def assumed(self) -> bool:
        return False

    async def open(self, max_seconds: float) -> None:
        self._note("open")
        await self.outlet.open(max_seconds)

    async def close(self) -> None:
        self._note("close")
        await self.outlet.close()

    async def is_open(self) -> bool | None:
        if self.number != self.house.life:
            raise HardwareError("dead")
        return await self.outlet.is_open()

    def _note(self, command: str) -> None:
        if self.number != self.house.life:
            raise HardwareError("dead")
        self.house.told.append(Told(self.key, command, self.house.loop.time()))
        self.house.look(self.key, command)


@dataclass(slots=True)
class House:
    """One garden through several lives of the hub that waters it."""

    folder: Path
    loop: VirtualLoop
    offset: timedelta = timedelta()
    ahead: bool = False
    faults: frozenset[str] = frozenset()
    life: int = 0
    told: list[Told] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    open: dict[str, float] = field(default_factory=dict)
    poured: list[tuple[float, str, float]] = field(default_factory=list)
    thread: ThreadPoolExecutor = field(init=False)
    garden: DemoGarden = field(init=False)
    ledger: Ledger = field(init=False)
    waterer: Waterer = field(init=False)

    def true_now(self) -> datetime:
        return START + timedelta(seconds=self.loop.time())

    def wall_now(self) -> datetime:
        return self.true_now() + self.offset

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    # --- lives --------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin a life: outlets closed first of all, then the books."""
        self.life += 1
        if self.ahead:
            # To a new life a clock that was set ahead is time that has passed.
            self.poured.clear()
            self.ahead = False
        # One thread, so that the same walk goes the same way again; a killed life's thread ends with it.
        self.thread = ThreadPoolExecutor(1)
        self.loop.set_default_executor(self.thread)
        clock = Clock(1.0, self.wall_now, self.loop.time)
        self.garden = DemoGarden(self.folder / "garden.json", Clock(1.0, self.true_now, self.loop.time), 7)
        self.garden.use(PLANTS, {"faults": sorted(self.faults)})
        await self.garden.start()
        self.ledger = Ledger(self.folder / "ledger.db")
        self.waterer = Waterer(HUB, clock, self.ledger, self.snapshot, self._tell, lambda _: None)
        self.waterer.use(PLANTS, SUPPLIES, SETTINGS)
        outlets: dict[str, Outlet] = {
            **{name: Watched(name, self.garden.outlet(plant), self, self.life) for name, plant in PLANTS.items()},
            **{name: Watched(name, self.garden.pump(SUPPLIES[name]), self, self.life) for name in SUPPLIES},
        }
        self.waterer.outlets.use(outlets, lambda key: self.waterer.breakers.outlet(key, key))
        found = await self.waterer.outlets.close_all()
        await self.ledger.open()
        self.waterer.timekeeper.compare(await self.ledger.newest_instant(HUB))
        await self.waterer.breakers.restore()
        await self.waterer.standings.load()
        await self.waterer.books.recover(found, self.waterer.outlets.unconfirmed())
        self.waterer.meters.use({name: self.garden.flow_meter(SUPPLIES[name]) for name in SUPPLIES})

    async def leave(self) -> None:
        """End a life in order."""
        await self.waterer.shut_down()
        await self.ledger.close()
        await self.garden.stop()
        self.thread.shutdown()

    async def kill(self) -> None:
        """End a life at once: nothing more is told or written, and the water goes on."""
        self.life += 1
        thread, self.ledger._thread = self.ledger._thread, None
        if thread:
            await self.loop.run_in_executor(thread, self.ledger._close)
            thread.shutdown()
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks(self.loop) if task is not current]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=120)
        self.thread.shutdown()
        self.open.clear()

    # --- time ---------------------------------------------------------------------------------------

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, and look after everything as a hub does every minute."""
        end = self.loop.time() + seconds
        while (left := end - self.loop.time()) > 1e-6:
            await asyncio.sleep(min(60.0, left))
            self.waterer.follow_clock()
            await self.waterer.inspector.inspect_all()
            for name in PLANTS:
                await self.waterer.books.observe(name, None)

    # --- what is known ------------------------------------------------------------------------------

    def snapshot(self, plant_id: str) -> Snapshot:
        plant, now = PLANTS[plant_id], self.wall_now()
        supply = SUPPLIES.get(plant.supply or "")
        state = SupplyState(supply=supply, blocked=self.waterer.blocked(supply.supply_id)) if supply else None
        return Snapshot(
            plant=plant,
            at=now,
            settings=SETTINGS,
            readings={Measure.MOISTURE: Reading(Measure.MOISTURE, 20.0, now)},
            history=self.waterer.history(plant_id),
            outlet=self.waterer.outlets.state(plant_id),
            outlet_rests=self.waterer.outlets.rests(plant_id),
            supply=state,
            care=self.waterer.standings.care(plant_id),
            clock_doubted=self.waterer.timekeeper.doubted,
        )

    async def _tell(self, event: Event) -> None:
        self.events.append(event)

    def truth(self) -> dict[str, float]:
        """What has flowed into each pot, in ml."""
        self.garden._advance()
        return {name: pot.poured_ml for name, pot in self.garden._world.pots.items()}

    # --- asking -------------------------------------------------------------------------------------

    async def ask(self, plant_id: str, amount_ml: float, *, key: str | None = None, automatic: bool = False) -> Job:
        command = WaterCommand(
            plant_id=plant_id,
            amount_ml=amount_ml,
            origin=Origin.AUTOMATIC if automatic else Origin.ACTION,
            reason=reason("asked_for"),
            priority=Priority.NORMAL if automatic else Priority.HIGH,
            idempotency_key=key,
        )
        job = await self.waterer.water(command)
        self.jobs.append(job)
        return job

    async def unfinished(self) -> list[Run]:
        return await self.ledger.unfinished_runs(HUB)

    # --- what must never be seen --------------------------------------------------------------------

    def look(self, key: str, command: str) -> None:
        """Judge a command in the moment it is given."""
        if command == "close":
            self.open.pop(key, None)
            return
        if key in SUPPLIES:
            if not any(name in self.open for name, plant in PLANTS.items() if plant.supply == key):
                self.wrong.append(f"the pump of {key} runs against closed valves")
            return
        now = self.loop.time()
        job = self.waterer.works.jobs[key]
        supply = SUPPLIES.get(PLANTS[key].supply or "")
        if supply:
            beside = [name for name in self.open if PLANTS[name].supply == supply.supply_id and name != key]
            if len(beside) >= supply.at_once:
                self.wrong.append(f"{key} opens beside {beside} on {supply.supply_id}")
        opened, deadline = job.run.opened_at, job.run.deadline_at
        if opened is None or deadline is None:
            self.wrong.append(f"{key} opens without a deadline")
            return
        self.open[key] = now + (deadline - opened).total_seconds()
        day = sum(ml for at, name, ml in self.poured if name == key and now - at <= 86_400)
        if day + job.run.pulse_ml > PLANTS[key].day_limit_ml + 1.0:
            self.wrong.append(f"{key} opens for {job.run.pulse_ml} ml after {day} ml on one day")

    def look_at_deadlines(self) -> None:
        """Every outlet that should have been told to close has been."""
        now = self.loop.time()
        self.wrong += [f"{key} is open past its deadline" for key, until in self.open.items() if now > until + 1.0]

    def measure(self, before: dict[str, float]) -> None:
        """Remember what has flowed since."""
        now = self.loop.time()
        for name, ml in self.truth().items():
            if ml > before[name]:
                self.poured.append((now, name, ml - before[name]))
