"""Whoever looks after the outlets: compares what they say with what they should be, and closes on doubt."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
import logging

from ..domain.commands import Origin, WaterCommand
from ..domain.reasons import Reason, reason
from ..domain.snapshots import OutletState
from ..resilience.turns import together
from .runs import RunState
from .works import Works

_LOGGER = logging.getLogger(__name__)


class Inspector:
    """Inspects the outlets and pumps of one hub, and its meters while nothing should flow."""

    def __init__(self, works: Works, take_over: Callable[[WaterCommand], bool]) -> None:
        """Prepare."""
        self._works = works
        self._take_over = take_over
        self._busy: set[str] = set()
        self._again: set[str] = set()

    async def inspect_all(self) -> None:
        """Look at every outlet, pump and meter."""
        for look, keys in ((self.inspect, list(self._works.outlets)), (self.inspect_meter, list(self._works.supplies))):
            await together(partial(self._safely, look), keys)

    async def _safely(self, look: Callable[[str], Awaitable[None]], key: str) -> None:
        try:
            await look(key)
        except Exception:
            _LOGGER.exception("Inspecting %s failed", key)

    async def inspect(self, key: str) -> None:
        """Look at one plant's outlet or one supply's pump, which may just have said something."""
        if key in self._busy:
            # A close makes its outlet speak, and must not be answered with another close.
            self._again.add(key)
            return
        self._busy.add(key)
        try:
            await self._inspect(key)
            if key in self._again and await self._works.outlets.is_open(key):
                await self._inspect(key)
        finally:
            self._busy.discard(key)
            self._again.discard(key)

    async def _inspect(self, key: str) -> None:
        await (self._inspect_outlet(key) if key in self._works.plants else self._inspect_pump(key))

    async def close(self, plant_id: str, *, was_open: bool | None = None) -> bool:
        """Close a plant's outlet, and the pump that nobody else needs; returns whether that is certain."""
        works = self._works
        if was_open is None:
            was_open = works.outlets.state(plant_id) is not OutletState.CLOSED
        pump, job = works.pump(plant_id), works.jobs.get(plant_id)
        closing = works.outlets.close_once(plant_id)
        if pump and job and works.pumps.users(pump) == {job.run.run_id}:
            closed, _ = await asyncio.gather(closing, works.pumps.release(pump, job.run.run_id))
        else:
            closed = await closing
        if closed and plant_id not in works.flowing():
            await works.books.settle_overdue(plant_id, was_open=was_open)
        works.changed(plant_id)
        return closed

    # --- outlets ------------------------------------------------------------------------------------

    async def _inspect_outlet(self, plant_id: str) -> None:
        works = self._works
        is_open = await works.outlets.is_open(plant_id)
        job = works.jobs.get(plant_id)
        if job and (job.started is not None or job.opening):
            if job.opened and not job.closing and is_open is not True:
                self._end_early(plant_id, is_open)
        else:
            await self._inspect_idle(plant_id, is_open)

    async def _inspect_idle(self, plant_id: str, is_open: bool | None) -> None:
        """Look at an outlet that no run has open."""
        works = self._works
        state = works.outlets.state(plant_id)
        if state is not OutletState.UNKNOWN and is_open is False:
            works.books.seen_closed(plant_id)
            if plant_id in works.books.overdue():
                await works.books.settle_overdue(plant_id, was_open=False)
            return
        unaccounted = bool(is_open) and plant_id not in works.books.overdue()
        late = state is OutletState.CLOSED and works.books.late_opening(plant_id)
        command = self._foreign(plant_id)
        if unaccounted and state is OutletState.CLOSED and not late and self._take_over(command):
            works.outlets.found_open(plant_id)
            return
        # Told before anything is written: a close doesn't wait for a disk.
        closing = works.keep(self._close_now(plant_id))
        if unaccounted and late:
            await works.books.take_up_late_opening(plant_id)
        elif unaccounted and plant_id not in works.jobs:
            await works.books.take_up_foreign(command, reason("closed_at_once"))
        closed, at = await closing
        if not closed and is_open:
            await self._insist(plant_id)
        elif closed and plant_id not in works.flowing():
            await works.books.settle_overdue(plant_id, was_open=bool(is_open), at=at)
        works.changed(plant_id)

    async def _close_now(self, plant_id: str) -> tuple[bool, datetime]:
        """Close, and note when that was."""
        return await self._works.outlets.close_once(plant_id), self._works.clock.now()

    async def _insist(self, plant_id: str) -> None:
        """Count what flows through an outlet that doesn't close, lock it, and go on closing it."""
        works = self._works
        if not self._pump_is_off(plant_id):
            await works.books.count_overdue(plant_id)
        if not works.standings.of(plant_id).locked:
            await works.lock(plant_id)
            works.keep(self._go_on_closing(plant_id))

    async def _go_on_closing(self, plant_id: str) -> None:
        if await self._works.outlets.climb(plant_id, lambda: plant_id in self._works.flowing()):
            await self._works.books.settle_overdue(plant_id, was_open=True)
            self._works.changed(plant_id)

    def _end_early(self, plant_id: str, is_open: bool | None) -> None:
        job = self._works.jobs[plant_id]
        if is_open is None:
            job.halt(RunState.FAILED, reason("failed_no_answer"))
        elif job.run.origin is Origin.FOREIGN:
            # Who opened it has closed it.
            job.halt(RunState.SOAKING, reason("closed_by_hand"))
        else:
            job.halt(RunState.FAILED, reason("failed_closed_early"))

    def _foreign(self, plant_id: str) -> WaterCommand:
        """What may flow through an outlet that was opened elsewhere: as much as every limit leaves."""
        snapshot = self._works.snapshot(plant_id)
        plant, used = snapshot.plant, snapshot.history.day_ml
        longest = (plant.longest_run_s - plant.run_limit_s(0.0)) / 1.2 * plant.flow_ml_s
        return WaterCommand(
            plant_id=plant.plant_id,
            amount_ml=min(plant.run_limit_ml, plant.day_limit_ml - used, longest),
            origin=Origin.FOREIGN,
            reason=reason("opened_by_hand"),
        )

    def _pump_is_off(self, plant_id: str) -> bool:
        pump = self._works.pump(plant_id)
        return pump is not None and self._works.outlets.state(pump) is OutletState.CLOSED

    # --- pumps and meters ---------------------------------------------------------------------------

    async def _inspect_pump(self, supply_id: str) -> None:
        works = self._works
        is_open = await works.outlets.is_open(supply_id)
        if works.pumps.users(supply_id):
            if is_open is not True and works.pumps.is_running(supply_id):
                for job in works.jobs.values():
                    if job.run.run_id in works.pumps.users(supply_id):
                        job.halt(RunState.FAILED, reason("failed_pump_stopped"))
            return
        if is_open is False and (
            works.outlets.state(supply_id) is OutletState.CLOSED or works.pumps.is_stopping(supply_id)
        ):
            return
        # Nothing is open that it could press on.
        if not await works.outlets.close_once(supply_id):
            _LOGGER.warning("The pump of %s may still run", works.supplies[supply_id].name)
        self._tell_drinkers(supply_id)

    async def inspect_meter(self, supply_id: str) -> None:
        """Look whether a supply's meter counts although nothing should flow."""
        works = self._works
        if supply_id not in works.meters or any(self._drinks(plant_id, supply_id) for plant_id in works.flowing()):
            return
        if not await works.meters.leaks(supply_id) or supply_id in self.leaking():
            return
        _LOGGER.error("Water flows from %s although everything is closed", works.supplies[supply_id].name)
        # What is told to close waits for no disk.
        locking = works.keep(works.lock(supply_id))
        keys = [key for key in (*self._drinkers(supply_id), supply_id) if key in works.outlets]
        await asyncio.gather(*map(works.outlets.close_once, keys))
        await locking
        self._tell_drinkers(supply_id)

    def leaking(self) -> frozenset[str]:
        """The supplies from which water flowed although everything was closed."""
        standings = self._works.standings
        return frozenset(supply_id for supply_id in self._works.supplies if standings.of(supply_id).locked)

    async def forgive(self, supply_id: str) -> None:
        """Use a supply again after somebody has looked and found nothing wet. Raises LedgerError."""
        await self._works.standings.change(supply_id, locked=False)
        self._works.meters.forgive(supply_id)
        self._tell_drinkers(supply_id)

    def blocked(self, supply_id: str) -> Reason | None:
        """Why nothing may flow from a supply now."""
        works = self._works
        supply = works.supplies.get(supply_id)
        if supply is None:
            return None
        if works.standings.of(supply_id).locked:
            return reason("denied_flow_after_close", supply=supply.name)
        if supply_id not in works.outlets:
            return None
        if works.outlets.state(supply_id) is OutletState.UNKNOWN and not works.pumps.users(supply_id):
            return reason("denied_pump_unconfirmed", supply=supply.name)
        if works.outlets.rests(supply_id):
            return reason("denied_pump_rests", supply=supply.name)
        stuck = [run.plant_name for plant_id, run in works.books.overdue().items() if self._drinks(plant_id, supply_id)]
        return reason("denied_outlet_of_supply", plant=", ".join(sorted(stuck))) if stuck else None

    def _drinks(self, plant_id: str, supply_id: str) -> bool:
        plant = self._works.plants.get(plant_id)
        return plant is not None and plant.supply == supply_id

    def _drinkers(self, supply_id: str) -> set[str]:
        return {plant_id for plant_id, plant in self._works.plants.items() if plant.supply == supply_id}

    def _tell_drinkers(self, supply_id: str) -> None:
        for plant_id in self._drinkers(supply_id):
            self._works.changed(plant_id)
