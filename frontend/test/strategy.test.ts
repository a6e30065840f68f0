import assert from "node:assert/strict";
import test from "node:test";

// Home Assistant asks the class alone and never makes an element of it.
Object.assign(globalThis, { HTMLElement: class {} });
const { PlantosStrategy } = await import("../src/strategy.ts");

type House = Parameters<typeof PlantosStrategy.generate>[1];

function house(isAdmin = true, area: string | null = null): House {
  const entities = {
    "sensor.fern_next_watering": { entity_id: "sensor.fern_next_watering", device_id: "fern", key: "next_watering" },
    "binary_sensor.fern_needs_water": { entity_id: "binary_sensor.fern_needs_water", device_id: "fern", key: "needs_water" },
    "sensor.hub_status": { entity_id: "sensor.hub_status", device_id: "hub", key: "status" },
  };
  const ours = Object.entries(entities).map(([id, { key, ...entity }]) => [
    id,
    { ...entity, platform: "plantos", translation_key: key },
  ]);
  return {
    language: "en",
    user: { is_admin: isAdmin },
    config: { time_zone: "UTC", components: ["recorder"], unit_system: { volume: "L" } },
    states: {},
    areas: { kitchen: { area_id: "kitchen", name: "Kitchen", icon: null } },
    devices: {
      fern: { id: "fern", name: "Fern", name_by_user: null, area_id: area },
      hub: { id: "hub", name: "Hub", name_by_user: null },
    },
    entities: Object.fromEntries(ours),
  };
}

async function paths(home: House): Promise<string[]> {
  return (await PlantosStrategy.generate({}, home)).views.map(({ path }) => path);
}

test("there is a view for each area with plants, and one for plants that stand nowhere", async () => {
  assert.deepEqual(await paths(house(true, "kitchen")), ["overview", "area-kitchen", "history", "maintenance"]);
  assert.deepEqual(await paths(house()), ["overview", "plants", "history", "maintenance"]);
});

test("who is no administrator has no view of maintenance", async () => {
  assert.deepEqual(await paths(house(false)), ["overview", "plants", "history"]);
});

test("without plants there is the garden alone, which says how to get one", async () => {
  assert.deepEqual(await paths({ ...house(), entities: {} }), ["overview"]);
});

test("a plant's own card is seen beside the garden only while it is thirsty or has a problem", async () => {
  const [overview] = (await PlantosStrategy.generate({}, house())).views;
  const conditions = [{ condition: "state", entity: "binary_sensor.fern_needs_water", state: "on" }];
  assert.deepEqual(overview?.sections[1]?.visibility, [{ condition: "or", conditions }]);
});

test("it is made anew when a plant moves, not when something else in the house does", () => {
  const before = house();
  const light = { "light.desk": { entity_id: "light.desk", device_id: "desk", platform: "other" } };
  const lit = { ...before, entities: { ...before.entities, ...light } };
  assert.equal(PlantosStrategy.shouldRegenerate({}, before, lit), false);
  assert.equal(PlantosStrategy.shouldRegenerate({}, before, house(true, "kitchen")), true);
  assert.equal(PlantosStrategy.shouldRegenerate({}, before, house(false)), true);
});
