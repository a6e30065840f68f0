"""The guardian's process: started by this file's path, it knows nothing of Home Assistant.

Its arguments are the descriptor of the socket to its parent, the parent's module path as JSON, and the libraries
of its outputs.
"""

from importlib import import_module
import json
import os
from pathlib import Path
import sys
from types import ModuleType

# The folder above stands for the whole package, so that importing a part of it imports no more.
_PACKAGE = "plantos_hardware"
_MOST_DESCRIPTORS = 1 << 20


def main(descriptor: str, module_path: str, *libraries: str) -> int:
    """Serve until the parent is gone; the exit code."""
    sys.path[:] = [folder for folder in json.loads(module_path) if folder]
    package = ModuleType(_PACKAGE)
    package.__path__ = [str(Path(__file__).parent.parent)]
    sys.modules[_PACKAGE] = package
    served: int = import_module(f"{_PACKAGE}.guardian.serving").run(int(descriptor), libraries)
    return served


if __name__ == "__main__":
    _socket = int(sys.argv[1])
    # A descriptor that is left open here keeps alive what its owner has long closed.
    os.closerange(3, _socket)
    os.closerange(_socket + 1, _MOST_DESCRIPTORS)
    sys.exit(main(*sys.argv[1:]))
