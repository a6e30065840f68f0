import { css, html, LitElement, nothing } from "lit";
import type { PlantView } from "./contract.ts";
import type { Formats } from "./formats.ts";
import type { Garden } from "./garden.ts";
import { gauge, gaugeStyle, toneOf, verdictOf } from "./gauge.ts";
import { navigate, showEntity, type HomeAssistant } from "./home-assistant.ts";
import { icon, mdiAlertCircleOutline, speciesIcon } from "./icons.ts";
import { nextWatering } from "./next-watering.ts";
import { mayFlow } from "./progress.ts";
import { shared } from "./styles.ts";
import type { Say } from "./words.ts";

/** One plant among many, in a line; it draws itself anew only when its plant looks different. */
export class GardenRow extends LitElement {
  static override properties = {
    plant: { attribute: false },
    formats: { attribute: false },
    say: { attribute: false },
    minute: { attribute: false },
    live: { attribute: false },
  };

  hass!: HomeAssistant;
  garden!: Garden;
  plant!: PlantView;
  formats!: Formats;
  say!: Say;
  /** What is told as "today" ages. */
  minute = 0;
  live = true;
  private focused: Element | null = null;

  static override styles = [
    shared,
    gaugeStyle,
    css`
      :host {
        display: block;
      }
      .plant {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 12px;
        inline-size: 100%;
        padding: 8px;
        border-radius: 12px;
        text-align: start;
      }
      .plant:hover {
        background: var(--plant-field);
      }
      .face {
        inline-size: 40px;
        block-size: 40px;
      }
      .face svg.icon {
        inline-size: 22px;
        block-size: 22px;
      }
      .name {
        display: block;
        font-weight: 500;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .more {
        display: block;
        font-size: 12px;
        color: var(--plant-quiet);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .more.problem {
        white-space: normal;
        color: var(--plant-text);
      }
      .problem svg.icon {
        inline-size: 14px;
        block-size: 14px;
        margin-inline-end: 4px;
        vertical-align: -2px;
        color: var(--plant-warn);
      }
      .moisture {
        display: grid;
        gap: 6px;
        inline-size: 84px;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .moisture strong {
        font-size: 16px;
        font-weight: 500;
        line-height: 1.2;
      }
      .track {
        display: block;
        block-size: 6px;
      }
      .needle {
        inset-block-start: -3px;
        inline-size: 12px;
        block-size: 12px;
        margin-inline-start: -6px;
        border-width: 2px;
      }
      plantos-run-panel {
        display: block;
        margin: 4px 8px 8px;
      }
    `,
  ];

  protected override willUpdate(): void {
    this.focused = this.shadowRoot?.activeElement?.closest("plantos-run-panel") ?? null;
  }

  protected override updated(): void {
    // Where the button that stops is gone, its plant is what whoever pressed it goes on with.
    if (this.focused && !this.focused.isConnected) this.renderRoot.querySelector("button")?.focus();
  }

  protected override render() {
    const { plant, formats, say } = this;
    const verdict = verdictOf(plant);
    const value = plant.moisture?.value ?? null;
    const [problem] = plant.problems;
    return html`
      <button class="plant ${toneOf(verdict)}" @click=${this.open}>
        <span class="face">${icon(speciesIcon(plant.species?.group))}</span>
        <span>
          <bdi class="name">${plant.name}</bdi>
          ${problem
            ? html`<span class="more problem">${icon(mdiAlertCircleOutline)}<bdi>${problem.sentence}</bdi></span>`
            : html`<bdi class="more">${this.next(plant)}</bdi>`}
        </span>
        ${plant.moisture
          ? html`<span class="moisture">
              <strong><bdi>${value === null ? "–" : formats.percent(value)}</bdi></strong>
              <span class="unseen">${say(verdict)}</span>
              ${gauge(plant)}
            </span>`
          : nothing}
      </button>
      ${mayFlow(plant)
        ? html`<plantos-run-panel
            .hass=${this.hass}
            .garden=${this.garden}
            .plant=${plant}
            .formats=${formats}
            .say=${say}
            .live=${this.live}
          ></plantos-run-panel>`
        : nothing}
    `;
  }

  private next(plant: PlantView): string {
    return this.say("nextAt", { when: nextWatering(plant, this.garden.now(), this.formats, this.say).told });
  }

  private open(): void {
    const { entities, device_id: device } = this.plant;
    const entity = entities["moisture"] ?? entities["watering_status"] ?? Object.values(entities)[0];
    if (entity) showEntity(this, entity);
    // Only administrators have pages of devices.
    else if (this.hass.user?.is_admin) navigate(`/config/devices/device/${device}`);
  }
}
