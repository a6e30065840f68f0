import { GardenCard } from "./garden-card.ts";
import { GARDEN_CARD } from "./garden-card-config.ts";
import { GardenRow } from "./garden-row.ts";
import { define } from "./home-assistant.ts";
import { MAINTENANCE_CARD, MaintenanceCard } from "./maintenance-card.ts";
import { MoistureLine } from "./moisture-line.ts";
import { PlantCard } from "./plant-card.ts";
import { CARD, suggestion } from "./plant-card-config.ts";
import { RunPanel } from "./run-panel.ts";
import { PlantosStrategy, STRATEGY } from "./strategy.ts";
import { WaterNow } from "./water-now.ts";
import { awaitWords, spoken, wordsOf } from "./words.ts";

interface CardPickerEntry {
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  getEntitySuggestion: typeof suggestion | (() => null);
}

/** What the new-dashboard dialog offers. */
interface DashboardEntry {
  type: string;
  strategyType: "dashboard";
  name: string;
  description: string;
  documentationURL: string;
}

declare global {
  interface Window {
    customCards?: CardPickerEntry[];
    customStrategies?: DashboardEntry[];
  }
}

define("plantos-moisture-line", MoistureLine);
define("plantos-run-panel", RunPanel);
define("plantos-water-now", WaterNow);
define(CARD, PlantCard);
define("plantos-garden-row", GardenRow);
define(GARDEN_CARD, GardenCard);
define(MAINTENANCE_CARD, MaintenanceCard);
define(`ll-strategy-dashboard-${STRATEGY}`, PlantosStrategy);

const documentationURL = "https://github.com/plantos/plantos";
await awaitWords(spoken());
const say = wordsOf(spoken());

function offer(card: Pick<CardPickerEntry, "type" | "name" | "description" | "getEntitySuggestion">): void {
  const cards = (window.customCards ??= []);
  if (!cards.some(({ type }) => type === card.type)) cards.push({ ...card, preview: true, documentationURL });
}

offer({ type: CARD, name: say("cardName"), description: say("cardDescription"), getEntitySuggestion: suggestion });
offer({
  type: GARDEN_CARD,
  name: say("gardenCardName"),
  description: say("gardenCardDescription"),
  getEntitySuggestion: () => null,
});

const strategies = (window.customStrategies ??= []);
if (!strategies.some(({ type }) => type === STRATEGY)) {
  strategies.push({
    type: STRATEGY,
    strategyType: "dashboard",
    name: "PlantOS",
    description: say("strategyDescription"),
    documentationURL,
  });
}
