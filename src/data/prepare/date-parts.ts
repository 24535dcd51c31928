import * as z from "zod/mini";
import { countDistinct } from "../table/describe-numbers.ts";

export const DAY_MS = 86_400_000;
/** 1970 began on a Thursday, three days after a Monday. */
export const FIRST_WEEKDAY = 3;

/**
 * The parts of a date that come again: where in its period a moment lies, from 0 to 1, and how many waves
 * tell the places of the period apart. Three of them tell every day of a week from each other.
 */
const CYCLES = {
  month: { waves: 2, phase: (date: Date) => (date.getUTCMonth() + (date.getUTCDate() - 1) / 31) / 12 },
  day: { waves: 1, phase: (date: Date) => (date.getUTCDate() - 1) / 31 },
  weekday: { waves: 3, phase: (date: Date) => ((date.getUTCDay() + 6) % 7) / 7 },
  hour: { waves: 2, phase: (date: Date) => (date.getUTCHours() + date.getUTCMinutes() / 60) / 24 },
  minute: { waves: 1, phase: (date: Date) => date.getUTCMinutes() / 60 },
} as const;

/** The parts of a date that come again. */
export type DateCycle = keyof typeof CYCLES;
const CYCLE_NAMES = Object.keys(CYCLES) as readonly DateCycle[];

/** The schema of {@link DatePart}. */
export const datePartSchema = z.discriminatedUnion("kind", [
  /** Days since a moment, in milliseconds since 1970. */
  z.strictObject({ kind: z.literal("elapsed"), from: z.number() }),
  z.strictObject({ kind: z.literal("year") }),
  /** The sine or cosine of 2π · times · where in its period the moment lies. */
  z.strictObject({
    kind: z.literal("cycle"),
    of: z.enum(CYCLE_NAMES),
    curve: z.enum(["sin", "cos"]),
    times: z.int().check(z.gte(1)),
  }),
]);

/** A number that a date gives the network. */
export type DatePart = Readonly<z.infer<typeof datePartSchema>>;

/** A part of a moment, given in milliseconds since 1970; NaN of a missing one. */
export function partOfDate(time: number, part: DatePart): number {
  if (part.kind === "elapsed") return (time - part.from) / DAY_MS;
  const date = new Date(time);
  if (part.kind === "year") return date.getUTCFullYear();
  const angle = 2 * Math.PI * part.times * CYCLES[part.of].phase(date);
  return part.curve === "sin" ? Math.sin(angle) : Math.cos(angle);
}

/** A part's name behind that of its column. */
export function partName(part: DatePart): string {
  if (part.kind !== "cycle") return part.kind;
  return `${part.of} ${part.curve}${part.times === 1 ? "" : ` ${part.times}`}`;
}

/**
 * The parts of some moments that tell them apart: the time since the first always, the year, month, day, day
 * of the week, hour and minute where they vary. Where no day of the month varies, neither does a week matter.
 */
export function partsThatVary(times: Float64Array): DatePart[] {
  const from = times.reduce((least, time) => Math.min(least, time), Infinity);
  const varies = (of: (time: number) => number) => countDistinct(times.map(of)) > 1;
  const phaseOf = (cycle: DateCycle) => (time: number) => CYCLES[cycle].phase(new Date(time));
  const hasDays = varies((time) => new Date(time).getUTCDate());
  const cycles = CYCLE_NAMES.filter((cycle) => {
    if (cycle === "month") return varies((time) => new Date(time).getUTCMonth());
    return (cycle !== "weekday" || hasDays) && varies(phaseOf(cycle));
  });
  return [
    { kind: "elapsed", from: Number.isFinite(from) ? from : 0 },
    ...(varies((time) => new Date(time).getUTCFullYear()) ? [{ kind: "year" } as const] : []),
    ...cycles.flatMap((of) =>
      Array.from({ length: CYCLES[of].waves }, (_, wave) =>
        (["sin", "cos"] as const).map((curve) => ({ kind: "cycle", of, curve, times: wave + 1 }) as const),
      ).flat(),
    ),
  ];
}
