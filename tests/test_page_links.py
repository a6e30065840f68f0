"""Every link within the project leads somewhere."""

import json
from pathlib import Path
import re
from urllib.parse import urldefrag

import pytest

from .pages import DOCS, PAGES, ROOT, anchors, prose
from .test_translations import COMPONENT

HOME = json.loads((COMPONENT / "manifest.json").read_text())["documentation"]
WRITTEN = [*PAGES, *(path for name in ("CONTRIBUTING.md", "CHANGELOG.md") if (path := ROOT / name).exists())]
WRITTEN += [*sorted((ROOT / "nodes").rglob("*.md")), *sorted((ROOT / "blueprints").rglob("*.yaml"))]
AT_HOME = re.escape(f"{HOME}/blob/main")
LINK = re.compile(rf"""\]\(([^)\s]+)\)|\b(?:href|src)="([^"]+)"|({AT_HOME}/[^\s)"'&]+)""")


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def links(path: Path) -> set[str]:
    """Where a page leads within the project: to other files, and to its own headings."""
    found = {next(filter(None, groups)) for groups in LINK.findall(prose(path.read_text()))}
    own = {link.replace(f"{HOME}/blob/main", "") for link in found if not link.startswith("http") or HOME in link}
    return {link.rpartition("blueprint_url=")[2] for link in own if ":" not in link}


def target_of(page: Path, link: str) -> Path:
    """The file that a link leads to."""
    place, _ = urldefrag(link)
    return ROOT / place[1:] if place.startswith("/") else (page.parent / place if place else page)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    lost = set()
    for link in links(page):
        target, anchor = target_of(page, link), urldefrag(link).fragment
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            lost.add(link)
    assert lost == set()


def test_the_readme_leads_to_every_page() -> None:
    readme = ROOT / "README.md"
    assert {target_of(readme, link).resolve() for link in links(readme)} >= {*DOCS.glob("*.md")}
