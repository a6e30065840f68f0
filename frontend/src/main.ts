import { define } from "./home-assistant.ts";
import { MoistureLine } from "./moisture-line.ts";
import { PlantCard } from "./plant-card.ts";
import { CARD, suggestion } from "./plant-card-config.ts";
import { RunPanel } from "./run-panel.ts";
import { WaterNow } from "./water-now.ts";
import { wordsOf } from "./words.ts";

interface CardPickerEntry {
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  getEntitySuggestion: typeof suggestion;
}

declare global {
  interface Window {
    customCards?: CardPickerEntry[];
  }
}

define("plantos-moisture-line", MoistureLine);
define("plantos-run-panel", RunPanel);
define("plantos-water-now", WaterNow);
define(CARD, PlantCard);

const cards = (window.customCards ??= []);
if (!cards.some((card) => card.type === CARD)) {
  const say = wordsOf(document.documentElement.lang || navigator.language);
  cards.push({
    type: CARD,
    name: say("cardName"),
    description: say("cardDescription"),
    preview: true,
    documentationURL: "https://github.com/plantos/plantos",
    getEntitySuggestion: suggestion,
  });
}
