import { expect, test } from "vitest";
import * as z from "zod/mini";
import { contains, type Point, pointKey, type SearchSpace } from "../space/search-space.ts";
import { proposeBy, proposeTrial } from "./propose.ts";
import type { FinishedTrial, SamplerDefinition, SamplerRequest } from "./request/sampler.ts";

const digits: SearchSpace = {
  parameters: [
    { name: "kind", domain: { kind: "choice", labels: ["a", "b", "c"], ordered: false } },
    { name: "size", domain: { kind: "number", low: 1, high: 5, scale: "linear", step: 1 } },
    {
      name: "depth",
      domain: { kind: "choice", labels: ["1", "2"], ordered: true },
      condition: { parameter: "kind", values: [1] },
    },
  ],
};

const finishedOf = (points: readonly Point[]): FinishedTrial[] =>
  points.map((point, number) => ({
    number,
    point,
    status: "complete",
    values: [number],
    violation: 0,
    curve: [],
  }));

const requestOf = (space: SearchSpace, points: readonly Point[] = []): SamplerRequest => ({
  space,
  finished: finishedOf(points),
  pending: [],
  objectives: 1,
  seed: 7,
  number: points.length,
});

/** One that always wants the same point. */
const stubborn = (point: Point): SamplerDefinition => ({
  kind: "stubborn",
  title: "Stubborn",
  help: "Wants one point.",
  options: z.object({}),
  ignoresHistory: true,
  severalObjectives: false,
  propose: () => ({ point }),
});

/** All that is proposed until nothing is left, at most so many. */
function walked(space: SearchSpace, propose: (request: SamplerRequest) => ReturnType<typeof proposeTrial>) {
  const points: Point[] = [];
  while (points.length < 100) {
    const proposal = propose(requestOf(space, points));
    if (proposal === null) return points;
    points.push(proposal.point);
  }
  return points;
}

test("a finite space is proposed point by point, each once, and then nothing", () => {
  const points = walked(digits, (request) => proposeTrial({ kind: "random" }, request));
  expect(new Set(points.map(pointKey)).size).toBe(20);
  expect(points).toHaveLength(20);
  expect(points.every((point) => contains(digits, point))).toBe(true);
});

test("constraints count when a space is used up", () => {
  const space = { ...digits, allows: ({ size }: Point) => size % 2 === 1 };
  const points = walked(space, (request) =>
    proposeBy(stubborn({ kind: 0, size: 2 }), { request, options: {} }),
  );
  expect(points).toHaveLength(12);
  expect(points.every((point) => contains(space, point))).toBe(true);
});

test("what is pending is not proposed again, and a neighbour takes its place", () => {
  const point = { kind: 0, size: 3 };
  const request = { ...requestOf(digits), pending: [{ number: 0, point }], number: 1 };
  const other = proposeBy(stubborn(point), { request, options: {} })!;
  const again = proposeBy(stubborn(point), { request: { ...request, finished: [] }, options: {} });
  expect(other).toEqual(again);
  expect(other.point).not.toEqual(point);
  expect(contains(digits, other.point)).toBe(true);
  const same = Object.keys(point).filter((name) => other.point[name] === point[name as "kind"]);
  expect(same).toHaveLength(1);
});

test("a space of one point is used up by one trial", () => {
  const space: SearchSpace = {
    parameters: [{ name: "x", domain: { kind: "number", low: 2, high: 2, scale: "log" } }],
  };
  expect(walked(space, (request) => proposeTrial({ kind: "random" }, request))).toEqual([{ x: 2 }]);
});

test("constraints that allow nothing are an error that says so", () => {
  const space = { ...digits, allows: () => false };
  const expected = expect.objectContaining({ code: "no-allowed-point", kind: "input" });
  expect(() => proposeTrial({ kind: "random" }, requestOf(space))).toThrow(expected);
  const request = requestOf(space);
  expect(() => proposeBy(stubborn({ kind: 0, size: 1 }), { request, options: {} })).toThrow(expected);
});

test("a wrong option is an error with its place, and a wrong kind has a hint", () => {
  expect(() => proposeTrial({ kind: "random", sed: 1 }, requestOf(digits))).toThrow(
    expect.objectContaining({ code: "recipe-unknown-key", message: expect.stringContaining("sampler.sed") }),
  );
  expect(() => proposeTrial({ kind: "rando" }, requestOf(digits))).toThrow(
    expect.objectContaining({ hint: 'Did you mean "random"?' }),
  );
});

test("a point outside the space, and a second objective, are refused", () => {
  const request = requestOf(digits);
  const outside = stubborn({ kind: 0, size: 9 });
  expect(() => proposeBy(outside, { request, options: {} })).toThrow(
    expect.objectContaining({ code: "sampler-outside" }),
  );
  expect(() => proposeBy(outside, { request: { ...request, objectives: 2 }, options: {} })).toThrow(
    expect.objectContaining({ code: "several-objectives" }),
  );
});
