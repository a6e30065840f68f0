import assert from "node:assert/strict";
import test from "node:test";
import "./dom.ts";
import { all, drawn, House, plant, put, run } from "./house.ts";
import "../src/main.ts";

const HOUR = 3_600_000;

async function lineOf(house: House, changes: Parameters<typeof plant>[1] = {}) {
  const now = Date.now();
  const at = (hours: number) => new Date(now - hours * HOUR).toISOString();
  const watering = (begun: string) => ({ run_id: "run-1", at: begun, ml: 0, origin: "action", outcome: "watering", reason: "" });
  house.history = { since: at(168), until: at(0), moisture: [[at(3), 50], [at(2), 49], [at(1), 48]], waterings: changes.run ? [watering(at(0.5))] : [] };
  const card = await put(house, "plantos-plant-card", { device_id: "basil" });
  house.show([plant("Basil", changes)]);
  await drawn();
  const plot = all(card, ".plot")[0]!;
  const said = () => all(card, "figure [aria-live]")[0]?.textContent?.trim() ?? "";
  return { card, plot, said };
}

test("a pointer that wanders over the line says nothing aloud", async () => {
  const { card, plot, said } = await lineOf(new House());
  for (const clientX of [10, 20, 30]) {
    plot.dispatchEvent(new PointerEvent("pointermove", { clientX }));
    await drawn();
    assert.notEqual(all(card, ".readout")[0]?.textContent?.trim(), "");
    assert.equal(said(), "");
  }
});

test("a key that steps along the line says where it is, until it is left", async () => {
  const { plot, said } = await lineOf(new House());
  plot.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", cancelable: true }));
  await drawn();
  assert.match(said(), /^48\u00a0% · /);
  plot.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  await drawn();
  assert.equal(said(), "");
});

test("a watering is marked when it has ended, not as one without water while it is given", async () => {
  const flowing = await lineOf(new House(), { run: run() });
  assert.equal(all(flowing.card, ".drop").length, 0);
  const ended = await lineOf(new House(), { run: run({ state: "failed", active: false }) });
  assert.equal(all(ended.card, ".drop.none").length, 1);
});
