import { css } from "lit";

export const gardenCardStyle = css`
  :host {
    display: block;
    block-size: 100%;
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    block-size: 100%;
    padding: 16px;
    container-type: inline-size;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 12px;
  }
  h2 {
    margin: 0;
    font-size: 18px;
    font-weight: 500;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .state {
    font-size: 13px;
    color: var(--plant-quiet);
  }
  .state::before {
    content: "";
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline-end: 6px;
    border-radius: 50%;
    background: var(--plant-leaf);
  }
  .state.calls::before {
    background: var(--plant-warn);
  }
  ul {
    list-style: none;
    margin: 0 -8px;
    padding: 0;
  }
  .stale ul,
  .stale footer {
    opacity: 0.6;
  }
  .note {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0;
    font-size: 13px;
    color: var(--plant-quiet);
  }
  footer {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: 12px 24px;
    margin-block-start: auto;
    padding-block-start: 14px;
    border-block-start: 1px solid var(--plant-line);
  }
  .supply {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 12px;
    align-content: start;
    font-size: 13px;
  }
  .supply > svg.icon {
    grid-row: 1 / span 4;
    color: var(--plant-water);
  }
  .line {
    grid-column: 2;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    column-gap: 12px;
    overflow-wrap: anywhere;
  }
  .bar {
    grid-column: 2;
    block-size: 8px;
    border-radius: 4px;
    overflow: hidden;
    background: var(--plant-field);
  }
  .bar div {
    block-size: 100%;
    border-radius: 4px;
    background: var(--plant-water);
    transition: inline-size 0.6s;
  }
  .bar.lastWeek div {
    opacity: 0.45;
  }
  .low > svg.icon {
    color: var(--plant-warn);
  }
  .low .bar div {
    background: var(--plant-warn);
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
  .message + .pill {
    align-self: center;
  }
`;
