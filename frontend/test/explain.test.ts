import assert from "node:assert/strict";
import test from "node:test";
import { explain, wasRefused, type HomeAssistant } from "../src/home-assistant.ts";

const hass = {
  language: "en",
  loadBackendTranslation: async () => (key: string, values?: Record<string, unknown>) =>
    key.endsWith("denied_off.message") ? `${values?.["hub"]} is off.` : "",
} as unknown as HomeAssistant;

test("a lost connection is told in words, in whatever shape it comes", async () => {
  const shapes: unknown[] = [3, 1, { code: 3 }, { type: "result", success: false, error: { code: 3, message: "Connection lost" } }];
  for (const error of shapes) assert.match(await explain(hass, error), /can’t be reached/);
});

test("whatever fails is never told as an object", async () => {
  const shapes: unknown[] = [{}, { error: {} }, null, undefined, 17, new Error(""), { success: false }];
  for (const error of shapes) assert.equal(await explain(hass, error), "It isn’t known why. Home Assistant’s log may tell.");
});

test("an error is told as its maker worded it, translated where it can be", async () => {
  const refusal = { translation_domain: "plantos", translation_key: "denied_off", translation_placeholders: { hub: "Home" } };
  assert.equal(await explain(hass, refusal), "Home is off.");
  assert.equal(await explain(hass, new Error("It broke.")), "It broke.");
  assert.equal(await explain(hass, { error: { code: "home_assistant_error", message: "It broke." } }), "It broke.");
  assert.equal(await explain(hass, "It broke."), "It broke.");
  assert.match(await explain(hass, { code: "unauthorized", message: "Unauthorized" }), /You may not do this/);
});

test("only what was answered with a reason counts as refused", () => {
  assert.equal(wasRefused({ translation_key: "denied_off" }), true);
  assert.equal(wasRefused({ error: { code: 3 } }), false);
  assert.equal(wasRefused(3), false);
});
