"""docs/safety.md: what it promises is proven by tests that exist, in the words of the code."""

import re

import pytest

from custom_components.plantos.domain.plants import SLACK, SLACK_S
from custom_components.plantos.hardware import FailSafe
from custom_components.plantos.hardware.entities import CONFIRM_TIMEOUT
from custom_components.plantos.watering.breakers import CALL_TIMEOUT
from custom_components.plantos.watering.outlets import CLOSE_LADDER

from .domain.conftest import a_plant
from .pages import DOCS, ROOT

PAGE = (DOCS / "safety.md").read_text()
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
PROOFS = sorted(set(re.findall(r"`(test_\w+)`", PAGE)))


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


@pytest.mark.parametrize("proof", PROOFS)
def test_a_promise_is_proven_by_a_test_that_is_there(proof: str) -> None:
    assert re.search(rf"^(async )?def {proof}\(", TESTS, re.MULTILINE)


@pytest.mark.parametrize("heading", ["The five laws of water", "What happens when", "Who closes, and when"])
def test_no_promise_is_without_a_proof(heading: str) -> None:
    table = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| .*\|$", table, re.MULTILINE)
    assert len(rows) > 3
    assert [row for row in rows[1:] if "`test_" not in row] == []


def test_the_page_knows_who_closes_an_outlet() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert told - {"fail_safe"} == set(FailSafe)


def test_the_times_of_the_page_are_the_codes() -> None:
    assert f"× {SLACK} + {SLACK_S:.0f} s" in PAGE
    *first, last = [f"{pause:.0f}" for pause in CLOSE_LADDER]
    assert f"after {', '.join(first)} and {last} s" in PAGE
    assert sum(CLOSE_LADDER) + (len(CLOSE_LADDER) + 1) * CONFIRM_TIMEOUT < 60
    assert f"given up after {CALL_TIMEOUT:.0f} s" in PAGE
    measured, guessed = a_plant(), a_plant(flow_calibrated=False)
    limits = f"{guessed.longest_run_s:.0f} s (flow rate not measured) or {measured.longest_run_s / 60:.0f} minutes"
    assert limits in PAGE
