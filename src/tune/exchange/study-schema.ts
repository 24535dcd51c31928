import * as z from "zod/mini";
import { STUDY_STATUSES, TRIAL_STATUSES } from "../../run/study.ts";

const numbers = z.record(z.string(), z.number());
const data = z.record(z.string(), z.unknown());
const count = z.int().check(z.nonnegative());
// Not checked for being a moment: nothing is reckoned with them but by those who can bear it.
const moment = z.string();

/** A study's record as a file tells it. */
export const studySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: moment,
  status: z.enum(STUDY_STATUSES),
  space: z.unknown(),
  sampler: z.looseObject({ kind: z.string() }),
  stopper: z.looseObject({ kind: z.string() }),
  objectives: z
    .array(z.object({ metric: z.string(), direction: z.enum(["minimize", "maximize"]) }))
    .check(z.minLength(1)),
  limits: z.array(
    z.object({ metric: z.string(), atMost: z.optional(z.number()), atLeast: z.optional(z.number()) }),
  ),
  seed: z.number(),
  version: z.string(),
  source: z.optional(z.string()),
  dataHash: z.optional(z.string()),
  settings: data,
});

/** Numbers that are not finite are values too: of trials that diverged. */
const anyNumber = z.union([z.number(), z.nan(), z.literal(Infinity), z.literal(-Infinity)]);

/** A trial as a file tells it, in the order of the numbers. */
export const trialSchema = z.object({
  number: count,
  status: z.enum(TRIAL_STATUSES),
  point: numbers,
  proposedBy: z.enum(["sampler", "user", "import"]),
  from: z.optional(count),
  why: z.optional(z.string()),
  values: z.array(anyNumber),
  standardError: z.optional(anyNumber),
  metrics: data,
  curve: z.array(z.object({ step: z.number(), value: anyNumber })),
  runs: z.array(z.string()),
  attempts: count,
  createdAt: moment,
  startedAt: z.optional(moment),
  endedAt: z.optional(moment),
  durationMs: z.number(),
  error: z.optional(z.string()),
});
