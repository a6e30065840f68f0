"""Run the named parts in the virtual machine; the exit code says whether all checks passed."""

import asyncio
import importlib
from pathlib import Path
import sys
import types

ROOT = Path(__file__).resolve().parents[2]


def lighten() -> None:
    """Let the package's parts be imported without the package itself, which would import Home Assistant."""
    sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
    package = types.ModuleType("custom_components.plantos")
    package.__path__ = [str(ROOT / "custom_components" / "plantos")]
    sys.modules[package.__name__] = package


async def main(parts: list[str]) -> int:
    """Run the parts one after another."""
    from bench.checks import run_all  # noqa: PLC0415

    # Read once what the guardian will import, or its first start would wait for the shared file system.
    for library in ("gpiod", "gpiozero.pins.pi", "smbus2"):
        importlib.import_module(library)

    passed = failed = 0
    for part in parts:
        importlib.import_module(f"bench.part_{part}")
        well, ill = await run_all(part)
        passed, failed = passed + well, failed + ill
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    lighten()
    sys.exit(asyncio.run(main(sys.argv[1:])))
