"""Whether a pump runs dry, by the current that it takes."""

# A pump that draws air for a moment isn't dry, in seconds.
DRY_AFTER_S = 2.0
# A pump that ran dry counts as dry for so long: not every plant tries it anew, and a tank that was filled
# isn't waited for all day.
AGAIN_S = 900.0


class DryRun:
    """One pump, heard of while it runs; what isn't known to be dry has water."""

    def __init__(self, dry_below_ma: float) -> None:
        """Begin without a dry pump: only one that runs can tell."""
        self._dry_below_ma = dry_below_ma
        self._low_since: float | None = None
        self._dry_at: float | None = None

    @property
    def dry(self) -> bool:
        """Whether it ran dry, and hasn't moved water or rested for long since."""
        return self._dry_at is not None

    def hear(self, current_ma: float | None, at: float) -> None:
        """Take a current of the running pump; None is a pump that rests, or one whose current isn't known."""
        if current_ma is None:
            self._low_since = None
            if self._dry_at is not None and at - self._dry_at >= AGAIN_S:
                self._dry_at = None
        elif current_ma >= self._dry_below_ma:
            self._low_since = self._dry_at = None
        else:
            self._low_since = at if self._low_since is None else self._low_since
            if at - self._low_since >= DRY_AFTER_S:
                self._dry_at = at
