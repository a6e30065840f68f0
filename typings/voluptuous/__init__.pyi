# On Home Assistant 2026.11 voluptuous is an alias of probatio at run time; this says so to mypy.
from probatio import *
