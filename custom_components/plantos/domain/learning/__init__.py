"""Learns one plant: how fast it dries, what water does to it, and how sure that is."""

from .bed import Bed
from .ground import Ground
from .learner import learn, wetted
from .planning import Limits, Outlook, Plan, forecast, plan
from .state import Learned, Observation

__all__ = [
    "Bed",
    "Ground",
    "Learned",
    "Limits",
    "Observation",
    "Outlook",
    "Plan",
    "forecast",
    "learn",
    "plan",
    "wetted",
]
