import assert from "node:assert/strict";
import test from "node:test";
import { wordsOf } from "../src/words.ts";

test("a language without words of its own gets English", () => {
  assert.equal(wordsOf("fr")("stop"), "Stop");
  assert.equal(wordsOf("de-AT")("stop"), "Stopp");
});

test("values are filled in as they are", () => {
  assert.equal(wordsOf("en")("give", { ml: "120 ml" }), "Give 120 ml");
  assert.equal(wordsOf("en")("failed", { error: "<b>{x}</b>" }), "That didn’t work: <b>{x}</b>");
});
