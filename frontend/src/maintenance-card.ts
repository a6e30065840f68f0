import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PlantView } from "./contract.ts";
import { Formats } from "./formats.ts";
import { gardenOf, type Garden } from "./garden.ts";
import { explain, navigate, type HomeAssistant } from "./home-assistant.ts";
import { icon, mdiAlertCircleOutline, mdiCheckCircleOutline, mdiChevronRight, mdiCloudOffOutline } from "./icons.ts";
import { maintenanceCardStyle } from "./maintenance-card-style.ts";
import { shared } from "./styles.ts";
import { speak, wordsOf, type Say, type Word } from "./words.ts";

export const MAINTENANCE_CARD = "plantos-maintenance-card";

/** One command as `plantos.list_failed_commands` answers it. */
interface FailedCommand {
  command_id: string;
  plant_name: string;
  amount_ml: number;
  reason: string;
  requested_at: string;
}

/** One line, which stays the same line as long as its key does. */
interface Row {
  key: string;
  shown: TemplateResult;
}

type Deed = "replay" | "forget";

const MINUTE_MS = 60_000;
const SETTINGS = "/config/integrations/integration/plantos";
const LOG = "/config/logs";

const PARTS: Record<string, Word> = {
  outlet: "part_outlet",
  moisture: "limits_moisture",
  temperature: "limits_temperature",
  humidity: "limits_humidity",
  illuminance: "limits_illuminance",
};

/** What is broken, and the way to put it right; only administrators see it. */
export class MaintenanceCard extends LitElement {
  static override styles = [shared, maintenanceCardStyle];
  static override properties = {
    commands: { state: true },
    failure: { state: true },
    unread: { state: true },
    busy: { state: true },
    asked: { state: true },
  };

  private home: HomeAssistant | undefined;
  private garden: Garden | undefined;
  private formats!: Formats;
  private say: Say = wordsOf("en");
  private unfollow: (() => void) | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private commands: FailedCommand[] | undefined;
  private failure = "";
  /** Why the failed commands couldn't be read. */
  private unread = "";
  private busy: ReadonlySet<string> = new Set();
  /** What somebody is asked to confirm. */
  private asked: { id: string; deed: Deed } | undefined;
  private focusedIn: string | undefined;
  private failedRuns = "";
  private breakers = "";

  setConfig(): void {
    // There is nothing to set: it shows whatever is broken.
  }

  getCardSize(): number {
    return 5;
  }

