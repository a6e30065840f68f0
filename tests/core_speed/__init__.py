"""Tests of what measures the speed on Home Assistant's core."""
