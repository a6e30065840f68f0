import assert from "node:assert/strict";
import test from "node:test";
import "./dom.ts";
import { all, button, drawn, House, plant, press, put, run, text } from "./house.ts";
import "../src/main.ts";

async function cardOf(house: House, config: object = {}) {
  return put(house, "plantos-garden-card", config);
}

function names(card: Element): string[] {
  return all(card, ".name").map((one) => one.textContent ?? "");
}

test("no limit hides a plant that is being watered, may be watered, or needs somebody", async () => {
  const house = new House();
  const card = await cardOf(house, { limit: 1 });
  const wet = { value: 59, quality: 1, source: "primary" as const, fault: null };
  house.show([
    plant("Aloe", { moisture: { ...wet, value: 31 } }),
    plant("Running", { moisture: wet, run: run(), outlet: "open" }),
    plant("Unsure", { moisture: wet, outlet: "unknown" }),
    plant("Asking", { moisture: wet, awaiting_approval: true }),
    plant("Well", { moisture: wet }),
  ]);
  await drawn();
  assert.deepEqual(names(card).sort(), ["Asking", "Running", "Unsure"]);
  assert.match(text(card), /and 2 more/);
});

test("a run is stopped in its row, and its row has the focus when it has ended", async () => {
  const house = new House();
  const card = await cardOf(house);
  house.show([plant("Basil", { run: run(), outlet: "open" })]);
  await drawn();
  button(card, "Stop")?.focus();
  await press(card, "Stop");
  assert.equal(house.calls[0]?.action, "stop_watering");
  house.tell({ plants: [plant("Basil")] });
  await drawn();
  const row = all(card, "plantos-garden-row")[0]!;
  assert.equal(row.shadowRoot?.activeElement?.className.split(" ")[0], "plant");
});

test("a row leads nobody but administrators to the settings", async () => {
  for (const isAdmin of [true, false]) {
    const house = new House("L", isAdmin);
    const card = await cardOf(house);
    house.show([plant("Basil", { entities: {}, moisture: null })]);
    await drawn();
    history.replaceState(null, "", "/here");
    all(card, "button.plant")[0]?.click();
    assert.equal(location.pathname.startsWith("/config"), isAdmin);
  }
});

test("nothing is said to be well of which nothing is known", async () => {
  const house = new House();
  const card = await cardOf(house);
  house.device("fern", "Fern");
  house.show([plant("Basil")], { untold: ["fern"] });
  await drawn();
  assert.match(text(card), /Nothing can be told of Fern/);
  assert.doesNotMatch(text(card), /All plants are well/);
  house.show([plant("Basil")]);
  await drawn();
  assert.match(text(card), /All plants are well/);
  house.lose();
  await drawn();
  assert.doesNotMatch(text(card), /All plants are well/);
});

test("a plant whose health isn't known yet isn't said to be well", async () => {
  const house = new House();
  const card = await cardOf(house);
  house.show([plant("Basil"), plant("Fern", { health: { score: null, status: "unknown", limiting: null, trend: null } })]);
  await drawn();
  assert.doesNotMatch(text(card), /All plants are well/);
  assert.match(text(card), /No plant needs you/);
});

test("a hub that doesn't run is named", async () => {
  const house = new House();
  const card = await cardOf(house);
  const hubs = [
    { hub_id: "hub", name: "My plants", loaded: true, status: "healthy" as const },
    { hub_id: "other", name: "Balcony", loaded: false, status: null },
  ];
  house.show([plant("Basil")], { hubs });
  await drawn();
  assert.match(text(card), /“Balcony” is not running/);
});

test("water is told in the house's own unit", async () => {
  const house = new House("gal");
  const card = await cardOf(house);
  const supply = { supply_id: "tank", name: "Barrel", has_tank: true, tank_l: 20, capacity_l: 100 };
  house.show([plant("Basil", { week_ml: 3_785, supply })]);
  await drawn();
  assert.match(text(card), /1 gal/);
  assert.match(text(card), /5\.3 gal of 26 gal/);
});

test("who may see no plant isn't asked to add one", async () => {
  for (const isAdmin of [true, false]) {
    const house = new House("L", isAdmin);
    const card = await cardOf(house);
    house.tell({ complete: true });
    await drawn();
    assert.equal(button(card, "Add a plant") !== undefined, isAdmin);
    assert.equal(/no plant here that you may see/.test(text(card)), !isAdmin);
  }
});
