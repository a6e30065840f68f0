import assert from "node:assert/strict";
import test from "node:test";
import { Amount } from "../src/amount.ts";
import { Formats } from "../src/formats.ts";

function amount(volume: string, largestMl: number): Amount {
  const locale = { language: "en", number_format: "language", time_format: "24", time_zone: "server" } as const;
  return new Amount(new Formats({ locale, config: { time_zone: "UTC", unit_system: { volume } } }).unit, largestMl);
}

test("no unit asks for more than a plant may get", () => {
  for (const volume of ["L", "gal"]) {
    for (const largest of [7, 99.9, 250, 333.3, 1_000, 4_750]) {
      const asked = amount(volume, largest);
      assert.ok(asked.ml(asked.most) <= largest);
      assert.equal(asked.of(10 * largest), asked.most);
      assert.equal(asked.next(asked.most, 1), asked.most);
      assert.ok(asked.fits(asked.most) && !asked.fits(asked.most + 1));
    }
  }
});

test("steps go from one round amount to the next", () => {
  const ml = amount("L", 500);
  assert.deepEqual([ml.next(100, 1), ml.next(104, 1), ml.next(104, -1), ml.next(5, -1)], [110, 110, 100, 10]);
  const ounces = amount("gal", 500);
  assert.deepEqual([ounces.next(3.4, 1), ounces.next(3.5, 1), ounces.next(3.5, -1)], [3.5, 4, 3]);
});

test("what is asked in ounces is sent in ml", () => {
  assert.equal(Math.round(amount("gal", 500).ml(10)), 296);
  assert.equal(amount("L", 500).ml(120), 120);
});

test("what is no number fits nowhere", () => {
  for (const wrong of [NaN, 0, -5, Infinity]) assert.equal(amount("L", 500).fits(wrong), false);
});
