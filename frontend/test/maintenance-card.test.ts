import assert from "node:assert/strict";
import test from "node:test";
import "./dom.ts";
import { all, button, drawn, House, plant, press, put, text, type Call } from "./house.ts";
import "../src/main.ts";

/** A house in which these commands have failed. */
class Troubled extends House {
  commands = ["one", "other"].map((id, index) => ({
    command_id: id,
    plant_name: `Plant ${index + 1}`,
    amount_ml: 50,
    reason: "The outlet didn't open.",
    requested_at: "2026-11-21T07:00:00Z",
  }));

  override answer = (call: Call): unknown => {
    if (call.action !== "list_failed_commands") return undefined;
    return { commands: this.commands };
  };

  get deeds(): string[] {
    return this.calls.map((call) => call.action).filter((action) => action !== "list_failed_commands");
  }
}

async function cardOf(house: House) {
  const card = await put(house, "plantos-maintenance-card");
  house.show([plant("Basil")]);
  await drawn();
  return card;
}

function row(card: Element, key: string): HTMLElement {
  return all(card, "li").find((one) => one.dataset["key"] === key)!;
}

test("water is given again, and a command forgotten, only after a second press", async () => {
  const house = new Troubled();
  const card = await cardOf(house);
  await press(row(card, "one"), "Try again");
  assert.deepEqual(house.deeds, []);
  assert.match(text(card), /Give 50 ml to Plant 1 now\?/);
  await press(row(card, "one"), "Cancel");
  assert.deepEqual(house.deeds, []);
  await press(row(card, "one"), "Try again");
  await press(row(card, "one"), "Give 50 ml");
  assert.deepEqual(house.deeds, ["replay_failed_command"]);
  await press(row(card, "other"), "Forget");
  assert.deepEqual(house.deeds, ["replay_failed_command"]);
  await press(row(card, "other"), "Forget");
  assert.deepEqual(house.deeds, ["replay_failed_command", "purge_failed_commands"]);
});

test("a question begins at the answer that does nothing, and gives its button back", async () => {
  const house = new Troubled();
  const card = await cardOf(house);
  button(row(card, "one"), "Forget")?.focus();
  await press(row(card, "one"), "Forget");
  assert.equal(card.shadowRoot?.activeElement?.textContent, "Cancel");
  await press(row(card, "one"), "Cancel");
  assert.equal(card.shadowRoot?.activeElement?.textContent, "Forget");
});

test("while one line is seen to, the others can be seen to as well", async () => {
  const house = new Troubled();
  const list = house.answer;
  house.answer = (call) =>
    call.action === "replay_failed_command" ? new Promise(() => undefined) : list(call);
  const card = await cardOf(house);
  await press(row(card, "one"), "Try again");
  await press(row(card, "one"), "Give 50 ml");
  assert.equal(button(row(card, "one"), "Try again")?.getAttribute("aria-disabled"), "true");
  await press(row(card, "other"), "Forget");
  await press(row(card, "other"), "Forget");
  assert.deepEqual(house.deeds, ["replay_failed_command", "purge_failed_commands"]);
});

test("a line stays itself when another one goes", async () => {
  const house = new Troubled();
  const card = await cardOf(house);
  const before = row(card, "other");
  house.commands = house.commands.slice(1);
  await press(row(card, "one"), "Forget");
  await press(row(card, "one"), "Forget");
  assert.equal(all(card, "li").length, 1);
  assert.equal(row(card, "other"), before);
});

test("nothing is called whole while a hub doesn't run, or what failed can't be read", async () => {
  const house = new Troubled();
  house.commands = [];
  const card = await cardOf(house);
  assert.match(text(card), /Nothing is broken/);
  const hub = { hub_id: "hub", name: "My plants", status: null };
  house.show([], { hubs: [{ ...hub, loaded: false }] });
  await drawn();
  assert.doesNotMatch(text(card), /Nothing is broken/);
  assert.match(text(card), /Hubs that don’t run.*My plants/);

  const broken = new Troubled();
  broken.answer = () => Promise.reject({ message: "The ledger is locked." });
  const other = await cardOf(broken);
  assert.doesNotMatch(text(other), /Nothing is broken/);
  assert.match(text(other), /The ledger is locked/);
});

test("a plant that can't be told is a problem", async () => {
  const house = new Troubled();
  const card = await cardOf(house);
  house.device("fern", "Fern");
  house.tell({ untold: ["fern"] });
  await drawn();
  assert.match(text(row(card, "fern")), /Fern.*Nothing can be told/);
});
