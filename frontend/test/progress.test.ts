import assert from "node:assert/strict";
import test from "node:test";
import type { RunView } from "../src/contract.ts";
import { progressOf } from "../src/progress.ts";

const START = Date.parse("2026-11-21T07:00:00Z");
const RUN: RunView = {
  run_id: "1",
  state: "watering",
  active: true,
  origin: "action",
  reason: "",
  amount_ml: 120,
  delivered_ml: 0,
  opened_at: "2026-11-21T07:00:00+00:00",
  closed_at: null,
  planned_seconds: 12,
  pulse: 1,
  pulses: 1,
  pulse_ml: 120,
  earlier_ml: 0,
  failure: null,
};

test("a watering goes on between two messages", () => {
  const progress = progressOf(RUN, START + 3_000);
  assert.deepEqual(progress, { share: 0.25, ml: 30, secondsLeft: 9 });
});

test("it never gets beyond what was asked for", () => {
  const progress = progressOf(RUN, START + 60_000);
  assert.deepEqual(progress, { share: 1, ml: 120, secondsLeft: 0 });
});

test("it never falls behind what was counted", () => {
  assert.equal(progressOf({ ...RUN, delivered_ml: 90 }, START + 3_000).ml, 90);
});

test("a part begins where the one before it ended", () => {
  const second = { ...RUN, pulses: 2, pulse: 2, pulse_ml: 60, earlier_ml: 60, planned_seconds: 6 };
  assert.equal(progressOf(second, START + 3_000).ml, 90);
});

test("what waits or soaks in stands still", () => {
  for (const state of ["queued", "awaiting_approval", "soaking"] as const) {
    const progress = progressOf({ ...RUN, state, delivered_ml: 60 }, START + 3_000);
    assert.deepEqual(progress, { share: 0.5, ml: 60, secondsLeft: 0 });
  }
});

test("a clock that lies before the start makes no water", () => {
  assert.equal(progressOf(RUN, START - 5_000).ml, 0);
});
