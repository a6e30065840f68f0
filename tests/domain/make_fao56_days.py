# /// script
# requires-python = ">=3.11"
# dependencies = ["pyet==1.5.0", "pyfao56==1.4.3"]
# ///
"""Reckon days and hours of weather with other people's programs: `uv run tests/domain/make_fao56_days.py`.

pyfao56 has hours after ASCE (2005), whose denominator weighs wind otherwise than FAO-56; that is put right.
"""

from datetime import date, timedelta
import json
from math import exp, radians
from pathlib import Path
from random import Random

import pandas as pd  # type: ignore[import-untyped, import-not-found, unused-ignore]  # this script has its own libraries
import pyet  # type: ignore[import-untyped, import-not-found, unused-ignore]  # likewise
from pyfao56 import refet  # type: ignore[import-untyped, import-not-found, unused-ignore]  # likewise

DAYS, HOURS = 1_000, 300
JANUARY = date(2025, 1, 1)
chance = Random(56)


def between(low: float, high: float) -> float:
    """A number with two decimals."""
    return round(chance.uniform(low, high), 2)


def a_day() -> list[float]:
    """Inputs of a day, then ET0 of pyet and of pyfao56."""
    day, latitude, elevation = chance.randint(1, 365), between(-60, 60), between(0, 3_000)
    low = between(-5, 26)
    high = round(low + between(2, 20), 2)
    humidity_high = between(40, 100)
    humidity_low = round(humidity_high * between(0.2, 0.95), 2)
    wind, clear = between(0.5, 8), between(0.2, 0.78)
    index = pd.DatetimeIndex([JANUARY + timedelta(days=day - 1)])
    radiation = round(clear * float(pyet.extraterrestrial_r(index, radians(latitude)).iloc[0]), 2)

    def series(value: float) -> object:
        return pd.Series([value], index)

    by_pyet = pyet.pm_fao56(
        series((low + high) / 2),
        series(wind),
        rs=series(radiation),
        elevation=elevation,
        lat=radians(latitude),
        tmax=series(high),
        tmin=series(low),
        rhmax=series(humidity_high),
        rhmin=series(humidity_low),
    )
    by_pyfao56 = refet.ascedaily(
        "S", elevation, latitude, day, radiation, high, low, rhmax=humidity_high, rhmin=humidity_low, wndsp=wind
    )
    inputs = [day, latitude, elevation, low, high, humidity_low, humidity_high, wind, radiation]
    return [*inputs, round(float(by_pyet.iloc[0]), 4), round(max(0.0, by_pyfao56), 4)]


def an_hour() -> list[float]:
    """Inputs of an hour around noon (its middle in solar mean time at Greenwich), then ET0 of pyfao56."""
    day, latitude, elevation = chance.randint(1, 365), between(-35, 35), between(0, 2_000)
    middle = chance.choice([10.5, 11.5, 12.5, 13.5])
    temperature, humidity, wind = between(5, 38), between(15, 95), between(0.5, 8)
    radiation = between(0.8, 3.2)
    by_asce, _ = refet.ascehourly(
        "S", elevation, latitude, 0, 0, day, middle, radiation, temperature, rhum=humidity, wndsp=wind, csreq="S"
    )
    pressure = 101.3 * ((293 - 0.0065 * elevation) / 293) ** 5.26
    slope = 2_503 * exp(17.27 * temperature / (temperature + 237.3)) / (temperature + 237.3) ** 2
    constant = 0.000665 * pressure
    by_fao = by_asce * (slope + constant * (1 + 0.24 * wind)) / (slope + constant * (1 + 0.34 * wind))
    return [day, latitude, elevation, middle, temperature, humidity, wind, radiation, round(max(0.0, by_fao), 5)]


def main() -> None:
    """Write the tables beside this file."""
    tables = {"days": [a_day() for _ in range(DAYS)], "hours": [an_hour() for _ in range(HOURS)]}
    lines = ",\n".join(
        f'"{name}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"
        for name, rows in tables.items()
    )
    Path(__file__).with_name("fao56_days.json").write_text("{" + lines + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
