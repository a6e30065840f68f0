import assert from "node:assert/strict";
import test from "node:test";
import { across, down, linePath, nearest, pieces, pointsOf, scaleOf, ticks } from "../src/chart.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const hourly = (...values: number[]) => values.map((value, index) => ({ at: index * HOUR, value }));

test("readings and range lie within the box", () => {
  const scale = scaleOf(hourly(20, 80), 0, 10 * HOUR, 30, 60);
  for (const value of [20, 30, 60, 80]) assert.ok(down(scale, value) > 0 && down(scale, value) < 1);
  assert.ok(scale.low >= 0 && scale.high <= 100);
});

test("noise fills no box", () => {
  const scale = scaleOf(hourly(45, 45.2), 0, HOUR, 44, 46);
  assert.ok(scale.high - scale.low >= 14);
});

test("what lies outside is drawn at the edge", () => {
  const scale = { since: 0, until: 10, low: 0, high: 100 };
  assert.equal(across(scale, -5), 0);
  assert.equal(across(scale, 15), 1);
});

test("the line leaps no silence of the probe", () => {
  const points = [...hourly(50, 49, 48), ...hourly(40, 39).map(({ at, value }) => ({ at: at + DAY, value }))];
  assert.deepEqual(pieces(points).map((piece) => piece.length), [3, 2]);
});

test("a lone reading is a dot", () => {
  const scale = { since: 0, until: HOUR, low: 0, high: 100 };
  assert.equal(linePath(hourly(50), scale, 100, 50), "M0 25h.01");
});

test("without readings there is no line", () => {
  assert.equal(linePath([], { since: 0, until: 1, low: 0, high: 1 }, 100, 50), "");
});

test("the line ends with the reading of now", () => {
  const history = { since: "", until: "", moisture: [["1970-01-01T00:30:00Z", 50]] as [string, number][], waterings: [] };
  assert.deepEqual(pointsOf(history, HOUR, 48).at(-1), { at: HOUR, value: 48 });
  assert.equal(pointsOf(history, HOUR, null).length, 1);
});

test("a pointer finds the nearest reading", () => {
  assert.equal(nearest(hourly(1, 2, 3), 1.4 * HOUR)?.value, 2);
  assert.equal(nearest([], 0), undefined);
});

test("a week is marked where its days begin", () => {
  const found = ticks({ since: 5 * HOUR, until: 7 * DAY + 5 * HOUR, low: 0, high: 100 }, day);
  assert.deepEqual(found.map(({ at }) => at / DAY), [1, 2, 3, 4, 5, 6, 7]);
});

test("a month has no more marks than fit", () => {
  assert.ok(ticks({ since: 0, until: 30 * DAY, low: 0, high: 100 }, day).length <= 8);
});

test("a few hours are marked with times", () => {
  assert.deepEqual(ticks({ since: 0, until: 4 * HOUR, low: 0, high: 100 }, day).map((tick) => tick.day), [false, false, false]);
});
