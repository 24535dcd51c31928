import { expect, test } from "vitest";
import * as z from "zod/mini";
import { uniform } from "../../../base/random.ts";
import { pointAt } from "../../space/search-space.ts";
import { allSamplers } from "../index.ts";
import type { SamplerDefinition } from "../request/sampler.ts";
import { samplerProblems } from "./sampler-conformance.ts";

test.each(allSamplers().map((sampler) => [sampler.kind, sampler] as const))(
  "%s does what every sampler must",
  (_, sampler) => {
    expect(samplerProblems(sampler)).toEqual([]);
  },
);

test.each([
  ["tpe", { multivariate: false }],
  ["tpe", { byStep: true, candidates: 5, startup: 2 }],
  ["cmaEs", { restarts: "bipop", warmStart: 12, population: 4 }],
  ["nsga2", { population: 6 }],
  ["grid", { levels: 1 }],
])("%s does with the options %j", (kind, options) => {
  const sampler = allSamplers().find((one) => one.kind === kind)!;
  // A grid of one level has no four new points where the space is a line.
  expect(samplerProblems(sampler, options)).toEqual([]);
});

const sound: SamplerDefinition = {
  kind: "sound",
  title: "Sound",
  help: "Draws.",
  options: z.object({}),
  ignoresHistory: true,
  severalObjectives: true,
  propose: ({ space, number }) => ({
    point: pointAt(
      space,
      space.parameters.map((_, at) => uniform(number, at)),
    ),
  }),
};

let calls = 0;

test.each([
  ["is sound", {}, undefined],
  ["leaves the space", { propose: () => ({ point: { x: 1 } }) }, "no point of the space"],
  [
    "counts its calls",
    {
      propose: ({ space }) => ({
        point: pointAt(
          space,
          space.parameters.map((_, at) => uniform(++calls, at)),
        ),
      }),
    },
    "another answer",
  ],
  [
    "reads values",
    {
      propose: ({ space, finished }) => ({
        point: pointAt(
          space,
          space.parameters.map((_, at) => uniform(finished[0]?.values[0] * 1e6 || 0, at)),
        ),
      }),
    },
    "ignores the history",
  ],
  ["gives up", { propose: () => null }, "it ends after 0 of 20 points"],
  [
    "writes into the request",
    {
      propose: (request) => {
        (request.pending as unknown[]).pop();
        return sound.propose(request, {});
      },
    },
    "changes the request",
  ],
] as readonly [string, Partial<SamplerDefinition>, string | undefined][])(
  "one that %s is seen as such",
  (_, parts, problem) => {
    const problems = samplerProblems({ ...sound, ...parts });
    if (problem === undefined) expect(problems).toEqual([]);
    else expect(problems.join("\n")).toContain(problem);
  },
);
