import assert from "node:assert/strict";
import test from "node:test";
import { TABLES, wordsOf, type Word } from "../src/words.ts";

test("a language without words of its own gets English", () => {
  assert.equal(wordsOf("fr")("stop"), "Stop");
  assert.equal(wordsOf("de-AT")("stop"), "Stopp");
});

test("values are filled in as they are", () => {
  assert.equal(wordsOf("en")("give", { ml: "120 ml" }), "Give 120 ml");
  assert.equal(wordsOf("en")("failed", { error: "<b>{x}</b>" }), "That didn’t work: <b>{x}</b>");
});

test("every language fills in the same values as English", () => {
  const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [language, words] of Object.entries(TABLES)) {
    for (const [word, text] of Object.entries(TABLES["en"]!)) {
      assert.deepEqual(values(words![word as Word]), values(text), `${language}: ${word}`);
    }
  }
});
