"""Lets the test plug-in, made for the release before, work with Home Assistant 2026.11."""

import homeassistant  # noqa: F401  Renames httpx, before the plug-in imports it.
from homeassistant.components import logger
from homeassistant.components.logger import helpers

if not hasattr(logger, "_clear_logger_overwrites"):
    setattr(logger, "_clear_logger_overwrites", helpers._clear_logger_overwrites)
