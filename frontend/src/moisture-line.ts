import { css, html, LitElement, nothing, svg, type PropertyValues } from "lit";
import { across, areaPath, down, linePath, nearest, pointsOf, scaleOf, ticks, type Point, type Scale } from "./chart.ts";
import type { PastWatering, PlantHistory, PlantView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import type { Garden } from "./garden.ts";
import { explain, type HomeAssistant } from "./home-assistant.ts";
import { shared } from "./styles.ts";
import type { Say } from "./words.ts";

const WIDTH = 300;
const HEIGHT = 72;
/** A pointer this near to a watering means the watering, in shares of the width. */
const NEAR = 0.02;

/** The last days of a plant: its moisture, the range it should keep to, and when it was watered. */
export class MoistureLine extends LitElement {
  static override properties = {
    plant: { attribute: false },
    days: { attribute: false },
    formats: { attribute: false },
    say: { attribute: false },
    history: { state: true },
    failure: { state: true },
    pointed: { state: true },
    stepped: { state: true },
  };

  hass!: HomeAssistant;
  garden!: Garden;
  plant!: PlantView;
  days = 7;
  formats!: Formats;
  say!: Say;
  private history: PlantHistory | undefined;
  private failure = "";
  private pointed: number | undefined;
  /** Whether a key moved there: only that is said aloud. */
  private stepped = false;

  static override styles = [
    shared,
    css`
      figure {
        margin: 0;
        direction: ltr;
        position: relative;
      }
      .plot {
        position: relative;
        block-size: ${HEIGHT}px;
        touch-action: pan-y;
        border-radius: 8px;
      }
      .drawing {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        overflow: visible;
      }
      .band {
        fill: color-mix(in srgb, var(--plant-leaf) 13%, transparent);
      }
      .edge {
        stroke: color-mix(in srgb, var(--plant-leaf) 45%, transparent);
        stroke-dasharray: 2 4;
      }
      .tick {
        stroke: var(--plant-line);
      }
      .area {
        fill: color-mix(in srgb, var(--plant-water) 10%, transparent);
      }
      .line {
        fill: none;
        stroke: var(--plant-water);
        stroke-width: 2;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .line,
      .edge,
      .tick {
        vector-effect: non-scaling-stroke;
      }
      .drop {
        position: absolute;
        inset-block-end: -7px;
        inline-size: 14px;
        block-size: 14px;
        margin-inline-start: -7px;
        fill: var(--plant-water);
        stroke: var(--ha-card-background, var(--card-background-color, #fff));
        stroke-width: 2;
      }
      .drop.none {
        fill: var(--plant-bad);
      }
      .cursor {
        position: absolute;
        inset-block: 0;
        inline-size: 1px;
        background: var(--plant-quiet);
      }
      .dot {
        position: absolute;
        inline-size: 8px;
        block-size: 8px;
        margin: -4px 0 0 -4px;
        border-radius: 50%;
        background: var(--plant-water);
        border: 2px solid var(--ha-card-background, var(--card-background-color, #fff));
      }
      .axis {
        position: relative;
        block-size: 18px;
        margin-block-start: 6px;
        font-size: 11px;
        color: var(--plant-quiet);
      }
      .axis span {
        position: absolute;
        transform: translateX(-50%);
        white-space: nowrap;
      }
      .readout {
        position: absolute;
        inset-block-end: 0;
        inset-inline: 0;
        background: var(--ha-card-background, var(--card-background-color, #fff));
        font-size: 12px;
        text-align: center;
      }
      .empty {
        display: grid;
        place-items: center;
        block-size: 100%;
        text-align: center;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("plant") || changed.has("days")) void this.ask();
  }

  private async ask(): Promise<void> {
    const { plant, days } = this;
    try {
      const history = await this.garden.history(this.hass, plant, days);
      if (this.plant.device_id !== plant.device_id || this.days !== days) return;
      this.history = history;
      this.failure = "";
    } catch (error) {
      this.failure = await explain(this.hass, error);
    }
  }

  protected override render() {
    const { say, plant, history } = this;
    if (!history) {
      const text = this.failure && say("chartFailed", { error: this.failure });
      return html`<figure><div class="plot"><div class="empty quiet" dir="auto">${text}</div></div></figure>`;
    }
    const now = this.garden.now();
    const since = now - (Date.parse(history.until) - Date.parse(history.since));
    const points = pointsOf(history, now, plant.moisture?.value ?? null).filter((point) => point.at >= since);
    const scale = scaleOf(points, since, now, plant.moisture_min, plant.moisture_max);
    if (points.length < 2 && history.waterings.length === 0) {
      return html`<figure><div class="plot"><div class="empty quiet" dir="auto">${say("chartEmpty")}</div></div></figure>`;
    }
    // What is being given isn't given yet.
    const at = plant.run?.active ? plant.run.run_id : null;
    const waterings = history.waterings.filter((one) => one.run_id !== at && Date.parse(one.at) >= since);
    return html`
      <figure>
        <div
          class="plot"
          role="img"
          tabindex="0"
          aria-label="${say("chart", { days: this.days })}. ${this.summary(points, waterings)}"
          @pointermove=${(event: PointerEvent) => this.point(event, scale)}
          @pointerdown=${(event: PointerEvent) => this.point(event, scale)}
          @pointerleave=${this.leave}
          @blur=${this.leave}
          @keydown=${(event: KeyboardEvent) => this.step(event, points)}
        >
          ${this.drawing(points, scale)}
          ${waterings.map((one) => this.drop(one, scale))}
          ${this.cursor(points, scale)}
        </div>
        <div class="axis" aria-hidden="true">
          ${ticks(scale, (at) => this.formats.day(at)).map(
            ({ at, day }) => html`
              <span style="left:${across(scale, at) * 100}%">
                ${day ? this.formats.weekday(at) : this.formats.time(at)}
              </span>
            `,
          )}
        </div>
        <div class="readout" dir="auto" aria-hidden="true">${this.readout(points, waterings, scale)}</div>
        <div class="unseen" aria-live="polite">
          ${this.stepped ? this.readout(points, waterings, scale) : nothing}
        </div>
      </figure>
    `;
  }

  private drawing(points: Point[], scale: Scale) {
    const top = down(scale, this.plant.moisture_max) * HEIGHT;
    const bottom = down(scale, this.plant.moisture_min) * HEIGHT;
    return html`
      <svg class="drawing" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        ${ticks(scale, (at) => this.formats.day(at)).map(({ at }) => {
          const x = across(scale, at) * WIDTH;
          return svg`<line class="tick" x1=${x} x2=${x} y1="0" y2=${HEIGHT}></line>`;
        })}
        <rect class="band" x="0" width=${WIDTH} y=${top} height=${Math.max(0, bottom - top)}></rect>
        ${[top, bottom].map((y) => svg`<line class="edge" x1="0" x2=${WIDTH} y1=${y} y2=${y}></line>`)}
        <path class="area" d=${areaPath(points, scale, WIDTH, HEIGHT)}></path>
        <path class="line" d=${linePath(points, scale, WIDTH, HEIGHT)}></path>
      </svg>
    `;
  }

  private drop(watering: PastWatering, scale: Scale) {
    const left = across(scale, Date.parse(watering.at)) * 100;
    return html`
      <svg class="drop ${watering.ml > 0 ? "" : "none"}" style="left:${left}%" viewBox="0 0 14 14" aria-hidden="true">
        <path d="M7 1C9 4 11 6 11 8.6A4 4 0 0 1 3 8.6C3 6 5 4 7 1Z"></path>
      </svg>
    `;
  }

  private cursor(points: Point[], scale: Scale) {
    const point = this.pointed === undefined ? undefined : nearest(points, this.pointed);
    if (!point) return nothing;
    const left = across(scale, point.at) * 100;
    return html`
      <div class="cursor" style="left:${left}%"></div>
      <div class="dot" style="left:${left}%;top:${down(scale, point.value) * 100}%"></div>
    `;
  }

  private readout(points: Point[], waterings: PastWatering[], scale: Scale) {
    if (this.pointed === undefined) return nothing;
    const point = nearest(points, this.pointed);
    const near = (scale.until - scale.since) * NEAR;
    const watering = waterings.find((one) => Math.abs(Date.parse(one.at) - this.pointed!) <= near);
    const at = watering ? Date.parse(watering.at) : point?.at;
    if (at === undefined) return nothing;
    const told = watering
      ? this.say("watered", { ml: this.formats.ml(watering.ml) })
      : point && this.formats.percent(point.value);
    return html`<strong>${told}</strong> · ${this.formats.moment(at, scale.until)}`;
  }

  private summary(points: Point[], waterings: PastWatering[]): string {
    if (points.length === 0) return "";
    const values = points.map((point) => point.value);
    return this.say("chartSays", {
      low: this.formats.percent(Math.min(...values)),
      high: this.formats.percent(Math.max(...values)),
      count: waterings.filter((one) => one.ml > 0).length,
    });
  }

  private point(event: PointerEvent, scale: Scale): void {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    this.pointed = scale.since + share * (scale.until - scale.since);
    this.stepped = false;
  }

  private leave(): void {
    this.pointed = undefined;
    this.stepped = false;
  }

  private step(event: KeyboardEvent, points: Point[]): void {
    if (event.key === "Escape") return this.leave();
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const last = points.at(-1);
    if (!by || !last) return;
    event.preventDefault();
    const from = this.pointed === undefined ? last : nearest(points, this.pointed)!;
    const to = points[Math.min(points.length - 1, Math.max(0, points.indexOf(from) + by))]!;
    this.pointed = to.at;
    this.stepped = true;
  }
}
