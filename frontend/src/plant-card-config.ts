import type { HomeAssistant } from "./home-assistant.ts";
import { ofPlant } from "./home-places.ts";
import { spoken, wordsOf, type Word } from "./words.ts";

export const CARD = "plantos-plant-card";

const SECTIONS = ["health", "chart", "times", "decision", "controls", "problems"] as const;
export type Section = (typeof SECTIONS)[number];

export type PlantCardConfig = { [shown in `show_${Section}`]?: boolean } & {
  type: string;
  device_id?: string;
  name?: string;
  picture?: string;
  days?: number;
};

export const DAYS = 7;
const LONGEST_DAYS = 30;

/** The visual editor: Home Assistant draws it from this. */
export function configForm() {
  const say = wordsOf(spoken());
  return {
    schema: [
      {
        name: "device_id",
        required: true,
        // Of all devices only plants have these, and hardly anybody disables all of them.
        selector: {
          device: {
            entity: [
              { integration: "plantos", domain: "sensor", device_class: "timestamp" },
              { integration: "plantos", domain: ["valve", "button", "select"] },
            ],
          },
        },
      },
      { name: "name", selector: { text: {} } },
      { name: "picture", selector: { text: {} } },
      { name: "days", default: DAYS, selector: { number: { min: 1, max: LONGEST_DAYS, mode: "box" } } },
      {
        type: "expandable",
        name: "sections",
        flatten: true,
        schema: SECTIONS.map((section) => ({ name: `show_${section}`, default: true, selector: { boolean: {} } })),
      },
    ],
    computeLabel: ({ name }: { name: string }) => say(`form_${name}` as Word),
  };
}

/** The devices that are plants. */
function plantDevices(hass: HomeAssistant): string[] {
  return Object.values(hass.entities)
    .filter(ofPlant)
    .flatMap((entity) => entity.device_id ?? []);
}

export function stubConfig(hass: HomeAssistant): PlantCardConfig {
  const [device] = plantDevices(hass);
  return { type: `custom:${CARD}`, ...(device ? { device_id: device } : {}) };
}

/** The card that fits an entity; none for those of others, or of what is no plant. */
export function suggestion(hass: HomeAssistant, entityId: string): { config: PlantCardConfig } | null {
  const entity = hass.entities[entityId];
  const device = entity?.platform === "plantos" ? entity.device_id : undefined;
  if (!device || !plantDevices(hass).includes(device)) return null;
  return { config: { type: `custom:${CARD}`, device_id: device } };
}

/** How many days the line shows. */
export function daysOf(config: PlantCardConfig): number {
  const days = Number(config.days ?? DAYS);
  return Number.isFinite(days) ? Math.min(LONGEST_DAYS, Math.max(1, days)) : DAYS;
}
