import { html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { MoistureView, PlantView, RunView } from "./contract.ts";
import { Formats } from "./formats.ts";
import { gardenOf, type Garden } from "./garden.ts";
import { gauge, gaugeStyle, toneOf, verdictOf } from "./gauge.ts";
import { explain, navigate, showEntity, type HomeAssistant } from "./home-assistant.ts";
import {
  icon,
  mdiAlertCircleOutline,
  mdiCalendarClockOutline,
  mdiChevronRight,
  mdiCloudOffOutline,
  mdiWateringCanOutline,
  mdiLightbulbOnOutline,
  mdiStop,
  speciesIcon,
} from "./icons.ts";
import { nextWatering } from "./next-watering.ts";
import { configForm, daysOf, stubConfig, type PlantCardConfig, type Section } from "./plant-card-config.ts";
import { plantCardStyle } from "./plant-card-style.ts";
import { mayFlow } from "./progress.ts";
import type { RunPanel } from "./run-panel.ts";
import { shared } from "./styles.ts";
import type { WaterNow } from "./water-now.ts";
import { speak, wordsOf, type Say, type Word } from "./words.ts";

const MINUTE_MS = 60_000;
const TONES = { thriving: "good", well: "good", stressed: "warn", critical: "bad", unknown: "none" } as const;

/** One plant: whether it is well, when it was and will be watered, and why. */
export class PlantCard extends LitElement {
  static override styles = [shared, gaugeStyle, plantCardStyle];
  static override properties = { config: { state: true }, failure: { state: true } };

  private config: PlantCardConfig | undefined;
  private failure = "";
  private home: HomeAssistant | undefined;
  private garden: Garden | undefined;
  private formats!: Formats;
  private say: Say = wordsOf("en");
  private unfollow: (() => void) | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private run: RunView | null = null;
  private news = "";
  private focused: Element | null = null;

  static getConfigForm = configForm;
  static getStubConfig = stubConfig;

  setConfig(config: PlantCardConfig): void {
    const other = config.device_id !== this.config?.device_id;
    this.config = config;
    if (other) this.follow();
  }

  getCardSize(): number {
    return 7;
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
    const id = this.config?.device_id;
    if (id && before && before.devices[id] !== hass.devices[id]) this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow();
    // What is told as "in 5 minutes" ages.
    this.timer = setInterval(() => this.requestUpdate(), MINUTE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.unfollow?.();
    this.unfollow = undefined;
  }

  protected override willUpdate(): void {
    this.focused = this.shadowRoot?.activeElement?.closest("plantos-run-panel, plantos-water-now") ?? null;
  }

  protected override updated(): void {
    if (!this.focused || this.focused.isConnected) return;
    // The buttons that give and stop water take each other's place, also under somebody's fingers.
    void this.renderRoot.querySelector<RunPanel>("plantos-run-panel")?.focusStop();
    void this.renderRoot.querySelector<WaterNow>("plantos-water-now")?.focusButton();
  }

  private follow(): void {
    this.unfollow?.();
    this.unfollow = undefined;
    const id = this.config?.device_id;
    if (!this.isConnected || !this.garden || !id) return;
    this.unfollow = this.garden.follow(id, () => this.requestUpdate());
    this.requestUpdate();
  }

  protected override render() {
    const { config, home, garden } = this;
    if (!config || !home || !garden) return nothing;
    const plant = config.device_id ? garden.plant(config.device_id) : undefined;
    return html`<ha-card class=${plant && !garden.live ? "stale" : ""}>
      ${plant ? keyed(plant.device_id, this.plant(plant, home, garden)) : this.missing(home, garden)}
    </ha-card>`;
  }

  // --- without a plant ---------------------------------------------------------------------------

  private missing(home: HomeAssistant, garden: Garden) {
    const id = this.config?.device_id;
    if (!id) return this.message("chooseDevice");
    if (!home.devices[id]) return this.message("gone");
    if (!garden.live) return this.message(garden.failed ? "silent" : "loading");
    if (garden.untold.includes(id)) return this.untold(id, home);
    const device = home.devices[id];
    const hubs = device.config_entries ?? [device.primary_config_entry];
    const hub = garden.hubs.find((one) => hubs.includes(one.hub_id));
    // Administrators are told of all that is there.
    if (!hub || hub.loaded) return this.message(home.user?.is_admin ? "gone" : "notAllowed");
    const path = "/config/integrations/integration/plantos";
    return html`
      ${this.message("notLoaded", { hub: hub.name })}
      ${home.user?.is_admin
        ? html`<button class="pill" @click=${() => navigate(path)}>${this.say("openSettings")}</button>`
        : nothing}
    `;
  }

  /** Nothing is told of a plant that may be watered at this moment. */
  private untold(id: string, home: HomeAssistant) {
    const stop = () => this.call(home, "plantos", "stop_watering", { device_id: id });
    return html`
      ${this.message("untold")}
      <button class="pill stop" @click=${stop}>${icon(mdiStop)}${this.say("stop")}</button>
      ${this.failed()}
    `;
  }

  private failed() {
    return this.failure
      ? html`<p class="error" role="alert">${this.say("failed", { error: this.failure })}</p>`
      : nothing;
  }

  private message(word: Word, values?: Record<string, string>) {
    return html`<div class="message" role="status">${icon(speciesIcon(undefined))}
      <p>${this.say(word, values)}</p></div>`;
  }

  // --- a plant -----------------------------------------------------------------------------------

  private plant(plant: PlantView, home: HomeAssistant, garden: Garden) {
    const { say, formats } = this;
    const flows = mayFlow(plant);
    return html`
      ${this.header(plant)}
      ${garden.live
        ? nothing
        : html`<p class="note" role="status">${icon(mdiCloudOffOutline)}${say("stale")}</p>`}
      ${this.shows("problems") ? this.problems(plant, home) : nothing} ${this.moisture(plant)}
      ${this.shows("chart") && plant.moisture
        ? html`<plantos-moisture-line
            .hass=${home}
            .garden=${garden}
            .plant=${plant}
            .days=${daysOf(this.config!)}
            .formats=${formats}
            .say=${say}
          ></plantos-moisture-line>`
        : nothing}
      ${this.shows("times") ? this.times(plant, garden.now()) : nothing}
      ${this.shows("decision") ? this.decision(plant) : nothing}
      ${flows
        ? html`<plantos-run-panel
            .hass=${home}
            .garden=${garden}
            .plant=${plant}
            .formats=${formats}
            .say=${say}
            .live=${garden.live}
          ></plantos-run-panel>`
        : nothing}
      ${this.shows("controls") ? this.controls(plant, home, flows) : nothing} ${this.failed()}
      <div class="unseen" aria-live="polite">${this.newsOf(plant.run)}</div>
    `;
  }

  private shows(section: Section): boolean {
    return this.config?.[`show_${section}`] !== false;
  }

  private header(plant: PlantView) {
    const { say, config } = this;
    const { health } = plant;
    const name = config?.name || plant.name;
    const score = health.score === null ? "" : ` ${this.formats.percent(health.score)}`;
    const word = health.status === "unknown" ? say("notJudged") : say(health.status);
    const limit = health.limiting ? say("limitedBy", { what: say(`limits_${health.limiting}` as Word) }) : "";
    return html`
      <header role="presentation" class="tone-${TONES[health.status] ?? "none"}">
        <div class="face">
          ${config?.picture ? html`<img src=${config.picture} alt="" />` : icon(speciesIcon(plant.species?.group))}
        </div>
        <div class="titles">
          <h2><bdi>${name}</bdi></h2>
          ${plant.species
            ? html`<div class="species quiet"><bdi>${plant.species.scientific || plant.species.name}</bdi></div>`
            : nothing}
        </div>
        ${this.shows("health")
          ? html`<button
              class="chip"
              title=${limit}
              aria-label="${say("health")}: ${word}${score}. ${limit}"
              @click=${() => showEntity(this, plant.entities["health"])}
            >
              <span>${word}</span>
            </button>`
          : nothing}
      </header>
    `;
  }

  private moisture(plant: PlantView) {
    const { say, formats } = this;
    const { moisture, moisture_min: min, moisture_max: max } = plant;
    if (!moisture) return nothing;
    const { value } = moisture;
    const verdict = verdictOf(plant);
    const range = { min: formats.number(min), max: formats.number(max) };
    const label =
      value === null
        ? say("moistureUnknown")
        : say("moistureNow", { value: formats.percent(value), min: formats.percent(min), max: formats.percent(max) });
    return html`
      <div class="moisture ${toneOf(verdict)}">
        <button class="value" aria-label=${label} @click=${() => showEntity(this, plant.entities["moisture"])}>
          <bdi>${value === null ? "–" : formats.number(value)}<small> %</small></bdi>
        </button>
        <div class="gauge">
          <div class="verdict">
            <strong>${say(verdict)}${this.doubt(moisture)}</strong>
            <span class="quiet"><bdi>${say("wanted", range)}</bdi></span>
          </div>
          ${gauge(plant)}
        </div>
      </div>
    `;
  }

  private doubt(moisture: MoistureView) {
    if (moisture.value === null) return nothing;
    if (moisture.quality === 0) return html` · ${this.say("quarantined")}`;
    if (moisture.source === "cache") return html` · ${this.say("cached")}`;
    return moisture.source === "backup" ? html` · ${this.say("backup")}` : nothing;
  }

  private times(plant: PlantView, now: number) {
    const { say, formats } = this;
    const last = plant.last_watered ? Date.parse(plant.last_watered) : null;
    const { told, between } = nextWatering(plant, now, formats, say);
    return html`
      <dl class="facts">
        <div class="fact">
          ${icon(mdiCalendarClockOutline)}
          <dt>${say("next")}</dt>
          <dd>${told}</dd>
          ${between ? html`<dd class="more"><bdi>${between}</bdi></dd>` : nothing}
        </div>
        <div class="fact">
          ${icon(mdiWateringCanOutline)}
          <dt>${say("last")}</dt>
          <dd><bdi>${last === null ? say("never") : formats.moment(last, now)}</bdi></dd>
          ${this.given(plant)}
        </div>
      </dl>
    `;
  }

  private given({ run, today_ml: today }: PlantView) {
    const told: string[] = [];
    const last = run && !run.active ? run.delivered_ml : 0;
    if (last > 0) told.push(this.formats.ml(last));
    if (Math.round(today) > Math.round(last)) told.push(this.say("today", { ml: this.formats.ml(today) }));
    return told.length ? html`<dd class="more"><bdi>${told.join(" · ")}</bdi></dd>` : nothing;
  }

  private decision(plant: PlantView) {
    const { run, decision } = plant;
    const failed = !decision.denied && run && !run.active && run.failure ? run.failure : "";
    return html`
      <p class="why">
        ${icon(mdiLightbulbOnOutline)}
        <span>
          <span class="unseen">${this.say("why")}: </span><bdi>${decision.sentence}</bdi>
          ${decision.denied ? html`<br /><bdi>${this.say("held", { why: decision.denied })}</bdi>` : nothing}
          ${failed ? html`<br /><bdi>${this.say("lastTry", { why: failed })}</bdi>` : nothing}
        </span>
      </p>
    `;
  }

  private problems(plant: PlantView, home: HomeAssistant) {
    if (plant.problems.length === 0) return nothing;
    return html`
      <ul role="list">
        ${plant.problems.map(
          (problem) => html`
            <li class="problem">
              ${icon(mdiAlertCircleOutline)}<span><bdi>${problem.sentence}</bdi></span>
              ${home.user?.is_admin
                ? html`<a href=${problem.path} aria-label=${this.say("fix")} @click=${this.open}>${icon(mdiChevronRight)}</a>`
                : nothing}
            </li>
          `,
        )}
      </ul>
    `;
  }

  private controls(plant: PlantView, home: HomeAssistant, flows: boolean) {
    const { say, formats } = this;
    const automatic = plant.entities["automatic_watering"];
    const water = plant.has_outlet
      ? html`<plantos-water-now
          .hass=${home}
          .plant=${plant}
          .formats=${formats}
          .say=${say}
        ></plantos-water-now>`
      : html`<span class="note">${icon(mdiWateringCanOutline)}${say("noOutlet")}</span>`;
    return html`
      <div class="controls">
        ${flows ? nothing : water}
        ${automatic
          ? html`<button
              class="switch"
              role="switch"
              aria-checked=${plant.automatic}
              aria-label=${say("automaticLabel")}
              @click=${() => this.call(home, "switch", plant.automatic ? "turn_off" : "turn_on", { entity_id: automatic })}
            >
              ${say("automatic")}<i></i>
            </button>`
          : nothing}
      </div>
    `;
  }

  // --- what is done ------------------------------------------------------------------------------

  private async call(home: HomeAssistant, domain: string, action: string, target: Record<string, string>): Promise<void> {
    this.failure = "";
    try {
      await home.callService(domain, action, {}, target, false);
    } catch (error) {
      this.failure = await explain(home, error);
    }
  }

  private readonly open = (event: MouseEvent): void => {
    // A new tab is the browser's own affair.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate((event.currentTarget as HTMLAnchorElement).pathname);
  };

  /** What whoever can't see the card hears of a watering: that it begins, waits, or ends. */
  private newsOf(run: RunView | null): string {
    const before = this.run;
    this.run = run;
    if (!run || !before || (before.run_id === run.run_id && before.state === run.state)) return this.news;
    const ml = (amount: number) => this.formats.ml(amount);
    if (run.state === "watering") this.news = `${this.say("watering")}: ${ml(run.amount_ml)}`;
    else if (run.state === "awaiting_approval") this.news = this.say("awaiting", { ml: ml(run.amount_ml) });
    else if (before.active && !run.active) {
      this.news = run.delivered_ml > 0 ? this.say("ended", { ml: ml(run.delivered_ml) }) : this.say("endedWithout");
    }
    return this.news;
  }
}
