"""What else people have on their I²C buses, so that a scan can name it."""

from collections.abc import Collection

MULTIPLEXER = "TCA9548A multiplexer"

# PCF8574 and PCF8574A take every byte that they hear for their outputs: nothing may be written there.
EXPANDERS = frozenset({*range(0x20, 0x28), *range(0x38, 0x40)})

_OTHERS: tuple[tuple[str, Collection[int]], ...] = (
    ("MCP23017 expander", range(0x20, 0x28)),
    ("PCF8574 expander", range(0x20, 0x28)),
    ("PCF8574A expander", range(0x38, 0x40)),
    ("VL53L0X distance sensor", (0x29,)),
    ("SSD1306 display", (0x3C, 0x3D)),
    ("PCA9685 dimmer", (0x40,)),
    ("AT24C memory", range(0x50, 0x58)),
    ("MCP4725 analog output", range(0x60, 0x68)),
    ("DS3231 clock", (0x68,)),
    (MULTIPLEXER, range(0x70, 0x78)),
)


def others(address: int) -> tuple[str, ...]:
    """What may be at an address beside what has a driver."""
    return tuple(name for name, addresses in _OTHERS if address in addresses)
