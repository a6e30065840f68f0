import type { HubView, News, PlantHistory, PlantView } from "./contract.ts";
import type { Connection, HomeAssistant } from "./home-assistant.ts";

type Listener = () => void;

const RETRY_MS = 10_000;
const HOURS_A_DAY = 24;
/** A history is asked for anew when its next hour has come, on a demo garden's fast clock at most this often. */
const HISTORY_LEAST_MS = 10_000;
/** Whoever follows this hears of every plant. */
const ALL = "";

interface KnownHistory {
  until: number;
  last: string | null;
  answer: Promise<PlantHistory>;
}

/**
 * All plants as the integration tells of them: one subscription for all cards of a page.
 *
 * It lasts while anybody follows a plant, and calls only those whose plant looks different.
 */
export class Garden {
  /** By their devices. */
  readonly plants = new Map<string, PlantView>();
  hubs: HubView[] = [];
  /** The devices of plants that are there but can't be told as they are. */
  untold: string[] = [];
  /** Whether anything was ever told, whether that is still so, and whether nobody answers. */
  known = false;
  live = false;
  failed = false;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly histories = new Map<string, KnownHistory>();
  private subscription: Promise<() => Promise<void>> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private skew = 0;
  private lostAt = 0;

  constructor(
    private readonly connection: Connection,
    private readonly language: string,
  ) {}

  /** Now, by the server's clock. */
  now(): number {
    return Date.now() + this.skew;
  }

  /** Up to when what is known held for sure: now, or when the connection was lost. */
  asOf(): number {
    return this.live ? this.now() : this.lostAt;
  }

  plant(deviceId: string): PlantView | undefined {
    return this.plants.get(deviceId);
  }

  /** Call back whenever this plant looks different, or all of them do for another reason; returns how to end that. */
  follow(deviceId: string, listener: Listener): () => void {
    const among = this.listeners.get(deviceId) ?? new Set();
    this.listeners.set(deviceId, among.add(listener));
    if (!this.subscription) this.subscribe();
    return () => {
      among.delete(listener);
      if (among.size === 0 && this.listeners.get(deviceId) === among) this.listeners.delete(deviceId);
      // A page that is drawn anew lets go of everything for a moment.
      setTimeout(() => this.listeners.size === 0 && this.end(), 1_000);
    };
  }

  /** Call back whenever any plant looks different. */
  followAll(listener: Listener): () => void {
    return this.follow(ALL, listener);
  }

  /** A plant's last days, asked for anew after a watering and with every hour of its hub's time. */
  history(hass: HomeAssistant, plant: PlantView, days: number): Promise<PlantHistory> {
    const key = `${plant.device_id} ${days}`;
    const known = this.histories.get(key);
    if (known && known.last === plant.last_watered && Date.now() < known.until) return known.answer;
    const answer = hass.callWS<PlantHistory>({
      type: "plantos/plant_history",
      device_id: plant.device_id,
      days,
      language: this.language,
    });
    const asked: KnownHistory = { until: Infinity, last: plant.last_watered, answer };
    this.histories.set(key, asked);
    answer.then(
      ({ since, until }) => {
        const hour = (Date.parse(until) - Date.parse(since)) / (days * HOURS_A_DAY);
        asked.until = Date.now() + Math.max(HISTORY_LEAST_MS, hour);
      },
      () => this.histories.delete(key),
    );
    return answer;
  }

  private subscribe(): void {
    clearTimeout(this.retry);
    this.deafen();
    this.connection.addEventListener("disconnected", this.lost);
    this.connection.addEventListener("ready", this.back);
    // After a restart the server answers before PlantOS does; only asking ourselves can ask again.
    const subscription = this.connection.subscribeMessage<News>(
      (news) => this.take(news),
      { type: "plantos/subscribe_plants", language: this.language },
      { resubscribe: false },
    );
    this.subscription = subscription;
    subscription.catch(() => {
      // The integration isn't there, or not yet.
      this.age();
      this.failed = true;
      this.call();
      this.retry = setTimeout(() => this.listeners.size && this.subscribe(), RETRY_MS);
    });
  }

  private end(): void {
    clearTimeout(this.retry);
    this.deafen();
    this.subscription?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.subscription = undefined;
    this.age();
  }

  private age(): void {
    if (this.live) this.lostAt = this.now();
    this.live = false;
  }

  private deafen(): void {
    this.connection.removeEventListener("disconnected", this.lost);
    this.connection.removeEventListener("ready", this.back);
  }

  private readonly lost = (): void => {
    this.age();
    this.call();
  };

  private readonly back = (): void => {
    if (this.listeners.size) this.subscribe();
  };

  private take(news: News): void {
    const all = !this.live || !this.known || news.complete || news.hubs !== undefined || news.untold !== undefined;
    this.skew = Date.parse(news.now) - Date.now();
    this.known = this.live = true;
    this.failed = false;
    if (news.hubs) this.hubs = news.hubs;
    if (news.complete) {
      this.plants.clear();
      this.untold = [];
    }
    this.untold = news.untold ?? this.untold;
    for (const device of news.gone) this.plants.delete(device);
    for (const plant of news.plants) this.plants.set(plant.device_id, plant);
    this.call(all ? undefined : new Set([...news.gone, ...news.plants.map((plant) => plant.device_id)]));
  }

  private call(changed?: Set<string>): void {
    for (const [deviceId, listeners] of this.listeners) {
      if (changed && deviceId !== ALL && !changed.has(deviceId)) continue;
      for (const listener of listeners) listener();
    }
  }
}

const gardens = new WeakMap<Connection, Map<string, Garden>>();

/** The garden that all cards of this connection and language share. */
export function gardenOf(hass: HomeAssistant): Garden {
  const languages = gardens.get(hass.connection) ?? new Map<string, Garden>();
  gardens.set(hass.connection, languages);
  const garden = languages.get(hass.language) ?? new Garden(hass.connection, hass.language);
  languages.set(hass.language, garden);
  return garden;
}
