import { css } from "lit";

export const maintenanceCardStyle = css`
  :host([hidden]) {
    display: none;
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 20px;
    padding: 16px;
  }
  h2 {
    margin: 0 0 4px;
    font-size: 16px;
    font-weight: 500;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding-block: 8px;
  }
  li + li {
    border-block-start: 1px solid var(--plant-line);
  }
  li > svg.icon {
    color: var(--plant-warn);
  }
  .what {
    flex: 1 1 180px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .what strong {
    display: block;
    font-weight: 500;
  }
  .what .quiet {
    font-size: 13px;
  }
  .go {
    display: grid;
    place-items: center;
  }
  .go:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .fine {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 0;
  }
  .fine svg.icon {
    color: var(--plant-quiet);
  }
  .nothingBroken svg.icon {
    color: var(--plant-leaf);
  }
  .asks .what {
    flex-basis: 100%;
  }
`;
