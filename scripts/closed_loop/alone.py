"""PlantOS's domain without Home Assistant around it."""

from pathlib import Path
import sys
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "custom_components.plantos"


def without_home_assistant() -> None:
    """Let `custom_components.plantos.domain` be imported where Home Assistant isn't installed.

    The package's own `__init__` is its shell in Home Assistant; a bare package takes its place.
    """
    if PACKAGE in sys.modules:
        return
    package = ModuleType(PACKAGE)
    package.__path__ = [str(ROOT / "custom_components" / "plantos")]
    sys.modules[PACKAGE] = package
    sys.path.insert(0, str(ROOT))
