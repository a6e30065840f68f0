"""A start that was cut short is known to the next one."""

from pathlib import Path

import pytest

from custom_components.plantos.watering.start_mark import StartMark

from ..resilience.conftest import Hands


async def test_a_start_that_came_to_its_end_leaves_no_mark(tmp_path: Path, hands: Hands) -> None:
    mark = StartMark(tmp_path / "plantos" / "hub.starting", hands.clock)
    assert await mark.begin() is None
    await mark.end()
    assert await mark.begin() is None


async def test_a_start_that_was_cut_short_is_known_by_its_first_instant(tmp_path: Path, hands: Hands) -> None:
    mark = StartMark(tmp_path / "hub.starting", hands.clock)
    began = hands.clock.now()
    await mark.begin()
    hands.turn(60)
    assert await mark.begin() == began
    assert await mark.begin() == began


async def test_a_mark_that_cannot_be_read_or_written_keeps_no_start_back(tmp_path: Path, hands: Hands) -> None:
    unreadable = tmp_path / "hub.starting"
    unreadable.write_text("yesterday")
    assert await StartMark(unreadable, hands.clock).begin() is None
    assert await StartMark(unreadable / "below_a_file", hands.clock).begin() is None


async def test_a_mark_that_cannot_be_removed_is_said_in_the_log(
    tmp_path: Path, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "hub.starting").mkdir()
    await StartMark(tmp_path / "hub.starting", hands.clock).end()
    assert "couldn't be removed" in caplog.text
