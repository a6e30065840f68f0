import { css, html, LitElement, nothing } from "lit";
import type { PlantView, RunView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import type { Garden } from "./garden.ts";
import { explain, type HomeAssistant } from "./home-assistant.ts";
import { icon, mdiAccountQuestionOutline, mdiStop } from "./icons.ts";
import { progressOf } from "./progress.ts";
import { shared } from "./styles.ts";
import type { Say } from "./words.ts";

const STEP_MS = 500;

/** A watering at work: how far it is, and the button that stops it whatever else happens. */
export class RunPanel extends LitElement {
  static override properties = {
    plant: { attribute: false },
    formats: { attribute: false },
    say: { attribute: false },
    stopping: { state: true },
    failure: { state: true },
  };

  hass!: HomeAssistant;
  garden!: Garden;
  plant!: PlantView;
  formats!: Formats;
  say!: Say;
  private stopping = "";
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
      @media (prefers-reduced-motion: reduce) {
        .bar div {
          transition: none;
        }
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
    if (!run) return nothing;
    return html`
      <section>
        ${run.state === "awaiting_approval" ? this.question(run) : this.progress(run)}
        ${this.failure ? html`<p class="error" role="alert">${this.say("failed", { error: this.failure })}</p>` : nothing}
      </section>
    `;
  }

  private progress(run: RunView) {
    const { say, formats } = this;
    const { share, ml, secondsLeft } = progressOf(run, this.garden.now());
    const given = say("progress", { given: formats.ml(ml), asked: formats.ml(run.amount_ml) });
    const percent = Math.round(share * 100);
    return html`
      <div class="row">
        <div class="what">
          <strong>${this.stopping === run.run_id ? say("stopping") : this.state(run)}</strong>
          <span class="quiet numbers"><bdi>${given}</bdi>${this.seconds(run, secondsLeft)}</span>
        </div>
        <button class="pill stop" @click=${() => this.stop(run)}>${icon(mdiStop)}${say("stop")}</button>
      </div>
      <div
        class="bar"
        role="progressbar"
        aria-label=${say("watering")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${percent}
        aria-valuetext=${given}
      >
        <div style="inline-size:${share * 100}%"></div>
      </div>
    `;
  }

  private seconds(run: RunView, left: number) {
    if (run.state !== "watering") return nothing;
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
          <span class="quiet">${run.reason}</span>
        </div>
      </div>
      <div class="row">
        <button class="pill strong" @click=${() => this.act("approve_watering")}>${say("approve")}</button>
        <button class="pill" @click=${() => this.act("reject_watering")}>${say("reject")}</button>
      </div>
    `;
  }

  private async stop(run: RunView): Promise<void> {
    this.stopping = run.run_id;
    if (!(await this.act("stop_watering"))) this.stopping = "";
  }

  private async act(action: string): Promise<boolean> {
    this.failure = "";
    try {
      await this.hass.callService("plantos", action, {}, { device_id: this.plant.device_id }, false);
      return true;
    } catch (error) {
      this.failure = await explain(this.hass, error);
      return false;
    }
  }
}
