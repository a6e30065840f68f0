"""What is released, unpacked into a new and bare Home Assistant, waters a plant there."""

import os
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

from garden_house import BARE
import house
from packing import COMPONENT, files_of, pack
import pytest

from .conftest import Garden, loaded, until

pytestmark = pytest.mark.e2e

# What only some hubs need, and what only PlantOS's own tests do.
ABSENT = ("gpiod", "gpiozero", "lgpio", "paho", "pigpio", "playwright", "pytest", "RPi", "smbus2")
BASIL = "valve.basil_outlet"


@pytest.fixture
def bare(home: Garden, tmp_path: Path) -> Garden:
    """A house with the unpacked zip and hardly anything else, in which those libraries can't be imported."""
    package = tmp_path / "plantos.zip"
    package.write_bytes(pack(files_of(COMPONENT)))
    with ZipFile(package) as archive:
        archive.extractall(home.config / "custom_components" / "plantos")
    (home.config / house.MARKER).touch()
    (home.config / "configuration.yaml").write_text(BARE)
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(f"import sys\n\nsys.modules.update(dict.fromkeys({ABSENT}))\n")
    return home


async def test_the_zip_waters_a_plant_in_a_bare_home_assistant(bare: Garden, tmp_path: Path) -> None:
    with patch.dict(os.environ, {"PYTHONPATH": str(tmp_path / "site")}):
        await bare.up()
    async with house.Client.enter(bare) as client:
        # A hub that needs such a library is refused in words, and no other one suffers.
        refused = await client.flow("flow", "plantos", {"kind": "raspberry_pi"}, {"backend": "gpiod"})
        assert refused["errors"] == {"base": "library_missing"}
        assert not {"recorder", "history", "mqtt"} & set((await client.command("get_config"))["components"])
        created = await client.flow("flow", "plantos", {"kind": "demo"})
        assert created["type"] == "create_entry"
        await until(lambda: loaded(client), 30)

        [plant] = (await client.action("water_plant", {"amount_ml": 40}, entity_id=BASIL))["plants"]

        async def is_closed() -> bool:
            return bool((await client.states())[BASIL]["state"] == "closed")

        await until(is_closed, 10)

    assert plant["delivered_ml"] == pytest.approx(40, abs=15)
    assert bare.poured()[plant["plant_id"]] == pytest.approx(plant["delivered_ml"], abs=0.5)
    assert (bare.open_pots(), bare.complaints()) == ([], [])
    assert not (bare.config / "custom_components" / "plantos").is_symlink()
