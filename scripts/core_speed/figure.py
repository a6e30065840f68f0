"""One thing that was measured."""

from dataclasses import dataclass

A_PLANT = "CPU of a plant"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside what the same run needed for as much without PlantOS, and what it may be at most.

    `floor` and `most` are in the value's own unit; either is None where there is none.
    """

    what: str
    value: float
    unit: str = ""
    floor: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is."""
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether it is as promised; None where nothing is."""
        return None if self.most is None else self.value <= self.most


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process has measured with so many plants."""

    workload: str
    title: str
    plants: int
    figures: tuple[Figure, ...]

    def value(self, what: str) -> float | None:
        """The value of one figure; None where it wasn't measured."""
        return next((figure.value for figure in self.figures if figure.what == what), None)
