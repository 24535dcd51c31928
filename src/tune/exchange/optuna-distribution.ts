import type { StoredData } from "../../run/record.ts";
import type { Domain } from "../space/domain.ts";

/** A distribution of Optuna. Values of categories are their places, as ours are. */
export type OptunaDistribution =
  | { readonly kind: "float"; readonly low: number; readonly high: number; log: boolean; step?: number }
  | { readonly kind: "integer"; readonly low: number; readonly high: number; log: boolean; step: number }
  | { readonly kind: "choice"; readonly choices: readonly StoredData[] };

/**
 * A domain as Optuna's distribution, in JSON as its storages keep it. What Optuna has not is left out: steps
 * on a scale of logarithms, and the scale of 1 − x.
 */
export function distributionJson(domain: Domain): string {
  if (domain.kind === "choice") return named("CategoricalDistribution", { choices: domain.labels });
  const { low, high, scale, step } = domain;
  const log = scale === "log" && low > 0;
  if (step !== undefined && Number.isInteger(step) && Number.isInteger(low))
    return named("IntDistribution", { log, step: log ? 1 : step, low, high: Math.floor(high) });
  return named("FloatDistribution", { step: log ? null : (step ?? null), low, high, log });
}

function named(name: string, attributes: object): string {
  return JSON.stringify({ name, attributes });
}

/** Attributes of all kinds of distributions; `q` is the step of the old kinds. */
interface Attributes {
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number | null;
  readonly q?: number;
  readonly choices?: readonly StoredData[];
}

/** The kinds of distributions, those of Optuna before 3 too, by the names that storages write. */
const KINDS: Readonly<Record<string, (attributes: Attributes) => OptunaDistribution>> = {
  FloatDistribution: ({ low, high, log = false, step }) =>
    floatOf({ low, high, log, step: step ?? undefined }),
  UniformDistribution: ({ low, high }) => floatOf({ low, high, log: false }),
  LogUniformDistribution: ({ low, high }) => floatOf({ low, high, log: true }),
  DiscreteUniformDistribution: ({ low, high, q }) => floatOf({ low, high, log: false, step: q }),
  IntDistribution: ({ low, high, log = false, step }) => ({
    kind: "integer",
    low,
    high,
    log,
    step: step ?? 1,
  }),
  IntUniformDistribution: ({ low, high, step }) => ({
    kind: "integer",
    low,
    high,
    log: false,
    step: step ?? 1,
  }),
  IntLogUniformDistribution: ({ low, high }) => ({ kind: "integer", low, high, log: true, step: 1 }),
  CategoricalDistribution: ({ choices = [] }) => ({ kind: "choice", choices }),
};

function floatOf(told: { low: number; high: number; log: boolean; step?: number }): OptunaDistribution {
  const { step, ...rest } = told;
  return { kind: "float", ...rest, ...(step === undefined ? {} : { step }) };
}

/** A distribution from the JSON of a storage; undefined of a kind that Optuna has not. */
export function distributionOf(json: { readonly name?: string; readonly attributes?: unknown }) {
  const make = Object.hasOwn(KINDS, json.name ?? "") ? KINDS[json.name!] : undefined;
  return make?.(json.attributes as Attributes);
}

/** Whether two trials of a study may have these for one parameter, as Optuna judges it. */
export function areCompatible(a: OptunaDistribution, b: OptunaDistribution): boolean {
  if (a.kind === "choice" || b.kind === "choice") return JSON.stringify(a) === JSON.stringify(b);
  return a.kind === b.kind && a.log === b.log;
}

/** The distribution that has the values of both: Optuna lets ranges change from trial to trial. */
export function widest(a: OptunaDistribution, b: OptunaDistribution): OptunaDistribution {
  if (a.kind === "choice" || b.kind === "choice") return a;
  return { ...a, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** A distribution as a range of a search space in our terms, as its user would write it. */
export function rangeOf(distribution: OptunaDistribution): StoredData {
  if (distribution.kind === "choice") return { search: "choice", of: distribution.choices };
  const { kind, low, high, log, step } = distribution;
  if (kind === "integer")
    return { search: kind, low, high, ...(step === 1 ? {} : { step }), ...(log ? { scale: "log" } : {}) };
  if (log) return { search: "log", low, high };
  return { search: "uniform", low, high, ...(step === undefined ? {} : { step }) };
}

/** The internal value of an external one; undefined where it is none of the distribution's. */
export function internalValue(distribution: OptunaDistribution, external: unknown): number | undefined {
  if (distribution.kind !== "choice") return typeof external === "number" ? external : undefined;
  const index = distribution.choices.indexOf(external as StoredData);
  return index < 0 ? undefined : index;
}
