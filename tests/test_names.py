"""Names are free, short enough, and told apart by numbers."""

import pytest

from custom_components.plantos.names import LONGEST_NAME, free_name, name_error


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def test_a_name_that_nobody_has_stays_as_it_is() -> None:
    assert free_name("Pump", {"Tap"}) == "Pump"


def test_a_name_that_others_have_gets_the_first_free_number() -> None:
    assert free_name("Pump", {"Pump", "Pump 2", "Pump 4"}) == "Pump 3"


def test_a_free_name_is_never_too_long() -> None:
    wish = "x" * 200
    first = free_name(wish, ())
    second = free_name(wish, {first})
    assert second.endswith(" 2")
    assert [name_error(name, ()) for name in (first, second)] == [None, None]


def test_what_is_wrong_with_a_name_is_told() -> None:
    assert name_error("", ()) == "name_missing"
    assert name_error("x" * (LONGEST_NAME + 1), ()) == "name_too_long"
    assert name_error("Pump", {"Pump"}) == "name_in_use"
