"""What a driver of an I²C chip is, and how every chip is read: prepare, wait, read, clean up."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from contextlib import suppress
import struct
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from ...domain.readings import UNITS, Measure
from .. import HardwareError
from ..devices import Channel, Role
from .chip import Chip

type Values = Mapping[str, float | HardwareError]


class Driver(BaseModel):
    """A kind of chip. Its class says what it measures, its fields are its settings, its methods read it.

    A setting that is one of several is a Literal of strings, as a form has it.
    Methods raise HardwareError, or ValueError where an answer makes no sense; a channel that failed
    alone has its error as its value.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: ClassVar[str]
    title: ClassVar[str]
    datasheet: ClassVar[str]
    addresses: ClassVar[Collection[int]]
    channels: ClassVar[Mapping[str, Channel]]

    @classmethod
    async def identify(cls, chip: Chip) -> bool | None:
        """Whether a chip is of this kind; None can't be told. HardwareError for want of sense is a no.

        Where an expander of outputs may have the same address, nothing may be written: every byte that
        a PCF8574 hears sets its outputs.
        """
        return None

    async def prepare(self, chip: Chip) -> float:
        """Start a measurement; returns how many seconds it takes."""
        return 0.0

    @abstractmethod
    async def read(self, chip: Chip, channels: Collection[str]) -> Values:
        """The values of these channels, or of more."""

    async def clean_up(self, chip: Chip) -> None:
        """Leave the chip as it should rest."""


async def measure(driver: Driver, chip: Chip, channels: Collection[str]) -> Values:
    """The whole procedure, alone on its bus. Raises HardwareError."""
    async with chip.bus.lock:
        try:
            if seconds := await driver.prepare(chip):
                await chip.pause(seconds)
            return await driver.read(chip, channels)
        except (ValueError, ArithmeticError, struct.error) as error:
            raise HardwareError(f"the answer of 0x{chip.address:02x} makes no sense") from error
        finally:
            with suppress(HardwareError):
                await driver.clean_up(chip)


def probe(measures: Measure, name: str = "") -> Channel:
    """A probe's channel in its measure's own unit."""
    return Channel(role=Role.PROBE, name=name, measure=measures, unit=UNITS[measures])


def raw_probe(name: str, unit: str | None = None) -> Channel:
    """The channel of a probe that has to be calibrated."""
    return Channel(role=Role.PROBE, name=name, unit=unit, raw=True)
