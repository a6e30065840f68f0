"""Devices are spoken to from threads of their own."""

import asyncio

import pytest


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Let asyncio refuse what a thread calls that isn't its own."""
    asyncio.get_running_loop().set_debug(True)
