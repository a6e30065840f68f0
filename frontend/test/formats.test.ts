import assert from "node:assert/strict";
import test from "node:test";
import { Formats } from "../src/formats.ts";
import type { Locale } from "../src/home-assistant.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const HOUR = 3_600_000;
const LOCALE: Locale = { language: "en", number_format: "language", time_format: "24", time_zone: "server" };

function formats(locale: Partial<Locale> = {}, zone = "UTC", volume = "L"): Formats {
  return new Formats({ locale: { ...LOCALE, ...locale }, config: { time_zone: zone, unit_system: { volume } } });
}

test("numbers are written as their reader has set it", () => {
  const written = (number_format: Locale["number_format"]) => formats({ number_format }).number(12345.6, 1);
  assert.equal(written("comma_decimal"), "12,345.6");
  assert.equal(written("decimal_comma"), "12.345,6");
  assert.equal(written("none"), "12345.6");
});

test("times follow clock and zone", () => {
  assert.equal(formats().time(NOON), "12:00");
  assert.equal(formats({}, "Europe/Berlin").time(NOON), "13:00");
  assert.match(formats({ time_format: "12" }).time(NOON), /^12:00\sPM$/);
});

test("near days are told in words", () => {
  assert.equal(formats().moment(NOON, NOON), "Today, 12:00");
  assert.equal(formats().moment(NOON + 20 * HOUR, NOON), "Tomorrow, 08:00");
  assert.equal(formats().moment(NOON - 24 * HOUR, NOON), "Yesterday, 12:00");
  assert.equal(formats().moment(NOON + 72 * HOUR, NOON), "Tuesday, 12:00");
});

test("a day begins where the reader's zone says so", () => {
  assert.match(formats({}, "Asia/Tokyo").moment(NOON + 4 * HOUR, NOON), /^Tomorrow/);
});

test("from one moment to another on the same day only the times are told", () => {
  assert.equal(formats().between(NOON, NOON + 2 * HOUR, NOON), "12:00 – 14:00");
  assert.equal(formats().between(NOON, NOON + 20 * HOUR, NOON), "Today, 12:00 – Tomorrow, 08:00");
});

test("spans are told in their largest unit", () => {
  assert.equal(formats().span(NOON + 5 * 60_000, NOON), "in 5 minutes");
  assert.equal(formats().span(NOON - 3 * HOUR, NOON), "3 hours ago");
  assert.equal(formats({ language: "de" }).span(NOON + 72 * HOUR, NOON), "in 3 Tagen");
});

test("water is told in the unit of the house", () => {
  const metric = formats();
  assert.deepEqual([metric.ml(120.4), metric.litres(9.44), metric.litres(12.6)], ["120\u00a0ml", "9.4\u00a0L", "13\u00a0L"]);
  const american = formats({}, "UTC", "gal");
  assert.deepEqual([american.ml(100), american.litres(10)], ["3.4\u00a0fl. oz.", "2.6\u00a0gal"]);
});
