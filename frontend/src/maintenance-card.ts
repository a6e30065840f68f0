import { html, LitElement, nothing } from "lit";
import type { PlantView } from "./contract.ts";
import { Formats } from "./formats.ts";
import { gardenOf, type Garden } from "./garden.ts";
import { explain, navigate, type HomeAssistant } from "./home-assistant.ts";
import { icon, mdiAlertCircleOutline, mdiCheckCircleOutline, mdiChevronRight } from "./icons.ts";
import { maintenanceCardStyle } from "./maintenance-card-style.ts";
import { shared } from "./styles.ts";
import { wordsOf, type Say, type Word } from "./words.ts";

export const MAINTENANCE_CARD = "plantos-maintenance-card";

/** One command as `plantos.list_failed_commands` answers it. */
interface FailedCommand {
  command_id: string;
  plant_name: string;
  amount_ml: number;
  reason: string;
  requested_at: string;
}

const MINUTE_MS = 60_000;

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
  static override properties = { commands: { state: true }, failure: { state: true }, busy: { state: true } };

  private home: HomeAssistant | undefined;
  private garden: Garden | undefined;
  private formats!: Formats;
  private say: Say = wordsOf("en");
  private unfollow: (() => void) | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private commands: FailedCommand[] | undefined;
  private failure = "";
  private busy = "";
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
      this.say = wordsOf(hass.language);
      this.requestUpdate();
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

  /** A run that failed may have left a command behind. */
  private hear(): void {
    const failed = this.plants.flatMap(({ run }) => (run?.failure ? run.run_id : [])).join();
    if (failed !== this.failedRuns) void this.load();
    this.failedRuns = failed;
    this.requestUpdate();
  }

  private get plants(): PlantView[] {
    return [...(this.garden?.plants.values() ?? [])].sort((one, other) => one.name.localeCompare(other.name));
  }

  protected override render() {
    const { home, garden, say } = this;
    if (!home?.user?.is_admin || !garden) return nothing;
    const sections = [
      this.section("maintenanceProblems", this.problems()),
      this.section("doubtedProbes", this.doubted()),
      this.section("openBreakers", this.opened(home)),
      this.section("failedCommands", this.failed()),
    ].filter((section) => section !== nothing);
    return html`<ha-card>
      ${sections.length > 0
        ? sections
        : html`<p class="fine" role="status">${icon(mdiCheckCircleOutline)}${say(garden.live ? "nothingBroken" : "loading")}</p>`}
      ${this.failure ? html`<p class="error" role="alert">${say("failed", { error: this.failure })}</p>` : nothing}
    </ha-card>`;
  }

  private section(word: Word, rows: unknown[]) {
    return rows.length === 0
      ? nothing
      : html`<section>
          <h2>${this.say(word)}</h2>
          <ul>
            ${rows.map((row) => html`<li>${row}</li>`)}
          </ul>
        </section>`;
  }

  private told(name: string, text: string) {
    return html`<div class="what"><strong><bdi>${name}</bdi></strong><span class="quiet"><bdi>${text}</bdi></span></div>`;
  }

  private lead(path: string, label: string) {
    return html`<button class="go" aria-label=${label} @click=${() => navigate(path)}>${icon(mdiChevronRight)}</button>`;
  }

  private problems() {
    return this.plants.flatMap(({ name, problems }) =>
      problems.map(
        ({ sentence, path }) =>
          html`${icon(mdiAlertCircleOutline)}${this.told(name, sentence)}${this.lead(path, `${this.say("fix")}: ${name}`)}`,
      ),
    );
  }

  private doubted() {
    return this.plants.flatMap(({ name, moisture, device_id: device }) => {
      if (moisture?.quality !== 0) return [];
      const { value } = moisture;
      const told =
        value === null ? this.say("doubtedSilent") : this.say("doubtedValue", { value: this.formats.percent(value) });
      return html`${this.told(name, told)}${this.lead(`/config/devices/device/${device}`, name)}`;
    });
  }

  private opened(home: HomeAssistant) {
    return openBreakers(home).map((device) => {
      const [owner = "", part = ""] = device.split(":");
      const reset = () => this.act(device, "reset_circuit_breaker", { device }, { entity_id: "all" });
      const mine = this.nameOf(owner);
      // A hub's own service is asked again by itself.
      const word = PARTS[part];
      return html`${this.told(mine ?? "PlantOS", word ? this.say(word) : part)} ${mine ? this.button(device, "trustAgain", reset) : nothing}`;
    });
  }

  /** What a plant or a supply is called. */
  private nameOf(id: string): string | undefined {
    const plant = this.plants.find((one) => one.plant_id === id);
    return plant?.name ?? this.plants.find(({ supply }) => supply?.supply_id === id)?.supply?.name;
  }

  private failed() {
    const { formats } = this;
    const now = this.garden?.now() ?? 0;
    return (this.commands ?? []).map((command) => {
      const { command_id: id } = command;
      const when = formats.moment(Date.parse(command.requested_at), now);
      const give = () => this.act(id, "replay_failed_command", { command_id: id });
      const forget = () => this.act(id, "purge_failed_commands", { command_id: id });
      return html`
        ${this.told(`${command.plant_name} · ${formats.ml(command.amount_ml)}`, `${when}: ${command.reason}`)}
        <span class="row">
          ${this.button(id, "replay", give, "strong")} ${this.button(id, "forget", forget)}
        </span>
      `;
    });
  }

  private button(id: string, word: Word, act: () => Promise<void>, look = "") {
    return html`<button class="pill ${look}" ?disabled=${this.busy === id} @click=${act}>${this.say(word)}</button>`;
  }

  // --- what is done ------------------------------------------------------------------------------

  private async act(
    id: string,
    action: string,
    data: Record<string, unknown>,
    target?: Record<string, unknown>,
  ): Promise<void> {
    if (!this.home || this.busy) return;
    this.busy = id;
    this.failure = "";
    try {
      await this.home.callService("plantos", action, data, target, false);
    } catch (error) {
      this.failure = await explain(this.home, error);
    } finally {
      this.busy = "";
      await this.load();
    }
  }

  private async load(): Promise<void> {
    if (!this.home?.user?.is_admin) return;
    try {
      const { response } = await this.home.callService("plantos", "list_failed_commands", {}, undefined, false, true);
      this.commands = (response as { commands: FailedCommand[] }).commands;
    } catch (error) {
      this.failure = await explain(this.home, error);
    }
  }
}

/** The devices that aren't trusted at the moment, as the hubs' status tells. */
function openBreakers(hass: HomeAssistant): string[] {
  return Object.values(hass.entities)
    .filter((entity) => entity.platform === "plantos" && entity.translation_key === "status")
    .flatMap((entity) => (hass.states[entity.entity_id]?.attributes["open_breakers"] as string[] | undefined) ?? []);
}
