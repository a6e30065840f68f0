"""Features that not every plant has yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

ML_SCHEDULER = "ml_watering_scheduler"
ALL = 100.0


@dataclass(frozen=True, slots=True)
class Flag:
    """Who has a feature once it is enabled: the plants on its list, and so many percent of the others."""

    enabled: bool = False
    percent: float = ALL
    plants: frozenset[str] = frozenset()


def is_on(flags: Mapping[str, Flag], name: str, plant_id: str | None) -> bool:
    """Whether a plant has a feature; an unknown one is off. None is a plant that isn't there yet."""
    flag = flags.get(name)
    if flag is None or not flag.enabled:
        return False
    if plant_id is None:
        return flag.percent >= ALL
    return plant_id in flag.plants or place(name, plant_id) < flag.percent


def place(name: str, plant_id: str) -> float:
    """Where a plant stands among all for a feature, from 0 up to 100: the same on every machine and after a restart."""
    # 52 bits are exact in a float, so that none comes out as 100.
    return int.from_bytes(sha256(f"{name}:{plant_id}".encode()).digest()[:8]) // 2**12 / 2**52 * ALL
