"""The ledger's file: one thread that reads and writes it, transactions, and what goes wrong with it.

What must survive a power cut is synced to disk before the call returns; the rest is not waited for.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
import itertools
from pathlib import Path
import sqlite3

from ..resilience.durations import Durations
from .schema import STEPS, VERSION

# From so many pages on the log is taken into the file; SQLite's own default.
CHECKPOINT_PAGES = 1_000
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class LedgerError(Exception):
    """The ledger can't be read or written; no water starts without it."""


class LedgerNewer(LedgerError):
    """A later version of PlantOS wrote the ledger."""


class LedgerDamaged(LedgerError):
    """What the file holds is no ledger any more."""


class LedgerFile:
    """One SQLite file that every hub opens and closes for itself."""

    def __init__(self, path: Path) -> None:
        """Prepare; nothing is touched until `open`."""
        self.failure: LedgerError | None = None
        self.writing = Durations(0.95, 0.01)
        self._path = path
        self._hubs = 0
        self._changing = asyncio.Lock()
        self._still = False
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Open the file and bring it to this version's schema; each hub opens and closes for itself."""
        async with self._changing:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plantos-ledger")
            try:
                await self._call(self._open)
                self.failure = None
            except LedgerError, asyncio.CancelledError:
                await self._let_go()
                raise
            self._hubs += 1

    async def close(self) -> None:
        """With the last hub: finish what is being written and let go of the file and the thread."""
        async with self._changing:
            self._hubs -= 1
            await self._let_go()

    async def _let_go(self) -> None:
        if self._hubs == 0 and (thread := self._thread):
            await self._call(self._close)
            self._thread = None
            # Its one job is done, so there is nothing to wait for.
            thread.shutdown()

    async def write(self, work: Callable[[sqlite3.Connection], None], *, durable: bool = False) -> None:
        """Do work in one transaction; a durable one is on the disk when this returns. Raises LedgerError."""

        def transaction() -> None:
            connection = self._opened()
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            with connection:
                work(connection)

        with self.writing.measured():
            await self._call(transaction)
        self.failure = None

    async def read[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of work that changes nothing. Raises LedgerError."""
        answer = await self._call(lambda: work(self._opened()))
        self.failure = None
        return answer

    async def keep_still(self, *, still: bool) -> None:
        """Have all that was written in the file itself, and leave that alone for as long as it is to be `still`.

        What is written meanwhile goes to the log beside it, also where hubs close and open it. Raises LedgerError.
        """
        self._still = still
        if self._thread is None:
            return

        def settle() -> None:
            connection = self._opened()
            if still:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._leave_still(connection)

        await self._call(settle)

    def _leave_still(self, connection: sqlite3.Connection) -> None:
        """Let nothing take the log into the file while that has to be still, as a connection's end else does."""
        connection.execute(f"PRAGMA wal_autocheckpoint = {0 if self._still else CHECKPOINT_PAGES}")
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, self._still)

    async def set_aside(self, now: datetime) -> Path:
        """Keep a file that can't be used under another name, so that the next `open` begins a new one.

        Call it while no hub has the ledger open.
        """
        stem, suffix = f"{self._path.stem}.aside-{now:%Y%m%d-%H%M%S}", self._path.suffix

        def rename() -> Path:
            aside = self._path.with_name(f"{stem}{suffix}")
            for number in itertools.count(2):
                if not aside.exists():
                    break
                aside = self._path.with_name(f"{stem}-{number}{suffix}")
            for tail in ("", "-wal", "-shm"):
                part = self._path.with_name(self._path.name + tail)
                if part.exists():
                    part.rename(aside.with_name(aside.name + tail))
            return aside

        try:
            return await asyncio.get_running_loop().run_in_executor(None, rename)
        except OSError as error:
            raise LedgerError(str(error)) from error

    async def _call[T](self, work: Callable[[], T]) -> T:
        """Run work in the ledger's thread, to its end even if nobody waits any more."""
        if self._thread is None:
            raise LedgerError("the ledger is closed")
        try:
            answer = await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))
        except (sqlite3.Error, OSError, RuntimeError, ValueError) as error:
            raise self._failure(error) from error
        return answer

    def _failure(self, error: Exception) -> LedgerError:
        if isinstance(error, _Newer):
            failure: LedgerError = LedgerNewer(str(error))
        elif isinstance(error, _Unsound) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            failure = LedgerDamaged(str(error))
        else:
            failure = LedgerError(str(error))
        self.failure = failure
        return failure

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise sqlite3.ProgrammingError("the ledger is closed")
        return self._connection

    def _open(self) -> None:
        if self._connection is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=5)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise _Newer(f"written by a later version ({version}, known is {VERSION})")
            if (sound := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise _Unsound(sound)
            connection.execute("PRAGMA journal_mode = WAL")
            self._leave_still(connection)
            for number, step in enumerate(STEPS[version:], version + 1):
                connection.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Newer(RuntimeError):
    pass


class _Unsound(RuntimeError):
    pass
