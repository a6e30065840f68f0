"""All workloads, and how one is measured."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import logging

from homeassistant.helpers.typing import ConfigType

from .books import remember
from .figure import Figure, Measured
from .house import House, house, pumps
from .running import burst, idle, poll, with_core_plants
from .starting import nothing_there, reload, set_up
from .watering import act, record, with_recorder


def _nothing(_count: int) -> ConfigType:
    return {}


@dataclass(frozen=True)
class Workload:
    """Something to measure with several numbers of plants, in a house with what it needs."""

    key: str
    title: str
    plants: tuple[int, ...]
    config: Callable[[int], ConfigType]
    measure: Callable[[House, int], Awaitable[list[Figure]]]


WORKLOADS = (
    Workload("W1", "set-up", (10, 50, 200, 1_000), pumps, set_up),
    Workload("W2", "burst of readings", (50, 1_000), with_core_plants, burst),
    Workload("W3", "an idle hour", (50,), pumps, idle),
    Workload("W4", "action to outlet", (60,), pumps, act),
    Workload("W7", "set-up with nothing there", (50, 1_000), _nothing, nothing_there),
    Workload("W8", "the recorder's hour", (20,), with_recorder, record),
    Workload("W9", "reload", (50, 1_000), pumps, reload),
    Workload("ledger", "a ledger of years", (1_000,), _nothing, remember),
    Workload("poll", "polls of a demo garden", (50, 1_000), _nothing, poll),
)


def named(keys: list[str]) -> list[Workload]:
    """These workloads, or all of them. Raises ValueError for one that there isn't."""
    known = {workload.key.lower(): workload for workload in WORKLOADS}
    if unknown := [key for key in keys if key.lower() not in known]:
        raise ValueError(f"no workload {', '.join(unknown)}; there are {', '.join(w.key for w in WORKLOADS)}")
    return [known[key] for key in dict.fromkeys(key.lower() for key in keys)] or [*WORKLOADS]


def run(key: str, plants: int) -> Measured:
    """Measure one workload, in a core of this process."""
    # What goes wrong is told; that the core isn't tested with custom integrations is known.
    logging.basicConfig(level=logging.ERROR)
    (workload,) = named([key])

    async def measure() -> tuple[Figure, ...]:
        async with house(workload.config(plants)) as home:
            return tuple(await workload.measure(home, plants))

    return Measured(workload.key, workload.title, plants, asyncio.run(measure()))
