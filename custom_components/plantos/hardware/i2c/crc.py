"""The checksum that Sensirion's and Aosong's sensors send along."""

from .. import Transient


def crc8(data: bytes) -> int:
    """CRC-8 with polynomial 0x31, begun at 0xFF."""
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x31 if crc & 0x80 else crc << 1) & 0xFF
    return crc


def checked(data: bytes) -> bytes:
    """An answer without the checksum at its end. Raises Transient when it doesn't fit."""
    if crc8(data[:-1]) != data[-1]:
        raise Transient("a checksum doesn't fit: the wire may be too long or loose")
    return data[:-1]


def checked_words(data: bytes) -> list[int]:
    """The 16-bit words of an answer, each with a checksum of its own. Raises Transient when one doesn't fit."""
    return [int.from_bytes(checked(data[at : at + 3])) for at in range(0, len(data), 3)]
