import assert from "node:assert/strict";
import test from "node:test";
import "./dom.ts";
import { all, button, drawn, House, plant, press, put, run, text } from "./house.ts";
import "../src/main.ts";

const CARD = "plantos-plant-card";

async function basil(house: House, changes: Parameters<typeof plant>[1] = {}, more = {}) {
  house.show([plant("Basil", changes)], more);
  await drawn();
}

async function cardOf(house: House) {
  house.device("basil", "Basil");
  const card = await put(house, CARD, { device_id: "basil" });
  return card;
}

test("an outlet that isn't surely closed can be stopped, also without a run", async () => {
  for (const outlet of ["open", "unknown"] as const) {
    const house = new House();
    const card = await cardOf(house);
    await basil(house, { outlet });
    await press(card, "Stop");
    assert.deepEqual(house.calls, [{ action: "stop_watering", data: {}, target: { device_id: "basil" } }]);
    assert.equal(button(card, "Water now"), undefined);
  }
});

test("where the outlet is surely closed there is nothing to stop", async () => {
  const house = new House();
  const card = await cardOf(house);
  for (const outlet of ["closed", "closing"] as const) {
    await basil(house, { outlet });
    assert.equal(button(card, "Stop"), undefined);
  }
});

test("every press of stop tells the outlet, whether the one before was answered or not", async () => {
  const house = new House();
  const card = await cardOf(house);
  await basil(house, { run: run(), outlet: "open" });
  house.answer = () => new Promise(() => undefined);
  await press(card, "Stop");
  await press(card, "Stop");
  assert.equal(house.calls.length, 2);
});

test("a plant that waits for an answer while its outlet is in doubt can be stopped", async () => {
  const house = new House();
  const card = await cardOf(house);
  const waiting = run({ state: "awaiting_approval", opened_at: null });
  await basil(house, { run: waiting, awaiting_approval: true, outlet: "closed" });
  assert.equal(button(card, "Stop"), undefined);
  await basil(house, { run: waiting, awaiting_approval: true, outlet: "unknown" });
  assert.ok(button(card, "Stop") && button(card, "Approve"));
});

test("without a connection nothing is counted on, and the card says so", async () => {
  const house = new House();
  const card = await cardOf(house);
  const opened = new Date(Date.now() - 6_000).toISOString();
  await basil(house, { run: run({ opened_at: opened, planned_seconds: 12 }), outlet: "open" });
  assert.match(text(card), /60 ml of 120 ml/);
  assert.match(text(card), /s left/);
  const [before] = all(card, "[role=progressbar]");
  assert.equal(before?.getAttribute("aria-valuenow"), "50");
  house.lose();
  await drawn();
  await new Promise((done) => setTimeout(done, 1_500));
  assert.match(text(card), /No connection: how far it is isn’t known/);
  assert.match(text(card), /60 ml of 120 ml when last heard of/);
  assert.doesNotMatch(text(card), /s left|Closing/);
  const [bar] = all(card, "[role=progressbar]");
  assert.equal(bar?.hasAttribute("aria-valuenow"), false);
});

test("what can't be told is said to be so, and can be stopped", async () => {
  const house = new House();
  const card = await cardOf(house);
  await basil(house);
  house.tell({ gone: ["basil"], untold: ["basil"] });
  await drawn();
  assert.match(text(card), /Nothing can be told of this plant/);
  await press(card, "Stop");
  assert.equal(house.calls.at(-1)?.action, "stop_watering");
  house.tell({ plants: [plant("Basil")], untold: [] });
  await drawn();
  assert.ok(button(card, "Water now"));
});

test("the buttons that give and stop water hand the focus to each other", async () => {
  const house = new House();
  const card = await cardOf(house);
  await basil(house);
  await press(card, "Water now");
  button(card, "Give 100 ml")?.focus();
  await press(card, "Give 100 ml");
  await basil(house, { run: run(), outlet: "open" });
  assert.equal(card.shadowRoot?.activeElement?.localName, "plantos-run-panel");
  assert.equal(card.shadowRoot?.activeElement?.shadowRoot?.activeElement?.textContent?.trim(), "Stop");
  await basil(house, { run: run({ state: "completed", active: false }) });
  assert.equal(card.shadowRoot?.activeElement?.localName, "plantos-water-now");
});

test("a watering that begins later takes nobody's focus", async () => {
  const house = new House();
  const card = await cardOf(house);
  const entities = { automatic_watering: "switch.basil_automatic" };
  await basil(house, { entities });
  await press(card, "Water now");
  await press(card, "Give 100 ml");
  all(card, "[role=switch]")[0]?.focus();
  await basil(house, { entities, run: run(), outlet: "open" });
  assert.equal(card.shadowRoot?.activeElement?.getAttribute("role"), "switch");
});

test("only administrators are led to the settings", async () => {
  for (const isAdmin of [true, false]) {
    const house = new House("L", isAdmin);
    const card = await cardOf(house);
    await basil(house, { problems: [{ key: "leak", sentence: "It leaks.", path: "/config/repairs" }] });
    assert.equal(all(card, "a").length, isAdmin ? 1 : 0);
  }
});

test("who may not see a plant is told so, and who looks after the house that it is gone", async () => {
  for (const isAdmin of [true, false]) {
    const house = new House("L", isAdmin);
    const card = await cardOf(house);
    house.tell({ complete: true });
    await drawn();
    assert.match(text(card), isAdmin ? /no longer there/ : /may not see this plant/);
  }
});
