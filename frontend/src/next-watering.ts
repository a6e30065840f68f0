import type { PlantView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import type { Say } from "./words.ts";

/** When a plant is watered next, or why that isn't foreseen; `between` says how sure that is. */
export function nextWatering(
  plant: PlantView,
  now: number,
  formats: Formats,
  say: Say,
): { told: string; between?: string } {
  if (plant.watering_off) return { told: say("off") };
  if (!plant.automatic) return { told: say("nextByHand") };
  if (plant.postponed_until) {
    return { told: say("postponed", { until: formats.moment(Date.parse(plant.postponed_until), now) }) };
  }
  if (plant.decision.denied) return { told: say("nextHeld") };
  const due = plant.next_watering;
  if (!due) return { told: say("nextNone") };
  const at = Date.parse(due.at);
  if (at <= now) return { told: say("nextNow") };
  const between =
    due.earliest && due.latest
      ? formats.between(Date.parse(due.earliest), Date.parse(due.latest), now)
      : formats.span(at, now);
  return { told: formats.moment(at, now), between };
}
