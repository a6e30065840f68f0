/** A house with a garden: what the server tells, and what it is told. */
import { afterEach } from "node:test";
import type { HubView, News, PlantHistory, PlantView, RunView } from "../src/contract.ts";
import type { Connection, HomeAssistant } from "../src/home-assistant.ts";

export interface Call {
  action: string;
  data: Record<string, unknown>;
  target: Record<string, unknown> | undefined;
}

export function run(changes: Partial<RunView> = {}): RunView {
  return {
    run_id: "run-1",
    state: "watering",
    active: true,
    origin: "action",
    reason: "Somebody asked for it.",
    amount_ml: 120,
    delivered_ml: 0,
    opened_at: new Date().toISOString(),
    closed_at: null,
    planned_seconds: 12,
    pulse: 1,
    pulses: 1,
    pulse_ml: 120,
    earlier_ml: 0,
    failure: null,
    ...changes,
  };
}

export function plant(name: string, changes: Partial<PlantView> = {}): PlantView {
  const id = name.toLowerCase();
  return {
    plant_id: `${id}-id`,
    device_id: id,
    hub_id: "hub",
    name,
    area_id: null,
    species: null,
    entities: { moisture: `sensor.${id}_moisture` },
    moisture: { value: 45, quality: 1, source: "primary", fault: null },
    moisture_min: 30,
    moisture_max: 60,
    health: { score: 90, status: "thriving", limiting: null, trend: null },
    next_watering: null,
    last_watered: null,
    today_ml: 0,
    week_ml: 0,
    last_week_ml: 0,
    decision: { sentence: "It is moist.", should_water: false, amount_ml: 0, strategy: "moisture", denied: null },
    run: null,
    awaiting_approval: false,
    has_outlet: true,
    outlet: "closed",
    dose_ml: 100,
    largest_ml: 500,
    automatic: true,
    watering_off: false,
    postponed_until: null,
    problems: [],
    supply: null,
    ...changes,
  };
}

export class House implements Connection {
  connected = true;
  readonly calls: Call[] = [];
  /** What the next calls are answered with; a promise that never ends is a server that doesn't answer. */
  answer: (call: Call) => unknown = () => undefined;
  /** What it tells of every plant's past; without one it doesn't answer. */
  history: PlantHistory | undefined;
  private tellers: ((news: News) => void)[] = [];
  private readonly heard = { ready: new Set<() => void>(), disconnected: new Set<() => void>() };
  readonly hass: HomeAssistant;

  constructor(volume = "L", isAdmin = true, language = "en") {
    this.hass = {
      connection: this,
      language,
      locale: { language, number_format: "language", time_format: "24", time_zone: "server" },
      config: { time_zone: "UTC", components: [], unit_system: { volume } },
      user: { is_admin: isAdmin },
      areas: {},
      states: {},
      devices: {},
      entities: {},
      callWS: <T>() => (this.history ? Promise.resolve(this.history as T) : new Promise<T>(() => undefined)),
      callService: async (_domain, action, data = {}, target) => {
        const call = { action, data, target };
        this.calls.push(call);
        return { response: await this.answer(call) };
      },
      loadBackendTranslation: async () => () => "",
    };
  }

  async subscribeMessage<T>(callback: (message: T) => void): Promise<() => Promise<void>> {
    this.tellers.push(callback as (news: unknown) => void);
    return async () => undefined;
  }

  addEventListener(type: "ready" | "disconnected", callback: () => void): void {
    this.heard[type].add(callback);
  }

  removeEventListener(type: "ready" | "disconnected", callback: () => void): void {
    this.heard[type].delete(callback);
  }

  /** Lose the connection. */
  lose(): void {
    for (const callback of this.heard.disconnected) callback();
  }

  tell(news: Partial<News>): void {
    const whole = { now: new Date().toISOString(), complete: false, plants: [], gone: [], ...news };
    for (const teller of this.tellers) teller(whole);
  }

  /** Tell everything anew: these plants, in a hub that is set up unless it is said otherwise. */
  show(plants: PlantView[], more: Partial<News> = {}): void {
    const hub: HubView = { hub_id: "hub", name: "My plants", loaded: true, status: "healthy" };
    for (const { device_id: id, name } of plants) this.device(id, name);
    this.tell({ complete: true, plants, hubs: [hub], ...more });
  }

  device(id: string, name: string): void {
    this.hass.devices[id] = { id, name, name_by_user: null, config_entries: ["hub"] };
  }
}

interface Card extends HTMLElement {
  hass: HomeAssistant;
  setConfig(config: object): void;
}

// A card that stays on the page goes on looking at the clock.
afterEach(() => document.body.replaceChildren());

/** A card of this house on the page. */
export async function put(house: House, tag: string, config: object = {}): Promise<Card> {
  const card = document.createElement(tag) as Card;
  card.setConfig({ type: `custom:${tag}`, ...config });
  card.hass = house.hass;
  document.body.append(card);
  await drawn();
  return card;
}

/** Wait until everything that changed is drawn. */
export async function drawn(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
}

/** All elements that fit, through every shadow. */
export function all(root: Element | ShadowRoot, selector: string): HTMLElement[] {
  const inner = root instanceof Element && root.shadowRoot ? all(root.shadowRoot, selector) : [];
  const mine = [...root.querySelectorAll<HTMLElement>(selector)];
  const nested = [...root.querySelectorAll("*")].filter((one) => one.shadowRoot);
  return [...inner, ...mine, ...nested.flatMap((one) => all(one.shadowRoot!, selector))];
}

/** The text that is seen, through every shadow. */
export function text(root: Element): string {
  const own = all(root, "*").map((one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join(""));
  return own.join(" ").replace(/\s+/g, " ");
}

export function button(root: Element, name: string): HTMLButtonElement | undefined {
  const named = (one: HTMLElement) => one.getAttribute("aria-label") ?? one.textContent?.trim().replace(/\s+/g, " ");
  return all(root, "button").find((one) => named(one) === name) as HTMLButtonElement | undefined;
}

export async function press(root: Element, name: string): Promise<void> {
  const found = button(root, name);
  if (!found) throw new Error(`There is no button ${name}: ${all(root, "button").map((one) => one.textContent?.trim())}`);
  found.click();
  await drawn();
}
