"""How long the latest of many alike took, and whether that keeps within what people may rely on."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from time import perf_counter

LATEST = 1_000


class Durations:
    """The latest durations of one kind, of which so large a `share` is to take less than `allowed_s` seconds."""

    def __init__(self, share: float, allowed_s: float) -> None:
        """Begin with none."""
        self.share = share
        self.allowed_s = allowed_s
        self._latest: deque[float] = deque(maxlen=LATEST)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count what is done within; what fails is no measure of how long it takes."""
        began = perf_counter()
        yield
        self._latest.append(perf_counter() - began)

    @property
    def count(self) -> int:
        """How many are known."""
        return len(self._latest)

    @property
    def reached_s(self) -> float | None:
        """What that share of them didn't exceed, in seconds, by the nearest rank; None while there are none."""
        ordered = sorted(self._latest)
        return ordered[ceil(self.share * len(ordered)) - 1] if ordered else None
