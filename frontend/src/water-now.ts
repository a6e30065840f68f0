import { css, html, LitElement, nothing } from "lit";
import type { PlantView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import { explain, type HomeAssistant, wasRefused } from "./home-assistant.ts";
import { icon, mdiMinus, mdiPlus, mdiWater } from "./icons.ts";
import { shared } from "./styles.ts";
import type { Say } from "./words.ts";

const STEPS = 10;

/** Water now: an amount, then a second press that means it. */
export class WaterNow extends LitElement {
  static override properties = {
    plant: { attribute: false },
    formats: { attribute: false },
    say: { attribute: false },
    open: { type: Boolean, reflect: true },
    amount: { state: true },
    asking: { state: true },
    failure: { state: true },
  };

  hass!: HomeAssistant;
  plant!: PlantView;
  formats!: Formats;
  say!: Say;
  open = false;
  private amount = 0;
  private asking = false;
  private failure = "";
  private key = "";

  static override styles = [
    shared,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: 10px;
        padding: 14px;
        border-radius: 16px;
        background: color-mix(in srgb, var(--plant-water) 10%, transparent);
      }
      .amount {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 4px;
      }
      .amount button {
        display: grid;
        place-items: center;
        background: var(--plant-field);
      }
      input {
        font: inherit;
        font-size: 24px;
        font-weight: 500;
        color: inherit;
        text-align: end;
        inline-size: 3.2em;
        padding-inline: 4px;
        min-block-size: 44px;
        border: 0;
        border-block-end: 2px solid var(--plant-water);
        background: none;
        font-variant-numeric: tabular-nums;
        appearance: textfield;
      }
      input::-webkit-inner-spin-button {
        appearance: none;
      }
      .unit {
        margin-inline-end: 8px;
      }
      .hint {
        text-align: center;
        font-size: 12px;
      }
      .row .pill {
        flex: 1 1 auto;
      }
    `,
  ];

  protected override render() {
    const { say, plant } = this;
    if (!this.open) {
      return html`
        <button class="pill water" aria-expanded="false" @click=${this.begin}>${icon(mdiWater)}${say("waterNow")}</button>
      `;
    }
    const most = this.formats.ml(plant.largest_ml);
    return html`
      <form @submit=${this.give} @keydown=${this.escape} novalidate>
        <div class="amount">
          ${this.stepper(-1, mdiMinus, say("less"))}
          <input
            type="number"
            inputmode="numeric"
            min="1"
            step="any"
            max=${plant.largest_ml}
            .value=${String(this.amount)}
            aria-label=${say("amount")}
            aria-describedby="hint"
            @input=${(event: InputEvent) => (this.amount = (event.target as HTMLInputElement).valueAsNumber)}
          />
          <span class="unit quiet">ml</span>
          ${this.stepper(1, mdiPlus, say("more"))}
        </div>
        <div id="hint" class="hint ${this.right ? "quiet" : "error"}">
          <bdi>${say(this.right ? "atMost" : "amountWrong", { ml: most })}</bdi>
        </div>
        ${this.failure ? html`<p class="error" role="alert">${say("failed", { error: this.failure })}</p>` : nothing}
        <div class="row">
          <button type="button" class="pill" @click=${this.cancel}>${say("cancel")}</button>
          <button type="submit" class="pill strong" ?disabled=${!this.right || this.asking}>
            ${icon(mdiWater)}${say("give", { ml: this.right ? this.formats.ml(this.amount) : "" })}
          </button>
        </div>
      </form>
    `;
  }

  private stepper(by: 1 | -1, path: string, label: string) {
    return html`<button type="button" aria-label=${label} @click=${() => this.change(by)}>${icon(path)}</button>`;
  }

  private get right(): boolean {
    return this.amount > 0 && this.amount <= this.plant.largest_ml;
  }

  private get step(): number {
    return this.plant.largest_ml <= 100 ? 5 : this.plant.largest_ml <= 1000 ? STEPS : 5 * STEPS;
  }

  private change(by: 1 | -1): void {
    const { step } = this;
    const from = Number.isFinite(this.amount) ? this.amount : this.plant.dose_ml;
    const to = by > 0 ? Math.floor(from / step + 1) * step : Math.ceil(from / step - 1) * step;
    this.amount = Math.min(this.plant.largest_ml, Math.max(Math.min(step, this.plant.largest_ml), to));
  }

  private async begin(): Promise<void> {
    this.amount = Math.round(Math.min(this.plant.dose_ml, this.plant.largest_ml));
    this.failure = "";
    // However often it is pressed, it is the same watering.
    this.key = `card-${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.select();
  }

  private async cancel(): Promise<void> {
    this.open = false;
    await this.updateComplete;
    this.renderRoot.querySelector("button")?.focus();
  }

  private escape(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    void this.cancel();
  }

  private async give(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!this.right || this.asking) return;
    this.asking = true;
    this.failure = "";
    try {
      const data = { amount_ml: this.amount, idempotency_key: this.key };
      await this.hass.callService("plantos", "water_plant", data, { device_id: this.plant.device_id }, false);
      this.open = false;
      this.dispatchEvent(new CustomEvent("given"));
    } catch (error) {
      this.failure = await explain(this.hass, error);
      // What was refused may be asked for again; what wasn't answered may have begun, and must not begin twice.
      if (wasRefused(error)) this.key += "+";
    } finally {
      this.asking = false;
    }
  }
}
