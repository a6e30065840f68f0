"""docs/hardware.md: every hub, driver and chip that the code knows, where it is found, and how it is wired."""

from collections.abc import Iterable
import re

from homeassistant.const import Platform
import pytest

from custom_components.plantos.const import BACKENDS
from custom_components.plantos.fields import PROBE_DOMAINS
from custom_components.plantos.hardware import FailSafe
from custom_components.plantos.hardware.entities import FLOAT_DOMAINS, OUTLET_DOMAINS
from custom_components.plantos.hardware.http.registry import DRIVERS as HTTP
from custom_components.plantos.hardware.i2c import DRIVERS as I2C
from custom_components.plantos.hardware.i2c.drivers.ads1x15 import RAIL_V
from custom_components.plantos.hardware.i2c.known import EXPANDERS as EXPANDER_ADDRESSES
from custom_components.plantos.hardware.mqtt.drivers import DRIVERS as MQTT
from custom_components.plantos.hardware.raspberry_pi import EXPANDERS
from custom_components.plantos.i2c_device_flow import EXPANDER_TITLES, PINS, possible_addresses
from custom_components.plantos.kinds import MODELS
from custom_components.plantos.raspberry_pi_flow import USUAL_PULSES
from custom_components.plantos.raspberry_pi_form import MODELS as ON_PINS

from .test_metadata import ROOT

PAGE = (ROOT / "docs" / "hardware.md").read_text()
SECTIONS = dict(re.findall(r"^##+ ([^\n]+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
CHIPS = SECTIONS["Sensors and expanders on I²C"]


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def row(section: str, driver: str) -> list[str]:
    """The cells of the only row of a section's tables that is a driver's."""
    [line] = [line for line in section.splitlines() if line.startswith("|") and f"| `{driver}` |" in line]
    return [cell.strip() for cell in line.strip("|").split("|")]


def drivers(section: str) -> set[str]:
    """The drivers that the rows of a section's tables are about."""
    return set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", section, re.MULTILINE))


def addresses(cell: str) -> set[int]:
    """What a cell says of addresses, as in "0x40–0x4F" or "0x23, 0x5C by ADDR"."""
    spans = re.findall(r"0x([0-9A-F]{2})(?:–0x([0-9A-F]{2}))?", cell)
    return {address for first, last in spans for address in range(int(first, 16), int(last or first, 16) + 1)}


def test_every_kind_of_hub_is_in_the_first_table_and_has_its_section() -> None:
    listed = re.findall(r"^\| \[(.+?)\]\(#", PAGE.partition("\n## ")[0], re.MULTILINE)
    assert listed == list(MODELS.values())
    assert set(listed) <= SECTIONS.keys()


def test_every_chip_on_i2c_has_its_row_and_nothing_else_has_one() -> None:
    assert drivers(CHIPS) == I2C.keys() | set(EXPANDERS)


@pytest.mark.parametrize("driver", [*I2C, *EXPANDERS])
def test_a_chip_is_where_its_row_says(driver: str) -> None:
    assert addresses(row(CHIPS, driver)[3]) == set(possible_addresses(driver))


@pytest.mark.parametrize("driver", I2C)
def test_a_chip_goes_by_its_name_and_measures_what_its_row_says(driver: str) -> None:
    name, _, measures, *_ = row(CHIPS, driver)
    assert name == I2C[driver].title
    channels = I2C[driver].channels.values()
    useful = {str(channel.measure) for channel in channels if channel.measure}
    assert {each for each in ("temperature", "humidity", "illuminance") if each in measures} == useful
    assert ("raw: " in measures) is any(channel.raw for channel in channels)


@pytest.mark.parametrize("driver", EXPANDERS)
def test_an_expander_has_as_many_outlets_as_its_row_says(driver: str) -> None:
    name, _, measures, *_ = row(CHIPS, driver)
    assert name.startswith(EXPANDER_TITLES[driver])
    assert measures.startswith(f"{PINS[driver]} outlets")
    assert set(possible_addresses(driver)) <= EXPANDER_ADDRESSES


def test_everything_else_on_pins_is_told_by_its_driver() -> None:
    told = set(re.findall(r"`(\w+)`", PAGE.replace(CHIPS, "")))
    assert ON_PINS.keys() - set(EXPANDERS) <= told


@pytest.mark.parametrize(("title", "known"), [("HTTP devices", HTTP.keys()), ("MQTT nodes", MQTT.keys())])
def test_every_device_on_the_network_has_its_row_and_nothing_else_has_one(title: str, known: Iterable[str]) -> None:
    assert drivers(SECTIONS[title]) == set(known)


def test_every_library_for_pins_is_told() -> None:
    listed = re.findall(r"^ +\| `(\w+)` \|", SECTIONS["Raspberry Pi"], re.MULTILINE)
    assert tuple(listed) == BACKENDS


def test_every_kind_of_entity_that_can_be_used_is_told() -> None:
    told = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|.*", SECTIONS["Existing entities"], re.MULTILINE))))
    used = {*PROBE_DOMAINS, *OUTLET_DOMAINS, *FLOAT_DOMAINS, Platform.BINARY_SENSOR, FailSafe.SOFTWARE_ONLY}
    assert told == used


def test_every_way_in_which_an_outlet_is_closed_is_told() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", SECTIONS["Who closes an outlet"], re.MULTILINE)
    assert listed == list(FailSafe)


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    assert f"within {RAIL_V * 1000:.0f} mV" in PAGE
    assert f"*Pulses in a litre* is {USUAL_PULSES} " in PAGE
