import { css, html, nothing } from "lit";
import type { PlantView } from "./contract.ts";

const VERDICTS = { unknown: "none", dry: "bad", wet: "wet", good: "good" } as const;

export type Verdict = keyof typeof VERDICTS;

/** How a plant's moisture lies to the range that is right for it. */
export function verdictOf({ moisture, moisture_min: min, moisture_max: max }: PlantView): Verdict {
  const value = moisture?.value ?? null;
  if (value === null) return "unknown";
  return value < min ? "dry" : value > max ? "wet" : "good";
}

/** The class whose colour says the same. */
export function toneOf(verdict: Verdict): string {
  return `tone-${VERDICTS[verdict]}`;
}

/** From 0 to 100 %: what is right as a band, what is now as a needle. */
export function gauge({ moisture, moisture_min: min, moisture_max: max }: PlantView) {
  const value = moisture?.value ?? null;
  return html`
    <div class="track ${moisture && moisture.quality < 1 ? "doubted" : ""}" aria-hidden="true">
      <div class="right" style="inset-inline:${min}% ${100 - max}%"></div>
      ${value === null ? nothing : html`<div class="needle" style="inset-inline-start:${value}%"></div>`}
    </div>
  `;
}

/** The look of the gauge, of tones, and of a plant's face. */
export const gaugeStyle = css`
  .tone-good {
    --tone: var(--plant-leaf);
  }
  .tone-warn {
    --tone: var(--plant-warn);
  }
  .tone-bad {
    --tone: var(--plant-bad);
  }
  .tone-wet {
    --tone: var(--plant-water);
  }
  .tone-none {
    --tone: var(--plant-quiet);
  }
  .face {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 48px;
    block-size: 48px;
    padding: 0;
    border-radius: 50%;
    overflow: hidden;
    color: var(--tone);
    background: color-mix(in srgb, var(--tone) 16%, transparent);
  }
  .face svg.icon {
    inline-size: 26px;
    block-size: 26px;
  }
  .face img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .track {
    position: relative;
    block-size: 10px;
    border-radius: 5px;
    background: var(--plant-field);
  }
  .right {
    position: absolute;
    inset-block: 0;
    border-radius: 5px;
    background: color-mix(in srgb, var(--plant-leaf) 45%, transparent);
  }
  .needle {
    position: absolute;
    inset-block-start: -4px;
    inline-size: 18px;
    block-size: 18px;
    margin-inline-start: -9px;
    border-radius: 50%;
    background: var(--tone);
    border: 3px solid var(--ha-card-background, var(--card-background-color, #fff));
    box-shadow: 0 1px 3px rgb(0 0 0 / 30%);
    transition: inset-inline-start 0.6s;
  }
  .doubted .needle {
    opacity: 0.55;
  }
`;
