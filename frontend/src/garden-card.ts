import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PlantView, SupplyView } from "./contract.ts";
import { Formats } from "./formats.ts";
import { gardenForm, gardenStub, isMeant, limitOf, type GardenCardConfig } from "./garden-card-config.ts";
import { gardenCardStyle } from "./garden-card-style.ts";
import { gardenOf, type Garden } from "./garden.ts";
import { navigate, type HomeAssistant } from "./home-assistant.ts";
import { icon, mdiCloudOffOutline, mdiWater, mdiWaterWell, speciesIcon } from "./icons.ts";
import { shared } from "./styles.ts";
import { calls, listed, thirstiestFirst } from "./thirst.ts";
import { speak, wordsOf, type Say, type Word } from "./words.ts";

const MINUTE_MS = 60_000;
const ML_PER_L = 1_000;
const LOW = 0.2;

/** All plants, the thirstiest first, with the tanks they drink from and the water of the week. */
export class GardenCard extends LitElement {
  static override styles = [shared, gardenCardStyle];
  static override properties = { config: { state: true } };

  private config: GardenCardConfig | undefined;
  private home: HomeAssistant | undefined;
  private garden: Garden | undefined;
  private formats!: Formats;
  private say: Say = wordsOf("en");
  private unfollow: (() => void) | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private order: string[] = [];

  static getConfigForm = gardenForm;
  static getStubConfig = gardenStub;

  setConfig(config: GardenCardConfig): void {
    this.config = config;
  }

  getCardSize(): number {
    return 6;
  }

