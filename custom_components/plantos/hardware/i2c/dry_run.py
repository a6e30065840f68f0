"""Whether a pump runs dry, by the current that it takes."""

# A pump that draws air for a moment isn't dry, in seconds.
DRY_AFTER_S = 2.0


class DryRun:
    """One pump, heard of while it runs."""

    def __init__(self, dry_below_ma: float) -> None:
        """Begin without knowing anything."""
        # False once it runs dry, True while it moves water, None while it rests or can't be told.
        self.water: bool | None = None
        self._dry_below_ma = dry_below_ma
        self._low_since: float | None = None

    def hear(self, current_ma: float | None, at: float) -> None:
        """Take a current of the running pump; None is a pump that rests, or one whose current isn't known."""
        if current_ma is None:
            self.water = self._low_since = None
        elif current_ma >= self._dry_below_ma:
            self.water, self._low_since = True, None
        else:
            self._low_since = at if self._low_since is None else self._low_since
            if at - self._low_since >= DRY_AFTER_S:
                self.water = False