  getGridOptions() {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  set hass(hass: HomeAssistant) {
    const before = this.home;
    this.home = hass;
    this.toggleAttribute("hidden", !hass.user?.is_admin);
    if (before?.locale !== hass.locale || before.language !== hass.language || before.config !== hass.config) {
      this.formats = new Formats(hass);
      speak(hass.language, (say) => {
        this.say = say;
        this.requestUpdate();
      });
    }
    const breakers = openBreakers(hass).join();
    if (breakers !== this.breakers) {
      this.breakers = breakers;
      this.requestUpdate();
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
    this.timer = setInterval(() => void this.load(), MINUTE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.unfollow?.();
    this.unfollow = undefined;
  }

  private follow(): void {
    this.unfollow?.();
    this.unfollow = undefined;
    if (!this.isConnected || !this.garden || !this.home?.user?.is_admin) return;
    this.unfollow = this.garden.followAll(() => this.hear());
    void this.load();
  }

  /** A run that failed may have left a command behind, and what couldn't be read may be again. */
  private hear(): void {
    const failed = this.plants.flatMap(({ run }) => (run?.failure ? run.run_id : [])).join();
    if (failed !== this.failedRuns || (this.unread && this.garden?.live)) void this.load();
    this.failedRuns = failed;
    this.requestUpdate();
  }

  private get plants(): PlantView[] {
    return [...(this.garden?.plants.values() ?? [])].sort((one, other) => one.name.localeCompare(other.name));
  }

  protected override willUpdate(): void {
    this.focusedIn = this.shadowRoot?.activeElement?.closest("li")?.dataset["key"];
  }

  /** A question begins at the answer that does nothing; whose button is gone goes on with its line, or the next. */
  protected override updated(changed: PropertyValues): void {
    const key = this.focusedIn;
    if (!key || this.shadowRoot?.activeElement) return;
    const row = [...this.renderRoot.querySelectorAll("li")].find((one) => one.dataset["key"] === key);
    const before = changed.get("asked") as MaintenanceCard["asked"];
    const button = row?.querySelector<HTMLElement>(before && !this.asked ? `.${before.deed}` : "button");
    (button ?? this.renderRoot.querySelector<HTMLElement>("h2, .fine"))?.focus();
  }

  protected override render() {
    const { home, garden } = this;
    if (!home?.user?.is_admin || !garden) return nothing;
    const failure = this.failure || this.unread;
    const sections = [
      this.section("hubsOff", this.hubsOff(garden)),
      this.section("maintenanceProblems", [...this.untold(home, garden), ...this.problems()]),
      this.section("doubtedProbes", this.doubted()),
      this.section("openBreakers", this.opened(home)),
      this.section("failedCommands", this.failed()),
    ].filter((section) => section !== nothing);
    return html`<ha-card>
      ${garden.live && garden.known ? nothing : this.state(mdiCloudOffOutline, garden.known ? "stale" : "loading")}
      ${sections} ${garden.live && sections.length === 0 ? this.whole() : nothing}
      ${failure ? html`<p class="error" role="alert">${this.say("failed", { error: failure })}</p>` : nothing}
    </ha-card>`;
  }

  /** Only what was looked at can be said to be well. */
  private whole() {
    if (this.unread) return this.state(mdiCloudOffOutline, "notAllKnown");
    return this.commands ? this.state(mdiCheckCircleOutline, "nothingBroken") : this.state(mdiCloudOffOutline, "loading");
  }

  private state(path: string, word: Word) {
    return html`<p class="fine ${word}" role="status" tabindex="-1">${icon(path)}${this.say(word)}</p>`;
  }

  private section(word: Word, rows: Row[]) {
    return rows.length === 0
      ? nothing
      : html`<section>
          <h2 tabindex="-1">${this.say(word)}</h2>
          <ul role="list">
            ${repeat(
              rows,
              ({ key }) => key,
              ({ key, shown }) => html`<li data-key=${key} aria-busy=${this.busy.has(key)}>${shown}</li>`,
            )}
          </ul>
        </section>`;
  }

  private told(name: string, text: string) {
    return html`<div class="what"><strong><bdi>${name}</bdi></strong><span class="quiet"><bdi>${text}</bdi></span></div>`;
  }

  private lead(path: string, label: string) {
    return html`<button class="go" aria-label=${label} @click=${() => navigate(path)}>${icon(mdiChevronRight)}</button>`;
  }

  private hubsOff({ hubs }: Garden): Row[] {
    return hubs
      .filter((hub) => !hub.loaded)
      .map(({ hub_id: key, name }) => ({
        key,
        shown: html`${icon(mdiCloudOffOutline)}${this.told(name, this.say("hubOffShort"))}${this.lead(SETTINGS, `${this.say("openSettings")}: ${name}`)}`,
      }));
  }

  private untold({ devices }: HomeAssistant, garden: Garden): Row[] {
    return garden.untold.map((key) => {
      const name = devices[key]?.name_by_user || devices[key]?.name || "PlantOS";
      const shown = html`${icon(mdiAlertCircleOutline)}${this.told(name, this.say("untold"))}${this.lead(LOG, `${this.say("fix")}: ${name}`)}`;
      return { key, shown };
    });
  }

  private problems(): Row[] {
    return this.plants.flatMap(({ device_id: device, name, problems }) =>
      problems.map(({ key, sentence, path }) => ({
        key: `${device} ${key}`,
        shown: html`${icon(mdiAlertCircleOutline)}${this.told(name, sentence)}${this.lead(path, `${this.say("fix")}: ${name}`)}`,
      })),
    );
  }

  private doubted(): Row[] {
    return this.plants.flatMap(({ name, moisture, device_id: key }) => {
      if (moisture?.quality !== 0) return [];
      const { value } = moisture;
      const told =
        value === null ? this.say("doubtedSilent") : this.say("doubtedValue", { value: this.formats.percent(value) });
      return { key, shown: html`${this.told(name, told)}${this.lead(`/config/devices/device/${key}`, name)}` };
    });
  }

  private opened(home: HomeAssistant): Row[] {
    return openBreakers(home).map((device) => {
      const [owner = "", part = ""] = device.split(":");
      const reset = () => this.act(device, "reset_circuit_breaker", { device }, { entity_id: "all" });
      const mine = this.nameOf(owner);
      // A hub's own service is asked again by itself.
      const word = PARTS[part];
      const told = this.told(mine ?? "PlantOS", word ? this.say(word) : part);
      return { key: device, shown: html`${told} ${mine ? this.button(device, "trustAgain", reset) : nothing}` };
    });
  }

  /** What a plant or a supply is called. */
  private nameOf(id: string): string | undefined {
    const plant = this.plants.find((one) => one.plant_id === id);
    return plant?.name ?? this.plants.find(({ supply }) => supply?.supply_id === id)?.supply?.name;
  }

  private failed(): Row[] {
    const { formats } = this;
    const now = this.garden?.now() ?? 0;
    return (this.commands ?? []).map((command) => {
      const { command_id: key, amount_ml: ml, plant_name: name } = command;
      const when = formats.moment(Date.parse(command.requested_at), now);
      const told = this.told(`${name} · ${formats.ml(ml)}`, `${when}: ${command.reason}`);
      return { key, shown: html`${told} ${this.asked?.id === key ? this.question(command, this.asked.deed) : this.deeds(key)}` };
    });
  }

  private deeds(id: string) {
    const ask = (deed: Deed) => () => (this.asked = { id, deed });
    return html`<span class="row">
      ${this.button(id, "replay", ask("replay"), "strong")} ${this.button(id, "forget", ask("forget"))}
    </span>`;
  }

  /** What gives water, or can't be undone, is asked for twice. */
  private question({ command_id: id, amount_ml: ml, plant_name: plant }: FailedCommand, deed: Deed) {
    const given = this.formats.ml(ml);
    const text = deed === "replay" ? this.say("replayAsks", { ml: given, plant }) : this.say("forgetAsks");
    const label = deed === "replay" ? this.say("give", { ml: given }) : this.say("forget");
    const does = async () => {
      this.asked = undefined;
      await this.act(id, deed === "replay" ? "replay_failed_command" : "purge_failed_commands", { command_id: id });
    };
    const escape = (event: KeyboardEvent) => event.key === "Escape" && (this.asked = undefined);
    return html`<span class="row asks" role="group" aria-label=${text} @keydown=${escape}>
      <span class="what"><bdi>${text}</bdi></span>
      <button class="pill" @click=${() => (this.asked = undefined)}>${this.say("cancel")}</button>
      <button class="pill ${deed === "replay" ? "strong" : "stop"}" @click=${does}>${label}</button>
    </span>`;
  }

  private button(id: string, word: Word, act: () => void, look = "") {
    const busy = this.busy.has(id);
    const press = () => busy || act();
    return html`<button class="pill ${word} ${look}" aria-disabled=${busy} @click=${press}>${this.say(word)}</button>`;
  }

  // --- what is done ------------------------------------------------------------------------------

  /** Do something about one line; the others can be seen to meanwhile. */
  private async act(
    id: string,
    action: string,
    data: Record<string, unknown>,
    target?: Record<string, unknown>,
  ): Promise<void> {
    if (!this.home || this.busy.has(id)) return;
    this.busy = new Set([...this.busy, id]);
    this.failure = "";
    try {
      await this.home.callService("plantos", action, data, target, false);
    } catch (error) {
      this.failure = await explain(this.home, error);
    } finally {
      this.busy = new Set([...this.busy].filter((one) => one !== id));
      await this.load();
    }
  }

  private async load(): Promise<void> {
    if (!this.home?.user?.is_admin) return;
    try {
      const { response } = await this.home.callService("plantos", "list_failed_commands", {}, undefined, false, true);
      this.commands = (response as { commands: FailedCommand[] }).commands;
      this.unread = "";
    } catch (error) {
      this.unread = await explain(this.home, error);
    }
  }
}

/** The devices that aren't trusted at the moment, as the hubs' status tells. */
function openBreakers(hass: HomeAssistant): string[] {
  return Object.values(hass.entities)
    .filter((entity) => entity.platform === "plantos" && entity.translation_key === "status")
    .flatMap((entity) => (hass.states[entity.entity_id]?.attributes["open_breakers"] as string[] | undefined) ?? []);
}
