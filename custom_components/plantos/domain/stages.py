"""How thirsty a plant is at each stage of its growth: its crop coefficient over the season.

Of crops that grow up and ripen within a season, the lengths are FAO-56's table 11 (usual dates of spring), the
coefficients of beginning and end its table 12; that of the grown plant is the species'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .species import Species
from .water_balance import CropCurve

# Who isn't known drinks as much as grass.
USUAL_COEFFICIENT = 1.0


@dataclass(frozen=True, slots=True)
class Stages:
    """A crop's coefficients at its beginning and end, and the days of its four stages."""

    initial: float
    end: float
    days: tuple[int, int, int, int]


STAGES: Mapping[str, Stages] = MappingProxyType(
    {
        "solanum_lycopersicum": Stages(0.6, 0.8, (30, 40, 45, 30)),
        "solanum_tuberosum": Stages(0.5, 0.75, (25, 30, 45, 30)),
        "capsicum_annuum": Stages(0.6, 0.9, (30, 35, 40, 20)),
        "cucumis_sativus": Stages(0.6, 0.75, (20, 30, 40, 15)),
        "cucurbita_pepo": Stages(0.5, 0.75, (25, 35, 25, 15)),
        "lactuca_sativa": Stages(0.7, 0.95, (20, 30, 15, 10)),
        "phaseolus_vulgaris": Stages(0.5, 0.9, (20, 30, 30, 10)),
        "zea_mays": Stages(0.3, 0.6, (30, 40, 50, 30)),
        "helianthus_annuus": Stages(0.35, 0.35, (25, 35, 45, 25)),
    }
)


def curve_of(species: Species | None) -> CropCurve:
    """The coefficient over the season from planting on; of a plant that lives on, always the same."""
    if species is None:
        return CropCurve.constant(USUAL_COEFFICIENT)
    stages = STAGES.get(species.key)
    if stages is None:
        return CropCurve.constant(species.crop_coefficient)
    return CropCurve(stages.initial, species.crop_coefficient, stages.end, stages.days)
