import { css, html, LitElement, nothing } from "lit";
import type { PlantView, RunView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import type { Garden } from "./garden.ts";
import { explain, type HomeAssistant } from "./home-assistant.ts";
import { icon, mdiAccountQuestionOutline, mdiStop } from "./icons.ts";
import { mayFlow, progressOf } from "./progress.ts";
import { shared } from "./styles.ts";
import type { Say } from "./words.ts";

const STEP_MS = 500;

/** A watering at work, or an outlet that isn't surely closed: how far it is, and the button that stops it in any case. */
export class RunPanel extends LitElement {
  static override properties = {
    plant: { attribute: false },
    formats: { attribute: false },
    say: { attribute: false },
    live: { attribute: false },
    stopping: { state: true },
    failure: { state: true },
  };

  hass!: HomeAssistant;
  garden!: Garden;
  plant!: PlantView;
  formats!: Formats;
  say!: Say;
  /** Whether what is told of the plant is so now. */
  live = true;
  private stopping = false;
  private answering = false;
  private failure = "";
  private timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    shared,
    css`
      section {
        display: flex;
        flex-direction: column;
        gap: 10px;
        padding: 14px;
        border-radius: 16px;
        background: color-mix(in srgb, var(--plant-water) 10%, transparent);
      }
      .what {
        flex: 1;
        min-inline-size: 0;
      }
      .what strong {
        display: block;
        font-weight: 500;
      }
      .numbers {
        font-variant-numeric: tabular-nums;
      }
      .bar {
        block-size: 10px;
        border-radius: 5px;
        overflow: hidden;
        background: color-mix(in srgb, var(--plant-water) 20%, transparent);
      }
      .bar div {
        block-size: 100%;
        border-radius: 5px;
        background: var(--plant-water);
        transition: inline-size ${STEP_MS}ms linear;
      }
      .bar.past {
        opacity: 0.5;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.plant.run?.state === "watering" && this.requestUpdate(), STEP_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async focusStop(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".stop")?.focus();
  }

  protected override render() {
    const { run } = this.plant;
    const waits = run?.state === "awaiting_approval";
    const flowing = run?.active && !waits ? run : null;
    return html`
      <section role="group" aria-label=${this.plant.name}>
        ${waits && !mayFlow({ ...this.plant, run: null }) ? nothing : this.stopper(flowing)}
        ${flowing ? this.bar(flowing) : nothing} ${waits && run ? this.question(run) : nothing}
        ${this.failure ? html`<p class="error" role="alert">${this.say("failed", { error: this.failure })}</p>` : nothing}
      </section>
    `;
  }

  /** The button that stops, beside what there is to stop: a run, or an outlet that isn't surely closed. */
  private stopper(run: RunView | null) {
    const { say, live } = this;
    const open = this.plant.outlet === "open" ? "outletOpen" : "outletUnsure";
    const state = this.stopping ? say("stopping") : !run ? say(open) : live ? this.state(run) : say("outOfTouch");
    return html`
      <div class="row">
        <div class="what">
          <strong>${state}</strong>
          <span class="quiet numbers"
            ><bdi>${run ? this.given(run) : say("outletAdvice")}</bdi>${run && live ? this.seconds(run) : nothing}</span
          >
        </div>
        <button class="pill stop" @click=${this.stop}>${icon(mdiStop)}${say("stop")}</button>
      </div>
    `;
  }

  private given(run: RunView): string {
    const { ml } = progressOf(run, this.garden.asOf());
    const amounts = { given: this.formats.ml(ml), asked: this.formats.ml(run.amount_ml) };
    return this.say(this.live ? "progress" : "progressWas", amounts);
  }

  private bar(run: RunView) {
    const { share } = progressOf(run, this.garden.asOf());
    return html`
      <div
        class="bar ${this.live ? "" : "past"}"
        role="progressbar"
        aria-label=${this.say("watering")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${this.live ? Math.round(share * 100) : nothing}
        aria-valuetext=${this.given(run)}
      >
        <div style="inline-size:${share * 100}%"></div>
      </div>
    `;
  }

  private seconds(run: RunView) {
    if (run.state !== "watering") return nothing;
    const { secondsLeft: left } = progressOf(run, this.garden.now());
    const text = left > 0 ? this.say("secondsLeft", { seconds: Math.ceil(left) }) : this.say("closing");
    return html` · <bdi>${text}</bdi>`;
  }

  private state(run: RunView): string {
    switch (run.state) {
      case "queued":
        return this.say("queued");
      case "validating":
      case "planning":
        return this.say("checking");
      case "soaking":
        return this.say("soakingBetween");
      default:
        return this.say("watering");
    }
  }

  private question(run: RunView) {
    const { say, formats } = this;
    return html`
      <div class="row">
        ${icon(mdiAccountQuestionOutline)}
        <div class="what">
          <strong>${say("awaiting", { ml: formats.ml(run.amount_ml) })}</strong>
          <span class="quiet"><bdi>${run.reason}</bdi></span>
        </div>
      </div>
      <div class="row">
        <button class="pill strong" @click=${() => this.answer("approve_watering")}>${say("approve")}</button>
        <button class="pill" @click=${() => this.answer("reject_watering")}>${say("reject")}</button>
      </div>
    `;
  }

  /** However often it is pressed, each press tells the outlet to close. */
  private async stop(): Promise<void> {
    this.stopping = true;
    await this.act("stop_watering");
    this.stopping = false;
  }

  private async answer(action: string): Promise<void> {
    if (this.answering) return;
    this.answering = true;
    await this.act(action);
    this.answering = false;
  }

  private async act(action: string): Promise<void> {
    this.failure = "";
    try {
      await this.hass.callService("plantos", action, {}, { device_id: this.plant.device_id }, false);
    } catch (error) {
      this.failure = await explain(this.hass, error);
    }
  }
}
