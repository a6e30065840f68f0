import { GARDEN_CARD } from "./garden-card-config.ts";
import { homeOf, type Group, type Home, type PlantPlace } from "./home-places.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { MAINTENANCE_CARD } from "./maintenance-card.ts";
import { CARD } from "./plant-card-config.ts";
import { awaitWords, wordsOf, type Say } from "./words.ts";

export const STRATEGY = "plantos";

const MAX_COLUMNS = 3;
const ICON = "mdi:sprout";

type Card = { type: string } & Record<string, unknown>;

interface Section {
  type: "grid";
  cards: Card[];
  visibility?: object[];
}

interface View {
  type: "sections";
  title: string;
  path: string;
  icon: string;
  max_columns: number;
  sections: Section[];
}

type Places = Pick<HomeAssistant, "areas" | "devices" | "entities" | "states" | "config" | "language" | "user">;

/** A dashboard that makes itself: what needs somebody, every area, the past, and for administrators what is broken. */
export class PlantosStrategy extends HTMLElement {
  static readonly registryDependencies = ["entities", "devices", "areas"];
  static readonly configRequired = false;
  static readonly noEditor = true;

  static getCreateSuggestions(hass: Pick<HomeAssistant, "language">) {
    return { title: wordsOf(hass.language)("garden"), icon: ICON };
  }

  /** Whether plants, their areas or their entities are others than before; what else happens in the house is not ours. */
  static shouldRegenerate(_config: unknown, before: Places, now: Places): boolean {
    if (before.language !== now.language || before.user?.is_admin !== now.user?.is_admin) return true;
    const same =
      before.entities === now.entities && before.devices === now.devices && before.areas === now.areas;
    return !same && JSON.stringify(homeOf(before)) !== JSON.stringify(homeOf(now));
  }

  static async generate(_config: unknown, hass: Places): Promise<{ views: View[] }> {
    await awaitWords(hass.language);
    const say = wordsOf(hass.language);
    const home = homeOf(hass);
    const views = [overview(home, say)];
    if (home.groups.length > 0) {
      views.push(...home.groups.map((group) => ofGroup(group, home, say)));
      if (hass.config.components.includes("recorder")) views.push(past(home, say));
    }
    if (hass.user?.is_admin && home.hubs.length > 0) views.push(maintenance(home, say));
    return { views };
  }
}

function view(title: string, path: string, icon: string, sections: Section[]): View {
  return { type: "sections", title, path, icon, max_columns: MAX_COLUMNS, sections };
}

function section(...cards: Card[]): Section {
  return { type: "grid", cards };
}

function heading(text: string, icon: string): Card {
  return { type: "heading", heading: text, icon };
}

function plantCard(plant: PlantPlace): Card {
  return { type: `custom:${CARD}`, device_id: plant.device };
}

/** The states in which a watering is at work, or about to be. */
const RUNNING = ["queued", "validating", "planning", "watering"];

// --- the views --------------------------------------------------------------------------------------

/** The whole garden; the cards beside it come and go with what needs somebody. */
function overview({ groups }: Home, say: Say): View {
  const calling = groups
    .flatMap((group) => group.plants)
    .flatMap((plant) => {
      const ill = [plant.problem, plant.thirsty].filter((entity) => entity !== undefined);
      if (ill.length === 0) return [];
      const conditions: object[] = ill.map((entity) => ({ condition: "state", entity, state: "on" }));
      // Who is being watered keeps its card, and its stop button.
      if (plant.status) conditions.push({ condition: "state", entity: plant.status, state: RUNNING });
      return [{ ...section(plantCard(plant)), visibility: [{ condition: "or", conditions }] }];
    });
  return view(say("overview"), "overview", ICON, [section({ type: `custom:${GARDEN_CARD}` }), ...calling]);
}

/** What a group is called; that of plants which stand nowhere by whether there are others. */
function titleOf({ name }: Group, { groups }: Home, say: Say): string {
  return name ?? say(groups.length > 1 ? "otherPlants" : "plants");
}

function ofGroup(group: Group, home: Home, say: Say): View {
  const title = titleOf(group, home, say);
  const sections = group.plants.map((plant) => section(plantCard(plant)));
  return view(title, group.area ? `area-${group.area}` : "plants", group.icon ?? "mdi:flower", sections);
}

function past(home: Home, say: Say): View {
  const { groups, hubs } = home;
  const wide = { grid_options: { columns: "full" } };
  const moist = groups.flatMap((group) => {
    const entities = named(group.plants, "moisture");
    if (entities.length === 0) return [];
    const lines = { type: "history-graph", hours_to_show: 24, entities, ...wide };
    const days = { type: "statistics-graph", stat_types: ["mean"], period: "hour", days_to_show: 7, entities, ...wide };
    const where = groups.length > 1 ? `: ${titleOf(group, home, say)}` : "";
    return [section(heading(`${say("soilMoisture")}${where}`, "mdi:water-percent"), lines, days)];
  });
  const bars = { type: "statistics-graph", stat_types: ["change"], chart_type: "bar", period: "day", days_to_show: 30 };
  const plants = groups.flatMap((group) => group.plants);
  const used = [named(hubs, "waterUsed"), named(plants, "waterUsed")].filter((entities) => entities.length > 0);
  const water = section(
    heading(say("waterUse"), "mdi:water"),
    ...used.map((entities) => ({ ...bars, entities, ...wide })),
  );
  return view(say("past"), "history", "mdi:chart-line", used.length > 0 ? [water, ...moist] : moist);
}

/** An entity of each place under that place's own name. */
function named<K extends string>(places: ({ name: string } & { [key in K]?: string })[], key: K) {
  return places.flatMap(({ name, [key]: entity }) => (entity ? [{ entity: entity as string, name }] : []));
}

function maintenance({ hubs }: Home, say: Say): View {
  const ofHubs = hubs.map(({ name, status }) => {
    const tiles = status.map((entity) => ({ type: "tile", entity, name: { type: "entity" } }));
    return section(heading(name, "mdi:hub-outline"), ...tiles);
  });
  const broken = section({ type: `custom:${MAINTENANCE_CARD}`, grid_options: { columns: "full" } });
  return view(say("maintenance"), "maintenance", "mdi:wrench", [broken, ...ofHubs]);
}
