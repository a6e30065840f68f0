import type { HomeAssistant, Locale } from "./home-assistant.ts";

type Speaker = Pick<HomeAssistant, "locale"> & { config: Pick<HomeAssistant["config"], "time_zone" | "unit_system"> };

/** A unit in which somebody measures water; amounts below `fineBelow` are told to a tenth. */
export interface Unit {
  readonly name: string;
  readonly ml: number;
  readonly fineBelow: number;
}

/** For a dose and for a tank; as in Home Assistant, ounces and gallons are those of the United States. */
const UNITS: Record<"metric" | "american", { dose: Unit; tank: Unit }> = {
  metric: { dose: { name: "ml", ml: 1, fineBelow: 0 }, tank: { name: "L", ml: 1_000, fineBelow: 10 } },
  american: {
    dose: { name: "fl. oz.", ml: 29.5735295625, fineBelow: 100 },
    tank: { name: "gal", ml: 3_785.411784, fineBelow: 10 },
  },
};

const NUMBERS: Partial<Record<Locale["number_format"], string>> = {
  comma_decimal: "en-US",
  decimal_comma: "de",
  quote_decimal: "de-CH",
  space_comma: "fr",
};

const NBSP = "\u00a0";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers, times and spans as this person has set them. */
export class Formats {
  private readonly numbers = new Map<number, Intl.NumberFormat>();
  private readonly times = new Map<string, Intl.DateTimeFormat>();
  private readonly relative: Intl.RelativeTimeFormat;
  private readonly language: string;
  private readonly units: { dose: Unit; tank: Unit };

  constructor(private readonly hass: Speaker) {
    this.language = hass.locale.language;
    this.units = UNITS[hass.config.unit_system.volume === "gal" ? "american" : "metric"];
    this.relative = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
  }

  number(value: number, digits = 0): string {
    let format = this.numbers.get(digits);
    if (!format) {
      const { number_format: wish } = this.hass.locale;
      const language = wish === "system" ? undefined : (NUMBERS[wish] ?? this.language);
      format = new Intl.NumberFormat(language, { maximumFractionDigits: digits, useGrouping: wish !== "none" });
      this.numbers.set(digits, format);
    }
    return format.format(value);
  }

  percent(value: number): string {
    return `${this.number(value)}${NBSP}%`;
  }

  /** The unit in which this person says how much a plant gets. */
  get unit(): Unit {
    return this.units.dose;
  }

  /** A plant's water, given in ml. */
  ml(value: number): string {
    return this.water(value, this.units.dose);
  }

  /** A tank's or a week's water, given in litres. */
  litres(value: number): string {
    return this.water(value * 1_000, this.units.tank);
  }

  private water(ml: number, unit: Unit): string {
    const value = ml / unit.ml;
    return `${this.number(value, Math.abs(value) < unit.fineBelow ? 1 : 0)}${NBSP}${unit.name}`;
  }

  time(at: number): string {
    return this.format(at, "time", { hour: "numeric", minute: "2-digit", ...this.clock() });
  }

  weekday(at: number, width: "short" | "long" = "short"): string {
    return this.format(at, width, { weekday: width });
  }

  /** The calendar's day, to compare with another. */
  day(at: number): string {
    return this.format(at, "day", { year: "numeric", month: "numeric", day: "numeric" });
  }

  /** The day in words and the time: today, yesterday and tomorrow, a weekday within the week, or the date. */
  moment(at: number, now: number): string {
    const days = this.daysBetween(now, at);
    if (Math.abs(days) <= 1) return `${capital(this.relative.format(days, "day"))}, ${this.time(at)}`;
    if (Math.abs(days) < 7) return `${capital(this.weekday(at, "long"))}, ${this.time(at)}`;
    return this.format(at, "date", { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", ...this.clock() });
  }

  /** From one moment to another, on one day in nothing but times. */
  between(from: number, to: number, now: number): string {
    if (this.day(from) === this.day(to)) return `${this.time(from)} – ${this.time(to)}`;
    return `${this.moment(from, now)} – ${this.moment(to, now)}`;
  }

  /** How long ago or ahead, in the largest unit that says something. */
  span(at: number, now: number): string {
    const by = at - now;
    const size = Math.abs(by);
    if (size < MINUTE) return this.relative.format(0, "minute");
    if (size < HOUR) return this.relative.format(Math.round(by / MINUTE), "minute");
    if (size < DAY) return this.relative.format(Math.round(by / HOUR), "hour");
    return this.relative.format(Math.round(by / DAY), "day");
  }

  private daysBetween(from: number, to: number): number {
    for (const days of [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6]) {
      if (this.day(from + days * DAY) === this.day(to)) return days;
    }
    return to > from ? 7 : -7;
  }

  private clock(): Intl.DateTimeFormatOptions {
    const { time_format: wish } = this.hass.locale;
    if (wish === "12" || wish === "24") return { hourCycle: wish === "12" ? "h12" : "h23" };
    if (wish === "language") return {};
    const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
    return hourCycle ? { hourCycle } : {};
  }

  private format(at: number, key: string, options: Intl.DateTimeFormatOptions): string {
    let format = this.times.get(key);
    if (!format) {
      const { locale, config } = this.hass;
      const zone = locale.time_zone === "server" ? { timeZone: config.time_zone } : {};
      format = new Intl.DateTimeFormat(this.language, { ...options, ...zone });
      this.times.set(key, format);
    }
    return format.format(at);
  }
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
