"""A parent that has outlets opened by a guardian, says so, and then waits for its end: run as a script.

An argument more makes it fork a child that knows nothing of this, and waits for as long as its input is open.
"""

import asyncio
from importlib import import_module
import json
import os
from pathlib import Path
import sys
from types import ModuleType

# Stands for the package, so that Home Assistant isn't imported.
_PACKAGE = ModuleType("plantos")
_PACKAGE.__path__ = [str(Path(__file__).parents[3] / "custom_components" / "plantos")]


async def main(outputs: str, *with_child: str) -> None:
    """Open every output for long, and write down the guardian's process."""
    sys.modules["plantos"] = _PACKAGE
    hardware = "plantos.hardware.guardian"
    guardian = import_module(f"{hardware}.client").Guardian(json.loads(outputs))
    await guardian.start()
    for name in json.loads(outputs):
        await import_module(f"{hardware}.outlets").GuardedOutlet(guardian, name).open(1000)
    if with_child and os.fork() == 0:
        os.read(0, 1)
        os._exit(0)
    os.write(sys.stdout.fileno(), f"{guardian._link.pid}\n".encode())
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
