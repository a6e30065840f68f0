"""Plays many seasons on all cores, with a bar that says how far it is."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
import sys
import time

from .alone import without_home_assistant

BAR = 30


class Progress:
    """A bar on a terminal, elsewhere a line for every tenth part."""

    def __init__(self, what: str, total: int) -> None:
        """Begin at none."""
        self._what, self._total, self._done = what, total, 0
        self._began = time.monotonic()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        done, total = self._done, self._total
        left_s = round((time.monotonic() - self._began) / done * (total - done))
        text = f"{self._what} {done}/{total}, {left_s // 60}:{left_s % 60:02} left"
        if sys.stderr.isatty():
            full = BAR * done // total
            end = "\n" if done == total else ""
            print(f"\rbenchmark: [{'#' * full}{'.' * (BAR - full)}] {text}  ", end=end, file=sys.stderr, flush=True)
        elif done == total or done * 10 // total > (done - 1) * 10 // total:
            print(f"benchmark: {text}", file=sys.stderr, flush=True)


def each[Task, Answer](
    work: Callable[[Task], Answer], tasks: Sequence[Task], jobs: int, what: str
) -> Iterator[tuple[Task, Answer]]:
    """Each task with its answer, in the order in which they are done."""
    if not tasks:
        return
    progress = Progress(what, len(tasks))
    if jobs == 1:
        for task in tasks:
            answer = work(task)
            progress.step()
            yield task, answer
        return
    with ProcessPoolExecutor(jobs, initializer=without_home_assistant) as pool:
        waiting = {pool.submit(work, task): task for task in tasks}
        for future in as_completed(waiting):
            progress.step()
            yield waiting[future], future.result()
