"""What is believed of the water under a bed, whether its probe is everywhere among the roots or near the surface."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from .bed import Bed
from .columns import COLUMNS, NUMBERS, Column, Columns, column_of
from .soil_column import ENDS

# So much is thought at first that a probe is everywhere, and what told it counts so much less after every reading.
AT_FIRST, REMEMBERS = 3.0, 0.97
SUREST = 50.0
# Readings of one day err alike, so however many there are, one of them counts.
DAY_H, EVERY_H = 24.0, 23.5
# Who heard nothing for so long, or read so many days in a row what can't be, knows nothing of the water below.
LOST_H, DOUBTS = 24.0 * 7, 3


@dataclass(frozen=True, slots=True)
class Ground:
    """The columns of both cases.

    `evidence` is the logarithm of how much likelier the first made its readings, `unread_h` how long ago the last is,
    `doubts` how many in a row were far from what was believed.
    """

    everywhere: Columns
    shallow: Columns
    evidence: float = AT_FIRST
    unread_h: float = DAY_H
    doubts: int = 0

    @classmethod
    def of(cls, bed: Bed) -> Ground:
        """What may be thought of a bed before anything is known of it."""
        return cls(Columns.at_first(bed, everywhere=True), Columns.at_first(bed, everywhere=False))

    @classmethod
    def kept(cls, columns: Sequence[Column], evidence: float, unread_h: float, doubts: int) -> Ground:
        """What was kept. Raises ValueError where it can't be."""
        sizes = {len(column) for column in columns}
        if len(columns) != 2 * COLUMNS or len(sizes) != 1 or not NUMBERS < min(sizes) <= NUMBERS + len(ENDS):
            raise ValueError("no ground has such columns")
        found = tuple(column_of(column) for column in columns)
        return cls(Columns(found[:COLUMNS], True), Columns(found[COLUMNS:], False), evidence, unread_h, doubts)

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, as they are kept."""
        return self.everywhere.of + self.shallow.of

    def fits(self, bed: Bed) -> bool:
        """Whether it is a bed's: roots that reach deeper need more layers."""
        return len(self.columns[0]) == NUMBERS + bed.layers(ENDS)

    def lived(self, bed: Bed, day: float, hours: float, reference_mm: float, water_mm: float) -> Ground:
        """The ground after a step with this reference evapotranspiration, and water at its start."""
        everywhere = self.everywhere.lived(bed, day, hours, reference_mm, water_mm)
        shallow = self.shallow.lived(bed, day, hours, reference_mm, water_mm)
        return replace(self, everywhere=everywhere, shallow=shallow, unread_h=self.unread_h + hours)

    def seen(self, bed: Bed, day: float, moisture: float) -> Ground:
        """The ground after a reading in %; of those of a day one counts.

        It is begun anew where too little was read or too much contradicts it: unknown water may have changed it all.
        """
        if self.unread_h < EVERY_H:
            return self
        root_m, left = bed.on(day).root_m, bed.left(moisture)
        everywhere, shallow = self.everywhere.seen(bed, root_m, left), self.shallow.seen(bed, root_m, left)
        # What only one of both didn't expect tells where the probe is.
        doubts = self.doubts + 1 if everywhere.far and shallow.far else 0
        if self.unread_h > LOST_H or doubts >= DOUBTS:
            return Ground.of(bed).seen(bed, day, moisture)
        evidence = REMEMBERS * self.evidence + everywhere.likely - shallow.likely
        return Ground(everywhere.columns, shallow.columns, evidence, 0.0, doubts)

    @property
    def spread_out(self) -> float:
        """How likely the probe is everywhere among the roots."""
        return 1 / (1 + exp(-max(-SUREST, min(SUREST, self.evidence))))

    def depletion(self, bed: Bed, day: float) -> tuple[float, float]:
        """What the root zone lacks, and what it can hold for plants; both in mm."""
        root_m, share = bed.on(day).root_m, self.spread_out
        one, other = self.everywhere.depletion(bed, root_m), self.shallow.depletion(bed, root_m)
        return share * one[0] + (1 - share) * other[0], share * one[1] + (1 - share) * other[1]

    @property
    def thirst(self) -> float:
        """How many times as much as its table says the crop takes."""
        return self.spread_out * self.everywhere.thirst + (1 - self.spread_out) * self.shallow.thirst
