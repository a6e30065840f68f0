"""CONTRIBUTING.md names what is there: scripts with the options that they have, files and links."""

import os
import re

import pytest

from .test_metadata import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
SCRIPTS = {path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and os.access(path, os.X_OK)}
# What is typed: in code spans and in blocks, each with what follows on its line.
TYPED = re.findall(r"(?:`|^)((?:scripts/|\.venv/bin/)[\w-]+)([^`#\n]*)", GUIDE, re.MULTILINE)


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def test_every_script_is_named_and_no_other() -> None:
    assert {command.removeprefix("scripts/") for command, _ in TYPED if command.startswith("scripts/")} == SCRIPTS


@pytest.mark.parametrize(("command", "arguments"), [typed for typed in TYPED if typed[0].startswith("scripts/")])
def test_a_script_has_the_options_that_it_is_called_with(command: str, arguments: str) -> None:
    options = set(re.findall(r"--[a-z]+", arguments)) - {"--help"}
    source = (ROOT / command).read_text()
    assert {option for option in options if option not in source} == set()


def test_every_file_that_is_called_or_linked_is_there() -> None:
    called = [word for _, arguments in TYPED for word in arguments.split() if word.startswith("tests/")]
    linked = re.findall(r"\]\(([^)#:]+)", GUIDE)
    assert called
    assert [path for path in (*called, *linked) if not (ROOT / path).exists()] == []


def test_every_heading_that_is_linked_is_there() -> None:
    for page, anchor in re.findall(r"\]\(([^)#:]+)#([^)]+)\)", GUIDE):
        headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(), re.MULTILINE)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}
