"""Pack the component as hacs.json declares, with notes of what is new: packing.py [--check] [--tag TAG].

The same sources always give the same bytes. With --check nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from pathlib import Path
import re
import subprocess
import sys
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parent.parent
COMPONENT = ROOT / "custom_components" / "plantos"
# Everything that a component is made of.
KINDS = {".js", ".json", ".png", ".py", ".yaml"}
# The earliest instant that a zip can hold, for every file.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3


class PackingError(Exception):
    """Something a person has to put right; the text says what."""


def files_of(component: Path) -> dict[str, bytes]:
    """Every file of a component by its name in the zip, in order. Raises PackingError for what is no part of it."""
    found = {
        path.relative_to(component).as_posix(): path
        for path in component.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    if stray := sorted(name for name, path in found.items() if path.suffix not in KINDS):
        raise PackingError(f"this is no part of the component: {', '.join(stray)}. Remove it.")
    return {name: found[name].read_bytes() for name in sorted(found)}


def uncommitted(folder: Path) -> str:
    """What of a folder isn't in git's newest commit, as git tells it."""
    told = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "--", "."],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout


def pack(files: dict[str, bytes]) -> bytes:
    """The zip of these files: unpacked into a component's folder, it is the component."""
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, held in files.items():
            entry = ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, held, ZIP_DEFLATED, 9)
    return content.getvalue()


def version_of(files: dict[str, bytes]) -> str:
    """The version that Home Assistant reads. Raises PackingError."""
    manifest = json.loads(files["manifest.json"])
    if manifest.get("domain") != COMPONENT.name or not manifest.get("version"):
        raise PackingError("the manifest names another domain, or no version.")
    return str(manifest["version"])


def notes_of(changelog: str, version: str) -> str:
    """What the changelog says of the version, which has to be its newest. Raises PackingError."""
    # The addresses of the headings stand at its end.
    told = re.split(r"^\[.+?\]: ", changelog, maxsplit=1, flags=re.MULTILINE)[0]
    parts = re.split(r"^## \[(.+?)\](.*)$", told, flags=re.MULTILINE)
    sections = list(zip(parts[1::3], parts[2::3], parts[3::3], strict=True))
    if any(name == "Unreleased" and text.strip() for name, _, text in sections):
        raise PackingError("CHANGELOG.md tells of something under [Unreleased] that would be released without a word.")
    released = [section for section in sections if section[0] != "Unreleased"]
    if not released or released[0][0] != version:
        raise PackingError(f"{version} isn't the newest version in CHANGELOG.md. Write there what is new in it.")
    _, date, text = released[0]
    if not re.fullmatch(r" - \d{4}-\d{2}-\d{2}", date) or not text.strip():
        raise PackingError(f"{version} has no date, or nothing new, in CHANGELOG.md.")
    return text.strip() + "\n"


def name_of(hacs: dict[str, object]) -> str:
    """What the zip is called. Raises PackingError where hacs.json declares none."""
    name = hacs.get("filename")
    if hacs.get("zip_release") is not True or not isinstance(name, str) or not name.endswith(".zip"):
        raise PackingError("hacs.json declares no zip: it needs zip_release and a filename.")
    return name


def check(content: bytes, files: dict[str, bytes]) -> None:
    """Raise PackingError unless the zip holds these files and nothing else."""
    with ZipFile(io.BytesIO(content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    if held != files or len(archive.namelist()) != len(files):
        raise PackingError("the zip doesn't hold what the component is made of.")


def main() -> int:
    """Pack, check, and tell what came of it."""
    parser = argparse.ArgumentParser(prog="scripts/release", description=__doc__)
    parser.add_argument("--check", action="store_true", help="leave nothing behind")
    parser.add_argument("--tag", help="refuse to pack another version than this tag's")
    chosen = parser.parse_args()
    try:
        files = files_of(COMPONENT)
        version, name = version_of(files), name_of(json.loads((ROOT / "hacs.json").read_text()))
        if chosen.tag not in (None, f"v{version}"):
            raise PackingError(f"the manifest's version is {version}, so the tag has to be v{version}.")
        if not chosen.check and (changed := uncommitted(COMPONENT)):
            raise PackingError(f"this isn't committed, so it can't be released:\n{changed}")
        notes = notes_of((ROOT / "CHANGELOG.md").read_text(), version)
        content = pack(files)
        check(content, files)
    except PackingError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    if not chosen.check:
        folder = ROOT / "dist"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        (folder / "notes.md").write_text(notes)
    made = name if chosen.check else f"dist/{name} and dist/notes.md"
    print(f"release: {made}: PlantOS {version}, {len(files)} files, {len(content):,} bytes")
    print(f"release: sha256 {hashlib.sha256(content).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
