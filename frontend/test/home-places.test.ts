import assert from "node:assert/strict";
import test from "node:test";
import type { HomeAssistant } from "../src/home-assistant.ts";
import { homeOf } from "../src/home-places.ts";

type House = Parameters<typeof homeOf>[0];

function entity(entityId: string, device: string, key?: string, platform = "plantos") {
  return { entity_id: entityId, device_id: device, platform, ...(key ? { translation_key: key } : {}) };
}

function device(id: string, name: string, area: string | null = null) {
  return { id, name, name_by_user: null, area_id: area };
}

function house(): House {
  const entities = [
    entity("sensor.fern_next_watering", "fern", "next_watering"),
    entity("sensor.fern_moisture", "fern"),
    entity("binary_sensor.fern_problem", "fern"),
    entity("sensor.basil_next_watering", "basil", "next_watering"),
    entity("sensor.hub_status", "hub", "status"),
    entity("switch.hub_watering", "hub", "watering"),
    entity("sensor.pump_status", "pump", "next_watering", "other"),
  ];
  const states: HomeAssistant["states"] = {
    "sensor.fern_moisture": { state: "30", attributes: { device_class: "moisture" } },
    "binary_sensor.fern_problem": { state: "off", attributes: { device_class: "problem" } },
  };
  return {
    entities: Object.fromEntries(entities.map((one) => [one.entity_id, one])),
    devices: { fern: device("fern", "Fern", "kitchen"), basil: device("basil", "Basil"), hub: device("hub", "Garden") },
    areas: { kitchen: { area_id: "kitchen", name: "Kitchen", icon: null } },
    states,
  };
}

test("plants are found by their areas, those that stand nowhere last", () => {
  const { groups } = homeOf(house());
  assert.deepEqual(
    groups.map(({ name, plants }) => [name, plants.map((plant) => plant.name)]),
    [
      ["Kitchen", ["Fern"]],
      [null, ["Basil"]],
    ],
  );
  assert.deepEqual(groups[0]?.plants[0], {
    device: "fern",
    name: "Fern",
    moisture: "sensor.fern_moisture",
    problem: "binary_sensor.fern_problem",
  });
});

test("a hub is no plant, and what is of others is neither", () => {
  const status = ["sensor.hub_status", "switch.hub_watering"];
  assert.deepEqual(homeOf(house()).hubs, [{ device: "hub", name: "Garden", status }]);
});

test("a house without plants has no groups", () => {
  assert.deepEqual(homeOf({ entities: {}, devices: {}, areas: {}, states: {} }), { groups: [], hubs: [] });
});

test("a plant stays a plant when its next watering is hidden or disabled", () => {
  const home = house();
  for (const key of ["watering_status", "outlet", "health"]) {
    const id = `sensor.basil_${key}`;
    const entities = { ...home.entities, [id]: entity(id, "basil", key) };
    delete entities["sensor.basil_next_watering"];
    const found = homeOf({ ...home, entities }).groups.flatMap(({ plants }) => plants.map(({ name }) => name));
    assert.deepEqual(found, ["Fern", "Basil"]);
  }
});
