import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { awaitWords, LANGUAGES, learn, nearest, speak, wordsOf, WORDS, type Say, type Word } from "../src/words.ts";

// Tests run in the folder of the frontend.
const FOLDER = "../custom_components/plantos/frontend/words";
const tableOf = (language: string) =>
  JSON.parse(readFileSync(`${FOLDER}/${language}.json`, "utf8")) as Record<Word, string>;

test("the language that comes nearest is spoken", () => {
  assert.equal(nearest("de-AT"), "de");
  assert.equal(nearest("pt"), "pt-BR");
  assert.equal(nearest("pt-BR"), "pt-BR");
  assert.equal(nearest("fi"), "en");
});

test("a language is spoken once its words are known, and English until then", () => {
  assert.equal(wordsOf("de")("stop"), "Stop");
  learn("de", tableOf("de"));
  assert.equal(wordsOf("de-AT")("stop"), "Stopp");
});

test("a word that a language lacks is said in English", () => {
  learn("sv", { stop: "Stopp" });
  assert.equal(wordsOf("sv")("why"), "Why");
});

test("values are filled in as they are", () => {
  assert.equal(wordsOf("en")("give", { ml: "120 ml" }), "Give 120 ml");
  assert.equal(wordsOf("en")("failed", { error: "<b>{x}</b>" }), "That didn’t work: <b>{x}</b>");
});

test("what is on the screen is said again when the words have come", async () => {
  const before = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify({ stop: "Parar" })));
  try {
    const heard: string[] = [];
    await new Promise<void>((done) => {
      speak("es", (say: Say) => {
        heard.push(say("stop"));
        if (heard.length === 2) done();
      });
    });
    assert.deepEqual(heard, ["Stop", "Parar"]);
  } finally {
    globalThis.fetch = before;
  }
});

test("words that can't be fetched leave English", async () => {
  const before = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve(new Response("", { status: 404 }));
  try {
    const heard: string[] = [];
    speak("it", (say: Say) => heard.push(say("stop")));
    await new Promise((done) => setTimeout(done));
    assert.deepEqual(heard, ["Stop"]);
  } finally {
    globalThis.fetch = before;
  }
});

test("words that don't come keep nobody waiting", async () => {
  const before = globalThis.fetch;
  globalThis.fetch = () => new Promise(() => undefined);
  try {
    await awaitWords("nl", 20);
    assert.equal(wordsOf("nl")("stop"), "Stop");
  } finally {
    globalThis.fetch = before;
  }
});

test("every language that is offered has its words, and no other", () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), LANGUAGES.map((language) => `${language}.json`).sort());
});

test("every language says every word, with the same values as English", () => {
  const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const language of LANGUAGES) {
    const words = tableOf(language);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(WORDS).sort(), language);
    for (const [word, text] of Object.entries(WORDS)) {
      assert.deepEqual(values(words[word as Word]), values(text), `${language}: ${word}`);
    }
  }
});
