"""Water between depths is reckoned by the parts of the layers that lie there."""

from closed_loop.soil import Layer, share_between, water
import pytest

LAYERS = [Layer(0.0, 0.1, 0.1, 0.3), Layer(0.1, 0.2, 0.1, 0.3), Layer(0.2, 0.4, 0.2, 0.3)]


def test_a_root_zone_takes_a_part_of_the_layer_in_which_it_ends() -> None:
    # 20 mm and 20 mm, and half of the last layer's 20 mm.
    assert water(LAYERS, [0.3, 0.2, 0.2], 0.3) == pytest.approx((10.0 + 10.0, 50.0))


def test_water_above_field_capacity_is_a_depletion_below_zero() -> None:
    assert water(LAYERS, [0.4, 0.3, 0.3], 0.2)[0] == pytest.approx(-10.0)


def test_a_shallow_probe_sees_its_layer_alone() -> None:
    assert share_between(LAYERS, [0.1, 0.25, 0.2], 0.1, 0.2) == pytest.approx(0.75)
