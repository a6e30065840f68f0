"""Lets the test plug-in, made for the release before, work with Home Assistant 2026.11."""

import homeassistant  # noqa: F401  Renames httpx, before the plug-in imports it.

# Replace json, the recorder's session and the clock before anything of Home Assistant takes up the true ones.
from pytest_homeassistant_custom_component import patch_json, patch_recorder, patch_time  # noqa: F401  # isort: skip

from homeassistant.components import logger
from homeassistant.components.logger import helpers

if not hasattr(logger, "_clear_logger_overwrites"):
    setattr(logger, "_clear_logger_overwrites", helpers._clear_logger_overwrites)
