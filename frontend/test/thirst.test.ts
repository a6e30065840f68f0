import assert from "node:assert/strict";
import test from "node:test";
import type { PlantView } from "../src/contract.ts";
import { isMeant } from "../src/garden-card-config.ts";
import { thirstiestFirst } from "../src/thirst.ts";

function plant(name: string, value: number | null, more: Partial<PlantView> = {}): PlantView {
  const moisture = { value, quality: 1, source: "primary", fault: null };
  const range = { moisture_min: 20, moisture_max: 60 };
  return { plant_id: name, name, moisture, ...range, problems: [], awaiting_approval: false, ...more } as unknown as PlantView;
}

function names(...plants: PlantView[]): string[] {
  return thirstiestFirst(plants).map(({ name }) => name);
}

test("the thirstiest comes first by where its moisture lies in its own range", () => {
  const cactus = plant("cactus", 15, { moisture_min: 10, moisture_max: 20 });
  assert.deepEqual(names(plant("fern", 55), cactus, plant("basil", 24)), ["basil", "cactus", "fern"]);
});

test("what is dry or has a problem comes before all others", () => {
  const ill = plant("ill", 58, { problems: [{ key: "leak", sentence: "It leaks.", path: "/" }] });
  assert.deepEqual(names(plant("well", 21), ill, plant("dry", 19)), ["dry", "ill", "well"]);
});

test("an unknown moisture comes last, and equals by their names", () => {
  assert.deepEqual(names(plant("a", null), plant("c", 30), plant("b", 30)), ["b", "c", "a"]);
});

test("a card is about the plants of its areas and of its hub", () => {
  const card = { type: "", areas: ["kitchen"], hub: "one" };
  assert.equal(isMeant(card, plant("in", 30, { area_id: "kitchen", hub_id: "one" })), true);
  assert.equal(isMeant(card, plant("out", 30, { area_id: null, hub_id: "one" })), false);
  assert.equal(isMeant(card, plant("other", 30, { area_id: "kitchen", hub_id: "two" })), false);
  assert.equal(isMeant({ type: "", areas: [] }, plant("any", 30, { area_id: null })), true);
});
