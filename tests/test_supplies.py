"""One pump and four valves: turns, lead and lag, and a pump that runs only while a valve is open."""

from dataclasses import dataclass, field
from typing import override

from homeassistant.core import Context
import pytest

from custom_components.plantos.commands import async_water
from custom_components.plantos.domain.commands import Origin, WaterCommand
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.job import Job
from custom_components.plantos.watering.runs import RunState

from .conftest import OUTLET, Bench, BenchMaker, plant_data, subentry
from .scripted import ScriptedOutlet

BARREL = "barrel-id"
PLANTS = ("basil-id", "fern-id", "lily-id", "mint-id")


@dataclass
class Commands:
    """What every device was told, in order."""

    bench: Bench | None = None
    told: list[str] = field(default_factory=list)


class Noted(ScriptedOutlet):
    """A scripted switch that writes into a common list."""

    def __init__(self, name: str, commands: Commands) -> None:
        super().__init__(name)
        self._commands = commands

    @override
    async def _take(self, command: str, manner: str) -> None:
        self._commands.told.append(f"{self._attr_name} {command}")
        await super()._take(command, manner)


@dataclass
class Barrel:
    bench: Bench
    commands: Commands
    pump: Noted
    valves: dict[str, ScriptedOutlet]

    async def ask(self, plant_id: str, amount: float = 100.0) -> Job:
        return await async_water(self.bench.coordinator, plant_id, Context(), amount, origin=Origin.ACTION)

    def open(self) -> list[str]:
        return [plant_id for plant_id, valve in self.valves.items() if valve.flowing]


@pytest.fixture
async def barrel(make_bench: BenchMaker, request: pytest.FixtureRequest) -> Barrel:
    """Four plants on a barrel with a pump; a test may ask for other settings of the supply."""
    commands = Commands()
    pump = Noted("barrel_pump", commands)
    others = {f"{name}-id": Noted(f"{name}_pump", commands) for name in ("fern", "lily", "mint")}
    supply = {"name": "Barrel", "pump": "switch.barrel_pump", "lead_s": 2, "lag_s": 1} | getattr(request, "param", {})
    bench = await make_bench(
        subentry(BARREL, supply, "supply"),
        *(
            subentry(
                plant_id,
                plant_data(
                    plant_id.removesuffix("-id").capitalize(),
                    supply=BARREL,
                    automatic=False,
                    outlet=OUTLET if plant_id == "basil-id" else f"switch.{plant_id.removesuffix('-id')}_pump",
                ),
            )
            for plant_id in PLANTS
        ),
        outlets=(pump, *others.values()),
    )
    commands.told.clear()
    return Barrel(bench, commands, pump, {"basil-id": bench.outlet, **others})


async def test_the_valve_opens_before_the_pump_and_closes_after_it(barrel: Barrel) -> None:
    job = await barrel.ask("fern-id")
    await barrel.bench.pass_time(1)
    assert barrel.commands.told == ["fern_pump on"]
    await barrel.bench.pass_time(2)
    assert barrel.commands.told == ["fern_pump on", "barrel_pump on"]
    await barrel.bench.pass_time(14)

    assert barrel.commands.told[2:] == ["barrel_pump off", "fern_pump off"]
    run = await job.ended
    # The water counts from the pump's start to its stop, not the lead and the lag.
    assert run.delivered_ml == pytest.approx(100, abs=11)


async def test_four_valves_take_turns_and_the_pump_rests_between_them(barrel: Barrel) -> None:
    jobs = [await barrel.ask(plant_id) for plant_id in PLANTS]
    most = 0
    for _ in range(75):
        await barrel.bench.pass_time(1)
        most = max(most, len(barrel.open()))
        assert not barrel.pump.flowing or barrel.open()

    assert most == 1
    assert [(await job.ended).outcome for job in jobs] == ["completed"] * 4
    assert barrel.commands.told.count("barrel_pump on") == 4
    assert not barrel.pump.flowing


@pytest.mark.parametrize("barrel", [{"at_once": 2}], indirect=True)
async def test_two_at_once_share_the_pump_until_the_last_has_ended(barrel: Barrel) -> None:
    first = await barrel.ask("fern-id", 50)
    second = await barrel.ask("lily-id", 150)
    await barrel.bench.pass_time(5)
    assert barrel.open() == ["fern-id", "lily-id"]
    await barrel.bench.pass_time(5)
    assert (await first.ended).outcome == "completed"
    assert (barrel.open(), barrel.pump.flowing) == (["lily-id"], True)
    assert "barrel_pump off" not in barrel.commands.told
    await barrel.bench.pass_time(15)

    assert (await second.ended).outcome == "completed"
    assert barrel.commands.told[-2:] == ["barrel_pump off", "lily_pump off"]


async def test_a_stop_turns_off_valve_and_pump_at_once(barrel: Barrel) -> None:
    await barrel.ask("fern-id")
    await barrel.bench.pass_time(5)
    await barrel.bench.coordinator.waterer.stop(["fern-id"])

    assert not barrel.pump.flowing
    assert barrel.open() == []


async def test_a_pump_that_doesnt_start_gives_no_water_and_no_credit(barrel: Barrel) -> None:
    barrel.pump.on_open = "refuse"
    job = await barrel.ask("fern-id")
    await barrel.bench.pass_time(20)
    run = await job.ended

    assert (run.state, run.delivered_ml) == (RunState.FAILED, 0)
    assert barrel.open() == []


async def test_somebodys_command_goes_before_one_of_ordinary_urgency(barrel: Barrel) -> None:
    await barrel.ask("basil-id")
    ordinary = await _ask_ordinarily(barrel, "fern-id")
    asked = await barrel.ask("lily-id")
    await barrel.bench.pass_time(18)

    assert barrel.open() == ["lily-id"]
    assert asked.run.state is RunState.WATERING
    assert ordinary.run.state is RunState.QUEUED


async def _ask_ordinarily(barrel: Barrel, plant_id: str) -> Job:
    command = WaterCommand(plant_id=plant_id, amount_ml=100, origin=Origin.MANUAL, reason=reason("asked_for"))
    return await barrel.bench.coordinator.waterer.water(command)


async def test_who_waits_too_long_is_given_up(barrel: Barrel) -> None:
    options = {"watering": {"waiting_min": 1}}
    barrel.bench.hass.config_entries.async_update_entry(barrel.bench.entry, options=options)
    await barrel.bench.settle()
    line = barrel.bench.coordinator.waterer.works.line("basil-id")
    assert line.take("somebody who never leaves")
    job = await barrel.ask("basil-id")
    await barrel.bench.pass_time(62, step=1)
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_expired"
    assert barrel.commands.told.count("basil_pump on") == 0


async def test_a_line_that_is_full_says_busy(barrel: Barrel) -> None:
    options = {"watering": {"waiting_at_most": 1}}
    barrel.bench.hass.config_entries.async_update_entry(barrel.bench.entry, options=options)
    await barrel.bench.settle()
    await barrel.ask("basil-id")
    await barrel.ask("fern-id")
    refused = await barrel.ask("lily-id")

    assert refused.run.state is RunState.DENIED
    assert refused.run.failure and refused.run.failure.key == "denied_busy"
