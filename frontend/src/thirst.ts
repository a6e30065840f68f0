import type { PlantView } from "./contract.ts";
import { verdictOf } from "./gauge.ts";
import { mayFlow } from "./progress.ts";

/** Whether somebody should look at a plant: it has a problem, is too dry, or waits for an answer. */
export function calls(plant: PlantView): boolean {
  return plant.problems.length > 0 || plant.awaiting_approval || verdictOf(plant) === "dry";
}

/** Where the moisture lies in its range: 0 at its minimum, 1 at its maximum; what is unknown comes last. */
export function share({ moisture, moisture_min: min, moisture_max: max }: PlantView): number {
  const value = moisture?.value ?? null;
  return value === null || max <= min ? Infinity : (value - min) / (max - min);
}

/** Those that call for somebody first, and then the thirstiest. */
export function thirstiestFirst(plants: Iterable<PlantView>): PlantView[] {
  const by = [...plants].map((plant) => ({ plant, calls: calls(plant), share: share(plant) }));
  by.sort((one, other) => {
    if (one.calls !== other.calls) return one.calls ? -1 : 1;
    if (one.share !== other.share) return one.share < other.share ? -1 : 1;
    return one.plant.name.localeCompare(other.plant.name) || (one.plant.plant_id < other.plant.plant_id ? -1 : 1);
  });
  return by.map(({ plant }) => plant);
}

/** As many of them as fit, and whoever is being watered or needs somebody in any case. */
export function listed(plants: PlantView[], most: number): PlantView[] {
  return plants.filter((plant, index) => index < most || mayFlow(plant) || calls(plant));
}
