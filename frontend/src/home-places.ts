import type { EntityEntry, HomeAssistant } from "./home-assistant.ts";

/** Of all that PlantOS makes only plants have these; any of them may be hidden or disabled. */
const OF_PLANTS = [
  "next_watering",
  "last_watered",
  "watering_status",
  "needs_water",
  "automatic_watering",
  "outlet",
  "water_now",
  "health",
  "dry_in",
  "strategy",
];

/** Whether a device with this entity is a plant. */
export function ofPlant({ platform, translation_key: key }: EntityEntry): boolean {
  return platform === "plantos" && key !== undefined && OF_PLANTS.includes(key);
}

/** A plant as Home Assistant's registries know it: its device and the entities that dashboards show of it. */
export interface PlantPlace {
  device: string;
  name: string;
  moisture?: string;
  waterUsed?: string;
  problem?: string;
  thirsty?: string;
  status?: string;
}

/** The plants of an area; without an id those that stand nowhere. */
export interface Group {
  area: string | null;
  name: string | null;
  icon: string | null;
  plants: PlantPlace[];
}

/** A hub's device; its status, its main switch, and all the water it gave. */
export interface HubPlace {
  device: string;
  name: string;
  status: string[];
  waterUsed?: string;
}

export interface Home {
  groups: Group[];
  hubs: HubPlace[];
}

type Places = Pick<HomeAssistant, "areas" | "devices" | "entities" | "states">;

/** All plants by their areas, and the hubs; in the order of their names. */
export function homeOf(hass: Places): Home {
  const groups = new Map<string | null, Group>();
  const hubs: HubPlace[] = [];
  for (const [device, entities] of devices(hass)) {
    const find = (is: (entity: EntityEntry) => boolean) => entities.find(is)?.entity_id;
    const known = (key: string) => find((entity) => entity.translation_key === key);
    const ofClass = (domain: string, kind: string) =>
      find(({ entity_id: id }) => id.startsWith(`${domain}.`) && hass.states[id]?.attributes["device_class"] === kind);
    const waterUsed = known("water_used");
    if (entities.some(ofPlant)) {
      const plant = {
        device,
        name: nameOf(hass, device),
        ...defined({
          moisture: ofClass("sensor", "moisture"),
          waterUsed,
          problem: ofClass("binary_sensor", "problem"),
          thirsty: known("needs_water"),
          status: known("watering_status"),
        }),
      };
      groupOf(hass, groups, hass.devices[device]?.area_id ?? null).plants.push(plant);
    } else if (known("status")) {
      const status = [known("status"), known("watering")].filter((entity) => entity !== undefined);
      hubs.push({ device, name: nameOf(hass, device), status, ...defined({ waterUsed }) });
    }
  }
  const sorted = [...groups.values()].sort((one, other) => compare(one.name, other.name));
  for (const group of sorted) group.plants.sort((one, other) => compare(one.name, other.name));
  return { groups: sorted, hubs: hubs.sort((one, other) => compare(one.name, other.name)) };
}

/** PlantOS's own entities by their device. */
function devices({ entities }: Places): Map<string, EntityEntry[]> {
  const found = new Map<string, EntityEntry[]>();
  for (const entity of Object.values(entities)) {
    if (entity.platform !== "plantos" || !entity.device_id) continue;
    const among = found.get(entity.device_id) ?? [];
    found.set(entity.device_id, among);
    among.push(entity);
  }
  return found;
}

function groupOf(hass: Places, groups: Map<string | null, Group>, id: string | null): Group {
  const area = id ? hass.areas[id] : undefined;
  const key = area ? id : null;
  const group = groups.get(key) ?? { area: key, name: area?.name ?? null, icon: area?.icon ?? null, plants: [] };
  groups.set(key, group);
  return group;
}

function nameOf(hass: Places, id: string): string {
  const device = hass.devices[id];
  return device?.name_by_user || device?.name || "";
}

/** By name; what has none comes last. */
function compare(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.localeCompare(other);
}

/** Without what isn't there, so that nothing is told as undefined. */
function defined<T extends Record<string, string | undefined>>(values: T): { [key in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [key in keyof T]?: string;
  };
}
