"""Learns one plant: how fast it dries, what water does to it, and how sure that is."""

from .learner import learn
from .planning import Limits, Outlook, Plan, forecast, plan
from .state import Learned, Observation

__all__ = ["Learned", "Limits", "Observation", "Outlook", "Plan", "forecast", "learn", "plan"]
