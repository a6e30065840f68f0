"""Fail when any module's tests cover less than a share of its lines: coverage_per_module.py REPORT PERCENT."""

import json
from pathlib import Path
import sys


def main() -> int:
    """List every module below the share."""
    report, least = Path(sys.argv[1]), float(sys.argv[2])
    files = json.loads(report.read_text())["files"]
    low = {name: data["summary"]["percent_covered"] for name, data in files.items()}
    low = {name: percent for name, percent in low.items() if percent < least}
    for name, percent in sorted(low.items(), key=lambda item: item[1]):
        print(f"coverage: {name}: {percent:.1f} % of at least {least:g} %; missing {files[name]['missing_lines']}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
