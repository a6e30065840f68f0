import assert from "node:assert/strict";
import test from "node:test";
import "./dom.ts";
import { all, button, drawn, House, plant, press, put, text } from "./house.ts";
import "../src/main.ts";

async function cardOf(house: House, dose = 100) {
  const card = await put(house, "plantos-plant-card", { device_id: "basil" });
  house.show([plant("Basil", { dose_ml: dose })]);
  await drawn();
  return card;
}

function keys(house: House): unknown[] {
  return house.calls.map((call) => call.data["idempotency_key"]);
}

function submit(card: Element): void {
  all(card, "form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
}

test("a double click gives one watering", async () => {
  const house = new House();
  const card = await cardOf(house);
  await press(card, "Water now");
  submit(card);
  submit(card);
  await drawn();
  assert.deepEqual(house.calls.map((call) => [call.action, call.data["amount_ml"]]), [["water_plant", 100]]);
});

test("what wasn't answered is asked for again as the same watering, a new dialog asks for another", async () => {
  const house = new House();
  const card = await cardOf(house);
  await press(card, "Water now");
  house.answer = () => Promise.reject({ type: "result", success: false, error: { code: 3, message: "Connection lost" } });
  submit(card);
  await drawn();
  assert.match(text(card), /PlantOS can’t be reached/);
  house.answer = () => undefined;
  submit(card);
  await drawn();
  await press(card, "Water now");
  submit(card);
  await drawn();
  const [first, again, other] = keys(house);
  assert.ok(first);
  assert.equal(first, again);
  assert.notEqual(first, other);
});

test("the second half of a double click opens and gives nothing", async () => {
  const house = new House();
  const card = await cardOf(house);
  const second = () => new MouseEvent("click", { detail: 2, bubbles: true, cancelable: true });
  button(card, "Water now")?.dispatchEvent(second());
  await drawn();
  assert.equal(button(card, "Cancel"), undefined);
  await press(card, "Water now");
  const click = second();
  button(card, "Give 100 ml")?.dispatchEvent(click);
  assert.equal(click.defaultPrevented, true);
});

test("who measures in ounces is asked in ounces, and ml are sent", async () => {
  const house = new House("gal");
  const card = await cardOf(house);
  await press(card, "Water now");
  const [input] = all(card, "input") as HTMLInputElement[];
  assert.equal(input?.getAttribute("aria-label"), "Amount in fl. oz.");
  assert.equal(input?.value, "3.4");
  assert.match(text(card), /At most 16\.9 fl\. oz\. at once/);
  await press(card, "Give 3.4 fl. oz.");
  submit(card);
  await drawn();
  assert.equal(Math.round(Number(house.calls[0]?.data["amount_ml"])), 101);
});
