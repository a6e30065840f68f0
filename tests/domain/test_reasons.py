"""A reason's numbers read as people write them."""

import pytest

from custom_components.plantos.domain.reasons import reason


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (30.0, "30"),
        (29.94, "29.9"),
        (0.0, "0"),
        (-3.5, "-3.5"),
        (500, "500"),
        (12_345.67, "12345.7"),
        (999_999.0, "999999"),
        ("Basil", "Basil"),
        ("1.25", "1.25"),
    ],
)
def test_a_number_is_written_with_at_most_one_decimal_and_a_text_as_it_is(value: float | str, written: str) -> None:
    assert reason("x", value=value).values == {"value": written}


@pytest.mark.parametrize(
    ("value", "written"), [(1_000_000.0, "1000000"), (1_234_567.0, "1234567"), (123_456.7, "123456.7"), (-0.04, "0")]
)
def test_a_number_is_never_written_like_a_calculator_does(value: float, written: str) -> None:
    assert reason("x", value=value).values == {"value": written}


def test_a_reason_without_numbers_is_its_key() -> None:
    assert (reason("decision_manual").key, reason("decision_manual").values) == ("decision_manual", {})


def test_a_number_that_nobody_could_count_is_written_short() -> None:
    assert reason("some_key", amount=1e308).values == {"amount": "1e+308"}
