"""Fail when any module's tests cover less than a share of its lines: coverage_per_module.py REPORT PERCENT.

What leads to a hub has to be covered wholly, as Home Assistant's quality scale asks.
"""

import json
from pathlib import Path
import sys

WHOLLY = ("/config_flow.py", "/options_flow.py", "discovery_flow.py")


def main() -> int:
    """List every module below the share."""
    report, least = Path(sys.argv[1]), float(sys.argv[2])
    files = json.loads(report.read_text())["files"]
    covered = {name: data["summary"]["percent_covered"] for name, data in files.items()}
    wanted = {name: 100.0 if name.endswith(WHOLLY) else least for name in covered}
    low = {name: percent for name, percent in covered.items() if percent < wanted[name]}
    for name, percent in sorted(low.items(), key=lambda item: item[1]):
        missing = files[name]["missing_lines"]
        print(f"coverage: {name}: {percent:.1f} % of at least {wanted[name]:g} %; missing {missing}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
