import type { PlantHistory } from "./contract.ts";

export interface Point {
  at: number;
  value: number;
}

export interface Scale {
  since: number;
  until: number;
  low: number;
  high: number;
}

const LEAST_SPREAD = 20;
const MARGIN = 6;
/** A line leaps no gap longer than so many of its usual steps. */
const GAP_STEPS = 4;

/** The readings of a history, and the one of now. */
export function pointsOf(history: PlantHistory, now: number, value: number | null): Point[] {
  const points = history.moisture.map(([at, mean]) => ({ at: Date.parse(at), value: mean }));
  const last = points.at(-1);
  if (last && last.at > now) points.pop();
  if (value !== null) points.push({ at: now, value });
  return points;
}

/** From where to where the axes go: all readings and the whole range fit in. */
export function scaleOf(points: Point[], since: number, until: number, min: number, max: number): Scale {
  const values = [...points.map((point) => point.value), min, max];
  let low = Math.min(...values) - MARGIN;
  let high = Math.max(...values) + MARGIN;
  const lacking = LEAST_SPREAD - (high - low);
  if (lacking > 0) {
    low -= lacking / 2;
    high += lacking / 2;
  }
  return { since, until, low: Math.max(0, low), high: Math.min(100, high) };
}

/** Where an instant lies, 0 at the left to 1 at the right. */
export function across(scale: Scale, at: number): number {
  return Math.min(1, Math.max(0, (at - scale.since) / Math.max(1, scale.until - scale.since)));
}

/** Where a value lies, 0 at the top to 1 at the bottom. */
export function down(scale: Scale, value: number): number {
  return Math.min(1, Math.max(0, (scale.high - value) / Math.max(1e-9, scale.high - scale.low)));
}

/** The readings cut where the probe was silent. */
export function pieces(points: Point[]): Point[][] {
  const steps = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? 0));
  const usual = steps.length ? [...steps].sort((a, b) => a - b)[steps.length >> 1]! : 0;
  const found: Point[][] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    const piece = found.at(-1);
    if (piece && before && point.at - before.at <= GAP_STEPS * Math.max(usual, 1)) piece.push(point);
    else found.push([point]);
  });
  return found;
}

/** An SVG path through readings, in a box of this width and height. */
export function linePath(points: Point[], scale: Scale, width: number, height: number): string {
  return pieces(points)
    .map((piece) => {
      const steps = piece.map((point) => `${fixed(across(scale, point.at) * width)} ${fixed(down(scale, point.value) * height)}`);
      // A lone reading shows as a dot, by the line's round caps.
      return steps.length === 1 ? `M${steps[0]}h.01` : `M${steps.join("L")}`;
    })
    .join("");
}

/** The area below the readings. */
export function areaPath(points: Point[], scale: Scale, width: number, height: number): string {
  return pieces(points)
    .filter((piece) => piece.length > 1)
    .map((piece) => {
      const left = fixed(across(scale, piece[0]!.at) * width);
      const right = fixed(across(scale, piece.at(-1)!.at) * width);
      return `${linePath(piece, scale, width, height)}L${right} ${height}L${left} ${height}Z`;
    })
    .join("");
}

/** The reading nearest to an instant. */
export function nearest(points: Point[], at: number): Point | undefined {
  let found: Point | undefined;
  for (const point of points) {
    if (!found || Math.abs(point.at - at) < Math.abs(found.at - at)) found = point;
  }
  return found;
}

/** Where the axis of time is marked: where days begin, or, of less than two, at quarters. */
export function ticks(scale: Scale, day: (at: number) => string): { at: number; day: boolean }[] {
  const span = scale.until - scale.since;
  const hour = 3_600_000;
  if (span < 48 * hour) return [0.25, 0.5, 0.75].map((share) => ({ at: scale.since + share * span, day: false }));
  const found: { at: number; day: boolean }[] = [];
  let before = day(scale.since);
  for (let at = Math.ceil(scale.since / hour) * hour; at <= scale.until; at += hour) {
    const today = day(at);
    if (today !== before) found.push({ at, day: true });
    before = today;
  }
  const every = Math.ceil(found.length / 8);
  return found.filter((_, index) => index % every === 0);
}

function fixed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