  getGridOptions() {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  /** Home Assistant sets this for every change of anything; only what the card shows makes it draw. */
  set hass(hass: HomeAssistant) {
    const before = this.home;
    this.home = hass;
    if (before?.locale !== hass.locale || before.language !== hass.language || before.config !== hass.config) {
      this.formats = new Formats(hass);
      speak(hass.language, (say) => {
        this.say = say;
        this.requestUpdate();
      });
    }
    const garden = gardenOf(hass);
    if (garden !== this.garden) {
      this.garden = garden;
      this.follow();
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow();
    this.timer = setInterval(() => this.requestUpdate(), MINUTE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.unfollow?.();
    this.unfollow = undefined;
  }

  private follow(): void {
    this.unfollow?.();
    this.unfollow = this.isConnected ? this.garden?.followAll(() => this.requestUpdate()) : undefined;
    this.requestUpdate();
  }

  protected override render() {
    const { config, home, garden } = this;
    if (!config || !home || !garden) return nothing;
    const plants = [...garden.plants.values()].filter((plant) => isMeant(config, plant));
    return html`<ha-card class=${plants.length && !garden.live ? "stale" : ""}>
      ${plants.length ? this.all(plants, config, home, garden) : this.none(home, garden)}
    </ha-card>`;
  }

  private none(home: HomeAssistant, garden: Garden) {
    if (!garden.live) return this.message(garden.failed ? "silent" : "loading");
    if (garden.plants.size > 0) return this.message("noPlantsHere");
    if (garden.untold.length > 0 || garden.hubs.some((hub) => !hub.loaded)) {
      return this.unknown(this.config!, home, garden);
    }
    if (!home.user?.is_admin) return this.message("noPlantsForYou");
    const path = "/config/integrations/integration/plantos";
    return html`
      ${this.message("noPlants")}
      <button class="pill strong" @click=${() => navigate(path)}>${this.say("addPlant")}</button>
    `;
  }

  private message(word: Word) {
    return html`<div class="message" role="status">${icon(speciesIcon(undefined))}<p>${this.say(word)}</p></div>`;
  }

  private all(plants: PlantView[], config: GardenCardConfig, home: HomeAssistant, garden: Garden) {
    const { say, formats } = this;
    const shown = listed(this.sorted(plants), limitOf(config));
    const hidden = plants.length - shown.length;
    const minute = Math.floor(garden.now() / MINUTE_MS);
    return html`
      ${this.header(plants, config, garden)}
      ${garden.live ? this.unknown(config, home, garden) : this.note(say("stale"))}
      <ul class="plants" role="list">
        ${repeat(
          shown,
          (plant) => plant.device_id,
          (plant) => html`<li>
            <plantos-garden-row
              .hass=${home}
              .garden=${garden}
              .plant=${plant}
              .formats=${formats}
              .say=${say}
              .minute=${minute}
              .live=${garden.live}
            ></plantos-garden-row>
          </li>`,
        )}
      </ul>
      ${hidden ? html`<p class="note">${say("hidden", { count: formats.number(hidden) })}</p>` : nothing}
      ${this.supplies(plants, config)}
    `;
  }

  /** Nothing moves away from under somebody's fingers: while the list is in use its order stays. */
  private sorted(plants: PlantView[]): PlantView[] {
    const sorted = thirstiestFirst(plants);
    const ids = sorted.map((plant) => plant.device_id);
    const same = ids.length === this.order.length && ids.every((id) => this.order.includes(id));
    if (!same || !this.renderRoot.querySelector(".plants:hover, .plants:focus-within")) {
      this.order = ids;
      return sorted;
    }
    return sorted.sort((one, other) => this.order.indexOf(one.device_id) - this.order.indexOf(other.device_id));
  }

  private note(text: string) {
    return html`<p class="note" role="status">${icon(mdiCloudOffOutline)}<bdi>${text}</bdi></p>`;
  }

  /** The hubs and plants of which nothing is known, though they belong here. */
  private unknown({ hub, areas }: GardenCardConfig, { devices }: HomeAssistant, garden: Garden) {
    const off = garden.hubs.filter((one) => !one.loaded && (!hub || one.hub_id === hub));
    const wanted = [areas ?? []].flat();
    const untold = garden.untold.flatMap((id) => {
      const device = devices[id];
      if (wanted.length > 0 && !wanted.includes(device?.area_id ?? "")) return [];
      return device?.name_by_user || device?.name || [];
    });
    return html`
      ${off.map(({ name }) => this.note(this.say("hubOff", { hub: name })))}
      ${untold.length ? this.note(this.say("untoldPlants", { plants: untold.join(", ") })) : nothing}
    `;
  }

  private header(plants: PlantView[], config: GardenCardConfig, garden: Garden) {
    const { say, formats } = this;
    const calling = plants.filter(calls).length;
    const known = garden.live && garden.untold.length === 0;
    const calm = plants.some(({ health }) => health.status === "unknown") ? "noneCalls" : "allWell";
    const told =
      calling === 0
        ? say(known ? calm : "notKnown")
        : say(calling === 1 ? "onePlantCalls" : "plantsCall", { count: formats.number(calling) });
    return html`
      <header role="presentation">
        <h2><bdi>${config.title || say("garden")}</bdi></h2>
        <span class="state ${calling || !known ? "calls" : ""}"><bdi>${told}</bdi></span>
      </header>
    `;
  }

  // --- water -------------------------------------------------------------------------------------

  private supplies(plants: PlantView[], config: GardenCardConfig) {
    const tanks = new Map<string, SupplyView>();
    for (const { supply } of plants) if (supply?.has_tank) tanks.set(supply.supply_id, supply);
    const shown = config.show_tanks === false ? [] : [...tanks.values()];
    if (shown.length === 0 && config.show_water === false) return nothing;
    return html`
      <footer role="presentation">
        ${shown.map((tank) => this.tank(tank))} ${config.show_water === false ? nothing : this.weeks(plants)}
      </footer>
    `;
  }

  private tank({ name, tank_l: litres, capacity_l: capacity }: SupplyView) {
    const { say, formats } = this;
    const full = litres === null || !capacity ? null : Math.min(1, Math.max(0, litres / capacity));
    const level =
      litres === null
        ? say("tankUnknown")
        : capacity
          ? say("tankOf", { level: formats.litres(litres), capacity: formats.litres(capacity) })
          : formats.litres(litres);
    const low = full !== null && full < LOW;
    return html`
      <div class="supply ${low ? "low" : ""}">
        ${icon(mdiWaterWell)}
        <div class="line">
          <span><bdi>${name}</bdi></span>
          <span class="quiet"><bdi>${low ? `${say("tankLow")} · ${level}` : level}</bdi></span>
        </div>
        ${full === null ? nothing : this.bar(full, "tank", name, level)}
      </div>
    `;
  }

  private weeks(plants: PlantView[]) {
    const week = sum(plants, "week_ml") / ML_PER_L;
    const last = sum(plants, "last_week_ml") / ML_PER_L;
    const most = Math.max(week, last);
    return html`
      <div class="supply">
        ${icon(mdiWater)} ${this.week("thisWeek", week, most)} ${this.week("lastWeek", last, most)}
      </div>
    `;
  }

  private week(word: "thisWeek" | "lastWeek", litres: number, most: number) {
    const label = this.say(word);
    const told = this.formats.litres(litres);
    return html`
      <div class="line">
        <span><bdi>${label}</bdi></span><span class="quiet"><bdi>${told}</bdi></span>
      </div>
      ${this.bar(most > 0 ? litres / most : 0, word, label, told)}
    `;
  }

  private bar(part: number, kind: string, label: string, told: string) {
    return html`<div
      class="bar ${kind}"
      role="meter"
      aria-label=${label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(part * 100)}
      aria-valuetext=${told}
    >
      <div style="inline-size:${part * 100}%"></div>
    </div>`;
  }
}

function sum(plants: PlantView[], key: "week_ml" | "last_week_ml"): number {
  return plants.reduce((ml, plant) => ml + plant[key], 0);
}
