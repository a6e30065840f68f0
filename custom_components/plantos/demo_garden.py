"""The plants that a demo garden begins with: five of different thirst, and the tank they share."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.util.ulid import ulid_now

from .const import SUBENTRY_PLANT, SUBENTRY_SUPPLY
from .domain.species import CATALOGUE

# Name, species, litres of pot, indoors, ml a dose.
PLANTS: tuple[tuple[str, str, float, bool, float], ...] = (
    ("Basil", "ocimum_basilicum", 2.0, True, 120.0),
    ("Monstera", "monstera_deliciosa", 8.0, True, 400.0),
    ("Peace lily", "spathiphyllum_wallisii", 3.0, True, 150.0),
    ("Snake plant", "dracaena_trifasciata", 4.0, True, 100.0),
    ("Balcony tomato", "solanum_lycopersicum", 12.0, False, 500.0),
)


def demo_subentries() -> list[ConfigSubentryDataWithId]:
    """The demo garden as subentries."""
    supply_id = ulid_now()
    supply = ConfigSubentryDataWithId(
        data={"name": "Rain barrel"},
        subentry_id=supply_id,
        subentry_type=SUBENTRY_SUPPLY,
        title="Rain barrel",
        unique_id=None,
    )
    return [supply, *(_plant(supply_id, *row) for row in PLANTS)]


def _plant(
    supply_id: str, name: str, species: str, pot_l: float, indoor: bool, dose_ml: float
) -> ConfigSubentryDataWithId:
    low, high = CATALOGUE[species].moisture
    data: dict[str, Any] = {
        "name": name,
        "species": species,
        "pot_volume_l": pot_l,
        "indoor": indoor,
        "supply": supply_id,
        "flow_ml_s": 20.0,
        "flow_calibrated": True,
        "moisture_min": low,
        "moisture_max": high,
        "dose_ml": dose_ml,
        "automatic": True,
    }
    return ConfigSubentryDataWithId(
        data=data, subentry_id=ulid_now(), subentry_type=SUBENTRY_PLANT, title=name, unique_id=None
    )
