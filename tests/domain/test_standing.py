"""What was said of a plant's care is never shortened by saying it again."""

from datetime import datetime

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.standing import Care, Standing

from .conftest import DAY, HOUR, LAW, NOW

MOMENTS = st.timedeltas(-DAY, DAY).map(lambda away: NOW + away)


def until(instant: datetime | None) -> Standing:
    return Standing(postponed_until=instant)


def test_a_plant_of_which_nobody_said_anything_is_cared_for() -> None:
    assert Standing() == Standing(
        off=False, locked=False, postponed_until=None, undone=None, without_effect=0, dry=None, begun=None
    )


def test_postponing_changes_nothing_else() -> None:
    standing = Standing(locked=True, undone="one", without_effect=1, dry="two")
    assert standing.postponed(NOW) == Standing(
        locked=True, undone="one", without_effect=1, dry="two", postponed_until=NOW
    )


@given(st.none() | MOMENTS, MOMENTS)
@LAW
def test_who_postpones_twice_waits_for_the_later(first: datetime | None, second: datetime) -> None:
    later = max(first or second, second)
    assert until(first).postponed(second).postponed_until == later
    if first:
        assert until(second).postponed(first).postponed_until == later


@pytest.mark.parametrize(
    ("plant", "hub", "expected"),
    [
        (None, None, None),
        (NOW, None, NOW),
        (None, NOW, NOW),
        (NOW, NOW + HOUR, NOW + HOUR),
        (NOW + HOUR, NOW, NOW + HOUR),
    ],
)
def test_a_rain_delay_of_the_hub_holds_for_its_plants(
    plant: datetime | None, hub: datetime | None, expected: datetime | None
) -> None:
    assert Care(until(plant), until(hub)).postponed_until == expected
