import type { PlantView } from "./contract.ts";
import { spoken, wordsOf, type Word } from "./words.ts";

export const GARDEN_CARD = "plantos-garden-card";

export interface GardenCardConfig {
  type: string;
  title?: string;
  areas?: string | string[];
  hub?: string;
  limit?: number;
  show_tanks?: boolean;
  show_water?: boolean;
}

const MOST = 500;

/** The visual editor: Home Assistant draws it from this. */
export function gardenForm() {
  const say = wordsOf(spoken());
  return {
    schema: [
      { name: "title", selector: { text: {} } },
      { name: "areas", selector: { area: { multiple: true, device: [{ integration: "plantos" }] } } },
      { name: "hub", selector: { config_entry: { integration: "plantos" } } },
      { name: "limit", selector: { number: { min: 1, max: MOST, mode: "box" } } },
      { name: "show_tanks", default: true, selector: { boolean: {} } },
      { name: "show_water", default: true, selector: { boolean: {} } },
    ],
    computeLabel: ({ name }: { name: string }) => say(`form_${name}` as Word),
  };
}

export function gardenStub(): GardenCardConfig {
  return { type: `custom:${GARDEN_CARD}` };
}

/** Whether the card is about this plant. */
export function isMeant({ areas, hub }: GardenCardConfig, plant: PlantView): boolean {
  const wanted = areas === undefined ? [] : [areas].flat();
  if (wanted.length > 0 && !(plant.area_id && wanted.includes(plant.area_id))) return false;
  return !hub || plant.hub_id === hub;
}

/** How many plants are listed at most, but for those that nobody may miss. */
export function limitOf({ limit }: GardenCardConfig): number {
  const most = Number(limit ?? MOST);
  return Number.isFinite(most) ? Math.max(1, most) : MOST;
}
