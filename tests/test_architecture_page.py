"""docs/architecture.md: every module and package, table and contract of the code is named there, and nothing else."""

from pathlib import Path
import re
import tomllib

import pytest

from custom_components.plantos.hardware.guardian.keeper import Keeper
from custom_components.plantos.watering.runs import RunState
from custom_components.plantos.watering.schema import TABLES

from .test_metadata import COMPONENT, ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
CODE = re.compile(r"`([\w/]+)`")


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def first_cells(table: str) -> list[str]:
    """What the rows of the tables in a text are about, without their heads."""
    rows = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    return [name for row in rows for name in CODE.findall(row)]


def packages(folder: Path) -> set[str]:
    """The packages under a folder, by their paths."""
    return {str(path.parent.relative_to(folder)) for path in folder.glob("*/**/__init__.py")}


def test_every_file_of_the_shell_is_in_its_tables_once_and_nothing_else_is() -> None:
    files, _, _ = SECTIONS["The shell, file by file"].partition("The packages below them")
    assert sorted(first_cells(files)) == sorted(path.stem for path in COMPONENT.glob("*.py"))


def test_every_package_is_in_its_table() -> None:
    _, _, below = SECTIONS["The shell, file by file"].partition("The packages below them")
    assert set(first_cells(below)) == packages(COMPONENT) - {"domain", "hardware"} | {"frontend"}
    layers = re.findall(r"\]\(\.\./custom_components/plantos/(\w+)\)", SECTIONS["The layers"])
    assert set(layers) == {path.name for path in COMPONENT.iterdir() if any(path.glob("*.py"))} | {"frontend"}


def test_the_contracts_of_imports_are_told_by_their_names() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert re.findall(r"^- \*\*(.+?)\*\*", SECTIONS["The layers"], re.MULTILINE) == [each["name"] for each in contracts]


def test_every_state_of_a_run_is_told() -> None:
    assert set(first_cells(SECTIONS["The life of a run"])) == set(RunState)


def test_every_table_of_the_ledger_is_told() -> None:
    _, _, tables = SECTIONS["What is stored where"].partition("| table |")
    assert set(first_cells(tables)) == set(TABLES)


def test_everything_the_guardian_is_asked_for_is_told() -> None:
    _, _, guardian = SECTIONS["Processes and threads"].partition("**The guardian**")
    asked = re.findall(r"(\w+)\(", str(Keeper.handle.__doc__))
    assert set(asked) <= set(CODE.findall(guardian))


def test_every_path_that_is_named_is_there() -> None:
    named = {name.rstrip("/") for name in CODE.findall(PAGE) if "/" in name}
    roots = (COMPONENT, ROOT, COMPONENT / "domain")
    missing = {
        name for name in named if not any((each / name).exists() or (each / f"{name}.py").exists() for each in roots)
    }
    assert missing == set()


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)", PAGE):
        assert (target, (ROOT / "docs" / target).exists()) == (target, True)
