import { css } from "lit";

export const plantCardStyle = css`
  :host {
    display: block;
    block-size: 100%;
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 14px;
    block-size: 100%;
    padding: 16px;
    container-type: inline-size;
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .titles {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    margin: 0;
    font-size: 18px;
    font-weight: 500;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .species {
    font-size: 13px;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip {
    flex: none;
    padding: 0;
    font-size: 13px;
    font-weight: 500;
  }
  .chip span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 5px 12px;
    border-radius: 16px;
    background: color-mix(in srgb, var(--tone) 14%, transparent);
  }
  .chip span::before {
    content: "";
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--tone);
  }
  .moisture {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    column-gap: 16px;
  }
  .value {
    min-block-size: 44px;
    padding: 0;
    border-radius: 8px;
    font-size: 34px;
    font-weight: 400;
    line-height: 1;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  .value small {
    font-size: 18px;
    color: var(--plant-quiet);
  }
  .gauge {
    min-inline-size: 0;
  }
  .verdict {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    column-gap: 8px;
    font-size: 13px;
    margin-block-end: 6px;
  }
  .verdict strong {
    font-weight: 500;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
    gap: 12px;
    margin: 0;
  }
  .fact {
    display: grid;
    grid-template-columns: auto 1fr;
    column-gap: 10px;
    place-items: start;
    align-content: start;
  }
  .fact svg.icon {
    grid-row: 1 / span 3;
    margin-block-start: 2px;
    color: var(--plant-quiet);
  }
  dt {
    font-size: 12px;
    color: var(--plant-quiet);
  }
  dd {
    margin: 0;
    font-weight: 500;
  }
  dd.more {
    font-size: 12px;
    font-weight: 400;
    color: var(--plant-quiet);
  }
  .why,
  .problem,
  .note {
    display: flex;
    gap: 10px;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .why {
    color: var(--plant-quiet);
  }
  ul {
    list-style: none;
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
  }
  .problem {
    align-items: center;
    padding: 10px 12px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--plant-warn) 14%, transparent);
  }
  .problem > svg.icon {
    align-self: flex-start;
    color: var(--plant-warn);
  }
  .problem span {
    flex: 1;
  }
  .problem a {
    display: grid;
    place-items: center;
    min-inline-size: 44px;
    min-block-size: 44px;
    margin: -8px;
    color: inherit;
    border-radius: 50%;
  }
  .problem a:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .note {
    align-items: center;
    font-size: 13px;
    color: var(--plant-quiet);
  }
  .stale > :not(.note, plantos-run-panel) {
    opacity: 0.6;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-block-start: auto;
  }
  plantos-water-now[open] {
    flex: 1 0 100%;
  }
  .switch {
    margin-inline-start: auto;
    display: inline-flex;
    align-items: center;
    gap: 12px;
    padding-inline: 4px;
    font-weight: 500;
  }
  .switch i {
    position: relative;
    inline-size: 44px;
    block-size: 24px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--plant-text) 22%, transparent);
    transition: background 0.2s;
  }
  .switch i::after {
    content: "";
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: #fff;
    box-shadow: 0 1px 2px rgb(0 0 0 / 40%);
    transition: inset-inline-start 0.2s;
  }
  .switch[aria-checked="true"] i {
    background: var(--plant-leaf);
  }
  .switch[aria-checked="true"] i::after {
    inset-inline-start: 23px;
  }
  .message {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding-block: 16px;
    text-align: center;
  }
  .message svg.icon {
    inline-size: 40px;
    block-size: 40px;
    color: var(--plant-quiet);
  }
  .message p {
    margin: 0;
  }
`;
