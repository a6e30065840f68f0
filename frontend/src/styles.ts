import { css } from "lit";

/** What all parts of the cards share. Colours are Home Assistant's own, so that every theme fits. */
export const shared = css`
  :host {
    --plant-leaf: var(--success-color, #43a047);
    --plant-water: var(--light-blue-color, #039be5);
    --plant-warn: var(--warning-color, #ffa600);
    --plant-bad: var(--error-color, #db4437);
    --plant-text: var(--primary-text-color, #212121);
    --plant-quiet: var(--secondary-text-color, #727272);
    --plant-line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --plant-field: color-mix(in srgb, var(--plant-text) 7%, transparent);
    color: var(--plant-text);
    font-size: 14px;
    line-height: 1.4;
  }
  * {
    box-sizing: border-box;
  }
  svg.icon {
    inline-size: 20px;
    block-size: 20px;
    fill: currentColor;
    flex: none;
  }
  button {
    font: inherit;
    color: inherit;
    border: 0;
    background: none;
    cursor: pointer;
    min-block-size: 44px;
    min-inline-size: 44px;
    border-radius: 22px;
    -webkit-tap-highlight-color: transparent;
  }
  button:focus-visible,
  a:focus-visible,
  input:focus-visible,
  [tabindex]:focus-visible {
    outline: 2px solid var(--primary-color, #03a9f4);
    outline-offset: 2px;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding-inline: 18px;
    font-weight: 500;
    white-space: nowrap;
    background: var(--plant-field);
  }
  .pill.water {
    background: color-mix(in srgb, var(--plant-water) 18%, transparent);
  }
  .pill.water svg {
    fill: var(--plant-water);
  }
  .pill.strong {
    background: color-mix(in srgb, var(--plant-water) 75%, black);
    color: #fff;
  }
  .pill.stop {
    background: color-mix(in srgb, var(--plant-bad) 88%, black);
    color: #fff;
  }
  .pill:hover {
    filter: brightness(1.06);
  }
  .pill[disabled],
  .pill[aria-disabled="true"] {
    opacity: 0.5;
    cursor: default;
  }
  .row {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 8px;
  }
  .push {
    margin-inline-start: auto;
  }
  .quiet {
    color: var(--plant-quiet);
  }
  .error {
    color: color-mix(in srgb, var(--plant-bad) 75%, var(--plant-text));
    margin: 0;
    overflow-wrap: anywhere;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
