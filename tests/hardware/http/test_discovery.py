"""Who announces itself, and as what."""

import pytest

from custom_components.plantos.hardware.http import Hint, from_zeroconf


@pytest.mark.parametrize(
    ("properties", "kind", "name", "driver", "unique_id", "label"),
    [
        (
            {"gen": "2", "app": "Plus1"},
            "_shelly._tcp.local.",
            "shellyplus1-a8032ab12345._shelly._tcp.local.",
            "shelly",
            "a8:03:2a:b1:23:45",
            "shellyplus1-a8032ab12345",
        ),
        (
            {"gen": "3"},
            "_http._tcp.local.",
            "ShellyPlus1-A8032AB12345._http._tcp.local.",
            "shelly",
            "a8:03:2a:b1:23:45",
            "ShellyPlus1-A8032AB12345",
        ),
        (
            {"id": "shelly1-B929CC"},
            "_http._tcp.local.",
            "shelly1-B929CC._http._tcp",
            "shelly_gen1",
            None,
            "shelly1-B929CC",
        ),
        ({"devicetype": "tasmota"}, "_http._tcp.local.", "tomatoes._http._tcp.local.", "tasmota", None, "tomatoes"),
        (
            {"mac": "2c3ae8010203", "friendly_name": "Greenhouse"},
            "_esphomelib._tcp.local.",
            "greenhouse._esphomelib._tcp.local.",
            "esphome",
            "2c:3a:e8:01:02:03",
            "Greenhouse",
        ),
    ],
)
def test_a_device_that_announces_itself_is_known(
    properties: dict[str, str], kind: str, name: str, driver: str, unique_id: str | None, label: str
) -> None:
    assert from_zeroconf(properties, "192.0.2.7", kind, name) == Hint(driver, "192.0.2.7", unique_id, label)


def test_a_printer_is_none_of_ours() -> None:
    assert from_zeroconf({}, "192.0.2.8", "_http._tcp.local.", "printer._http._tcp.local.") is None
    assert from_zeroconf({}, "192.0.2.8", "_ipp._tcp.local.") is None
