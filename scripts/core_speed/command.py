"""The command `core`."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from closed_loop.crew import Progress

from .figure import Measured
from .report import as_json, as_markdown, as_table, flatness
from .workloads import named, run


def core(chosen: argparse.Namespace) -> int:
    """Measure, and report; which machine it is decides much, so a missed target fails nothing."""
    tasks = [(each.key, plants) for each in named(chosen.only) for plants in chosen.plants or each.plants]
    progress = Progress("workloads", len(tasks))
    measured: list[Measured] = []
    try:
        # One after the other, and none in a process that has measured before.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes:
            for key, plants in tasks:
                measured.append(processes.submit(run, key, plants).result())
                progress.step()
    finally:
        # What was measured before something broke is worth as much.
        if flat := flatness(measured):
            measured.append(flat)
        write = as_json if chosen.json else as_markdown if chosen.markdown else as_table
        print(write(measured))
    return 0
