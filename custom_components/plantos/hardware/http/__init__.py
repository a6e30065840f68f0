"""Devices that answer HTTP, and finding out which one answers at a host."""

from aiohttp import ClientSession, ClientTimeout

from .device import HttpDevice
from .discovery import Hint, from_zeroconf
from .driver import Identified
from .errors import HttpError, Reason
from .exchange import NOBODY, Credentials, Exchange
from .json_device import JsonSettings, Tried, try_out
from .registry import DRIVERS, RECOGNISED

__all__ = [
    "DRIVERS",
    "Credentials",
    "Hint",
    "HttpDevice",
    "HttpError",
    "Identified",
    "JsonSettings",
    "Reason",
    "Tried",
    "from_zeroconf",
    "identify",
    "try_out",
]

# Who waits for an answer sits before a form.
PATIENCE = ClientTimeout(total=4.0, sock_connect=3.0)


async def identify(
    session: ClientSession, host: str, credentials: Credentials = NOBODY, port: int | None = None
) -> Identified:
    """The device that answers at a host. Raises HttpError with the reason why there is none."""
    settings = {
        "host": host,
        "port": port,
        "username": credentials.username,
        "password": credentials.password,
        "token": credentials.token,
    }
    locked: HttpError | None = None
    for kind in RECOGNISED:
        driver = kind.of(settings)
        exchange = Exchange(session, driver.login(settings), timeout=PATIENCE, check=driver.check)
        try:
            if found := await driver.identify(exchange):
                return found
        except HttpError as error:
            if error.reason is not Reason.NOT_AUTHORIZED:
                raise
            locked = locked or error
    raise locked or HttpError(Reason.UNKNOWN_DEVICE, f"{host} answers, but as no device that is known")
