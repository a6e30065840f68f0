"""What a button of a message sends back, and what of that is believed."""

from dataclasses import dataclass
import re
from typing import Self

from .notices import Answer

ACTION = re.compile(r"PLANTOS:([A-Z]+):([\w-]{1,64}):([\w-]{1,64}):([\w-]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to one message about one plant of one hub; it carries nothing else."""

    answer: Answer
    hub_id: str
    plant_id: str
    notice_id: str

    @property
    def action(self) -> str:
        """What the button sends back."""
        return f"PLANTOS:{self.answer.name}:{self.hub_id}:{self.plant_id}:{self.notice_id}"

    @classmethod
    def read(cls, action: object) -> Self | None:
        """What a button sent back; None for what is no answer of ours."""
        found = ACTION.fullmatch(action) if isinstance(action, str) else None
        if found is None or found[1] not in Answer.__members__:
            return None
        return cls(Answer[found[1]], found[2], found[3], found[4])
