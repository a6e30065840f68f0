"""A chip without hardware."""

from collections.abc import Iterator

import pytest

from .fakes import FakeKernel, fake_kernel


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKernel]:
    """A chip with eight lines."""
    yield from fake_kernel(monkeypatch)
