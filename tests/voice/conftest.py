"""No Home Assistant is needed to understand a sentence."""

import json
from pathlib import Path

import pytest

from custom_components import plantos
from custom_components.plantos.domain.reasons import Reason
from custom_components.plantos.voice.telling import Say

TEXTS = Path(plantos.__file__).parent / "translations"


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def speaker(language: str) -> Say:
    """Reasons in the words of a language's file."""
    texts = json.loads((TEXTS / f"{language}.json").read_text())["exceptions"]

    def say(why: Reason) -> str:
        text: str = texts[why.key]["message"]
        return text.format(**why.values)

    return say
