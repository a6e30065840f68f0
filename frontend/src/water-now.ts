import { css, html, LitElement, nothing } from "lit";
import { Amount } from "./amount.ts";
import type { PlantView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import { explain, type HomeAssistant, wasRefused } from "./home-assistant.ts";
import { icon, mdiMinus, mdiPlus, mdiWater } from "./icons.ts";
import { shared } from "./styles.ts";
import type { Say } from "./words.ts";

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
    const { say } = this;
    if (!this.open) {
      return html`
        <button class="pill water" aria-expanded="false" @click=${this.begin}>${icon(mdiWater)}${say("waterNow")}</button>
      `;
    }
    const { sizes } = this;
    const { unit } = this.formats;
    const range = { least: this.formats.ml(sizes.least * unit.ml), ml: this.formats.ml(sizes.most * unit.ml) };
    return html`
      <form @submit=${this.give} @keydown=${this.escape} novalidate>
        <div class="amount">
          ${this.stepper(-1, mdiMinus, say("less"))}
          <input
            type="number"
            inputmode=${unit.fineBelow > 0 ? "decimal" : "numeric"}
            min=${sizes.least}
            step="any"
            max=${sizes.most}
            .value=${String(this.amount)}
            aria-label=${say("amount", { unit: unit.name })}
            aria-describedby="hint"
            aria-invalid=${!this.right}
            @input=${(event: InputEvent) => (this.amount = (event.target as HTMLInputElement).valueAsNumber)}
          />
          <span class="unit quiet" aria-hidden="true">${unit.name}</span>
          ${this.stepper(1, mdiPlus, say("more"))}
        </div>
        <div id="hint" class="hint ${this.right ? "quiet" : "error"}">
          <bdi>${say(this.right ? "atMost" : "amountWrong", range)}</bdi>
        </div>
        ${this.failure ? html`<p class="error" role="alert">${say("failed", { error: this.failure })}</p>` : nothing}
        <div class="row">
          <button type="button" class="pill" @click=${this.cancel}>${say("cancel")}</button>
          <button
            type="submit"
            class="pill strong"
            ?disabled=${!this.right}
            aria-disabled=${this.asking}
            @click=${oncePressed}
          >
            ${icon(mdiWater)}${say("give", { ml: this.right ? this.formats.ml(this.amount * unit.ml) : "" })}
          </button>
        </div>
      </form>
    `;
  }

  private stepper(by: 1 | -1, path: string, label: string) {
    return html`<button type="button" aria-label=${label} @click=${() => this.change(by)}>${icon(path)}</button>`;
  }

  private get sizes(): Amount {
    return new Amount(this.formats.unit, this.plant.largest_ml);
  }

  private get right(): boolean {
    return this.sizes.fits(this.amount);
  }

  private change(by: 1 | -1): void {
    const from = Number.isFinite(this.amount) ? this.amount : this.sizes.of(this.plant.dose_ml);
    this.amount = this.sizes.next(from, by);
  }

  private async begin(event: MouseEvent): Promise<void> {
    if (!oncePressed(event)) return;
    this.amount = this.sizes.of(this.plant.dose_ml);
    this.failure = "";
    // However often it is pressed, it is the same watering.
    this.key = `card-${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.select();
  }

  private async cancel(): Promise<void> {
    this.open = false;
    await this.focusButton();
  }

  async focusButton(): Promise<void> {
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
      const data = { amount_ml: this.sizes.ml(this.amount), idempotency_key: this.key };
      await this.hass.callService("plantos", "water_plant", data, { device_id: this.plant.device_id }, false);
      this.open = false;
      // Its own button stands in until the one that stops takes its place.
      if ((this.renderRoot as ShadowRoot).activeElement) await this.focusButton();
    } catch (error) {
      this.failure = await explain(this.hass, error);
      // What was refused may be asked for again; what wasn't answered may have begun, and must not begin twice.
      if (wasRefused(error)) this.key += "+";
    } finally {
      this.asking = false;
    }
  }
}

/** The second half of a double click means nothing: what lies under the pointer by then is another button. */
function oncePressed(event: MouseEvent): boolean {
  if (event.detail > 1) event.preventDefault();
  return event.detail <= 1;
}
