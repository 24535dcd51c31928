import { expect, test } from "vitest";
import { type Point, pointKey, type SearchSpace } from "../space/search-space.ts";
import { proposeTrial } from "./propose.ts";
import { gridWalk, shuffledPlace } from "./sequences/grid-walk.ts";

const space: SearchSpace = {
  parameters: [
    { name: "rate", domain: { kind: "number", low: 0.01, high: 1, scale: "log" } },
    { name: "kind", domain: { kind: "choice", labels: ["a", "b"], ordered: false } },
    {
      name: "depth",
      domain: { kind: "number", low: 1, high: 3, scale: "linear", step: 1 },
      condition: { parameter: "kind", values: [1] },
    },
  ],
};

const propose = (number: number, options: { points?: readonly Point[]; space?: SearchSpace } = {}) =>
  proposeTrial(
    { kind: "grid", levels: 3 },
    {
      space: options.space ?? space,
      finished: (options.points ?? []).map((point, at) => ({
        number: at,
        point,
        status: "complete",
        values: [0],
        violation: 0,
        curve: [],
      })),
      pending: [],
      objectives: 1,
      seed: 3,
      number,
    },
  );

test("a grid has every combination once, with conditional branches, and then it is walked", () => {
  const points = Array.from({ length: 12 }, (_, number) => propose(number)!.point);
  expect(new Set(points.map(pointKey)).size).toBe(12);
  expect(points.filter((point) => point.kind === 0)).toHaveLength(3);
  const rates = [...new Set(points.map(({ rate }) => rate))].sort((a, b) => a - b);
  // The levels are computed by logarithms: some units in the last place.
  [0.01, 0.1, 1].forEach((rate, at) => expect(rates[at]).toBeCloseTo(rate, 14));
  expect(propose(12, { points })).toBeNull();
});

test("points that were tried otherwise are left out, and their places are made up for", () => {
  const all = Array.from({ length: 12 }, (_, number) => propose(number)!.point);
  const points: Point[] = [all[5], all[6]];
  for (let number = 2; points.length < 12; number++) points.push(propose(number, { points })!.point);
  expect(new Set(points.map(pointKey)).size).toBe(12);
  expect(propose(12, { points })).toBeNull();
});

test("a constraint thins the grid", () => {
  const thin = { ...space, allows: ({ depth }: Point) => depth !== 2 };
  const points: Point[] = [];
  while (points.length < 20) {
    const proposal = propose(points.length, { points, space: thin });
    if (proposal === null) break;
    points.push(proposal.point);
  }
  expect(points).toHaveLength(9);
});

test("a grid that nobody can walk is refused", () => {
  const many = Array.from({ length: 80 }, (_, at) => ({ ...space.parameters[0], name: `rate${at}` }));
  expect(() => propose(0, { space: { parameters: many } })).toThrow(
    expect.objectContaining({ code: "grid-too-large" }),
  );
});

test.each([1, 2, 5, 64, 1000])("places are shuffled without loss: %d", (size) => {
  const places = Array.from({ length: size }, (_, place) => shuffledPlace(place, { size, key: 11 }));
  expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, place) => place));
  if (size > 5) expect(places).not.toEqual([...places].sort((a, b) => a - b));
});

test("the last place of a grid of 4^26 points is found exactly", () => {
  const domain = { kind: "choice", labels: ["a", "b", "c", "d"], ordered: false } as const;
  const parameters = Array.from({ length: 26 }, (_, at) => ({ name: `p${at}`, domain }));
  const walk = gridWalk({ parameters }, () => [0, 1, 2, 3]);
  expect(walk.size).toBe(2 ** 52);
  expect(new Set(Object.values(walk.at(2 ** 52 - 1)))).toEqual(new Set([3]));
  const place = shuffledPlace(2 ** 51 + 1, { size: 2 ** 52, key: 3 });
  expect(Number.isSafeInteger(place) && place < 2 ** 52).toBe(true);
});
