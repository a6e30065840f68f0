"""What is released is the component, whole and alone, and always the same from the same sources."""

import io
import json
import os
from pathlib import Path
import subprocess
from zipfile import ZipFile

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.marketplace.utils.validate import REPOSITORY_MANIFEST_VALUES
from packing import (
    COMPONENT,
    ROOT,
    PackingError,
    check,
    files_of,
    name_of,
    notes_of,
    pack,
    uncommitted,
    version_of,
)
import pytest

LOG = """\
# Changelog

## [Unreleased]

## [1.1.0] - 2026-12-01

### Added

- Mist.

## [1.0.0] - 2026-11-22

- All.
"""


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


@pytest.fixture
def component(tmp_path: Path) -> Path:
    """A small component."""
    folder = tmp_path / "plantos"
    for name, content in (("manifest.json", "{}"), ("b/c.py", "C = 1"), ("b-a.py", "A = 1")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def test_the_zip_holds_the_component_without_what_python_leaves_there(component: Path) -> None:
    (component / "b" / "__pycache__").mkdir()
    (component / "b" / "__pycache__" / "c.cpython-314.pyc").write_bytes(b"compiled")
    with ZipFile(io.BytesIO(pack(files_of(component)))) as archive:
        assert archive.namelist() == ["b-a.py", "b/c.py", "manifest.json"]
        assert archive.read("b/c.py") == b"C = 1"


def test_the_same_sources_give_the_same_bytes_whenever_they_were_written(
    component: Path, freezer: FrozenDateTimeFactory
) -> None:
    before = pack(files_of(component))
    freezer.tick(86_400)
    for path in component.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o600)
    assert pack(files_of(component)) == before


def test_what_an_editor_left_behind_is_not_packed_but_told(component: Path) -> None:
    (component / "b" / ".c.py.swp").touch()
    with pytest.raises(PackingError, match=r"b/\.c\.py\.swp"):
        files_of(component)


def test_what_is_in_no_commit_is_told(component: Path) -> None:
    def git(*words: str) -> None:
        person = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
        subprocess.run(["git", *person, *words], cwd=component, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "All")
    assert uncommitted(component) == ""
    (component / "left_over.py").touch()
    (component / "b" / "c.py").write_text("C = 2")
    assert uncommitted(component).split() == ["M", "b/c.py", "??", "left_over.py"]


def test_a_zip_that_lacks_a_file_or_holds_another_is_refused(component: Path) -> None:
    files = files_of(component)
    for other in ({"manifest.json": b"{}"}, files | {"test.py": b""}, files | {"b-a.py": b"A = 2"}):
        with pytest.raises(PackingError):
            check(pack(other), files)


def test_the_notes_are_what_the_changelog_says_of_the_version() -> None:
    assert notes_of(LOG + "\n[1.0.0]: https://example.org\n", "1.1.0") == "### Added\n\n- Mist.\n"


@pytest.mark.parametrize(
    ("log", "version"),
    [
        (LOG, "1.0.0"),
        (LOG, "1.2.0"),
        (LOG.replace(" - 2026-12-01", ""), "1.1.0"),
        ("## [1.1.0] - 2026-12-01\n", "1.1.0"),
    ],
    ids=["older", "unwritten", "undated", "empty"],
)
def test_a_version_that_the_changelog_does_not_begin_with_is_refused(log: str, version: str) -> None:
    with pytest.raises(PackingError, match=version):
        notes_of(log, version)


def test_what_is_told_as_unreleased_keeps_a_version_back() -> None:
    with pytest.raises(PackingError, match="Unreleased"):
        notes_of(f"## [Unreleased]\n\n- Fog.\n\n{LOG}", "1.1.0")


def test_the_component_and_the_changelog_are_of_one_version() -> None:
    assert notes_of((ROOT / "CHANGELOG.md").read_text(), version_of(files_of(COMPONENT)))


def test_the_catalogue_is_told_of_the_zip() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert name_of(hacs) == "plantos.zip"
    for key, value in hacs.items():
        REPOSITORY_MANIFEST_VALUES[key](value)
    # What isn't released has no zip.
    assert hacs["hide_default_branch"] is True


@pytest.mark.parametrize("broken", [{}, {"filename": "plantos.zip"}, {"zip_release": True, "filename": "plantos.tar"}])
def test_a_catalogue_that_knows_of_no_zip_is_told_so(broken: dict[str, object]) -> None:
    with pytest.raises(PackingError):
        name_of(broken)
