"""What people were told and what waits to be, as the ledger keeps it."""

import logging
import sqlite3

from pydantic import TypeAdapter, ValidationError

from ..domain.tact import Key, Memory, Told
from .ledger import Ledger
from .ledger_file import LedgerError

_LOGGER = logging.getLogger(__name__)
_TOLD = TypeAdapter(Told)


async def recall(hub_id: str, ledger: Ledger) -> Memory:
    """What a hub had told when it was left, without what can't be read. Raises LedgerError."""

    def read(connection: sqlite3.Connection) -> list[str]:
        rows = connection.execute("SELECT document FROM notices WHERE hub_id = ?", (hub_id,))
        return [document for (document,) in rows]

    found = []
    for document in await ledger.read(read):
        try:
            found.append(_TOLD.validate_json(document))
        except ValidationError:
            # A later version wrote it. What it told may be told twice; no plant waits for that.
            _LOGGER.exception("A message that was told can't be read, and is forgotten")
    return Memory(found)


async def remember(hub_id: str, ledger: Ledger, key: Key, told: Told) -> None:
    """Write what is known of one message. If the disk fails, it may be told twice; it is told all the same."""
    subject, kind = key

    def write(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO notices VALUES (?, ?, ?, ?)",
            (hub_id, subject, kind, _TOLD.dump_json(told).decode()),
        )

    try:
        await ledger.write(write)
    except LedgerError:
        _LOGGER.exception("What was told of %s couldn't be written", subject)
