import { TrainwellError } from "../base/errors.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import type { Place, Role } from "./place.ts";

/** Where runs stand: `running` is also how a killed run looks, until it is resumed. */
export const RUN_STATUSES = ["running", "done", "interrupted", "failed"] as const;

/** Where a run stands. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** The origin of runs that this program trained. */
export const OWN_ORIGIN = "trainwell";

/** Plain data: what JSON can say, and numbers that are not finite. */
export type StoredData =
  | null
  | boolean
  | number
  | string
  | readonly StoredData[]
  | { readonly [key: string]: StoredData | undefined };

/**
 * A run as a store keeps it, beside its history and its files. Runs that this program trained have a recipe
 * and the hash of their data; those of other programs have what these tell: flat parameters and metrics.
 */
export interface RunRecord {
  /** See {@link newRunId}. */
  readonly id: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** Where it stands; a new run is "running" by default. */
  readonly status: RunStatus;
  readonly place: Place;
  /** The run's name for people, such as "baseline, member 2". Nothing is found by it. */
  readonly title: string;
  /** The program that trained: "trainwell", or the name of another one. */
  readonly origin: string;
  /** The recipe that decided the training; left out of runs of other programs. */
  readonly recipe?: Recipe;
  /**
   * The settings that another program tells of its training, by names with dots: "optimizer.lr". Left out of
   * this program's runs.
   */
  readonly parameters?: { readonly [name: string]: StoredData | undefined };
  /** The name of the data that the run was trained on, such as "prices.csv"; left out where not known. */
  readonly source?: string;
  /** Hash of the data that the run was trained on; left out where it is not known. */
  readonly dataHash?: string;
  /** The surroundings that the result depends on beside recipe and data: versions, platform, threads. */
  readonly environment: Readonly<Record<string, string | number>>;
  /**
   * Of a job, or of a training by itself, that came to its end: its dev scores by metric. Of one training
   * within a job: `durationMs`, how long it took. Of another program's run whatever that says.
   */
  readonly metrics?: { readonly [name: string]: StoredData | undefined };
  /** The run that it goes on from with another recipe, and from which step; left out of all others. */
  readonly branch?: RunBranch;
  /** Findings as plain data. */
  readonly findings?: readonly unknown[];
  /** Findings that could not be judged, as plain data. */
  readonly unjudged?: readonly unknown[];
}

/** Where a run branched off another one. */
export interface RunBranch {
  /** The id of the run that it goes on from. */
  readonly run: string;
  /** The step of that run's checkpoint that it begins with. */
  readonly step: number;
  /** The changes to that run's recipe, readable line by line. */
  readonly changes: readonly string[];
}

/** A run in a list: without its large parts. */
export type RunSummary = Omit<RunRecord, "recipe" | "parameters" | "findings" | "unjudged">;

/** The fields of a run that may change. */
export type RunChanges = Partial<Omit<RunRecord, "id" | "createdAt" | "place" | "origin">>;

/** Which runs a list has: those that fit all that is told. */
export interface RunQuery {
  /** The job that they belong to; the run of the job itself is one of them. */
  readonly job?: string;
  readonly role?: Role;
  readonly status?: RunStatus;
  readonly origin?: string;
}

/** A run of this program's own, which has a recipe. */
export type OwnRun = RunRecord & Required<Pick<RunRecord, "recipe" | "dataHash">>;

/** Whether a run has a recipe to go on with. */
export function isOwnRun(record: RunRecord): record is OwnRun {
  return record.recipe !== undefined && record.dataHash !== undefined;
}

/**
 * The dev scores of a run by metric: the numbers among its metrics, but for how long it took. None for a
 * training within a job, and for what did not come to its end.
 *
 * @example
 * devMetrics({ ...record, metrics: { accuracy: 0.97, logLoss: 0.1 } }).accuracy; // 0.97
 */
export function devMetrics({ metrics = {} }: Pick<RunRecord, "metrics">): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, value]) =>
      typeof value === "number" && name !== "durationMs" ? [[name, value]] : [],
    ),
  );
}

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * A new run's id: its time in UTC and a random ending, so that ids sort by time and two processes do not
 * clash.
 *
 * @param at the moment of the run's beginning.
 * @example
 * newRunId(new Date("2025-03-01T12:30:00Z")); // "20250301-123000-k3x9qf"
 */
export function newRunId(at: Date): string {
  const [day, time] = at.toISOString().slice(0, 19).replace(/[-:]/g, "").split("T");
  const letters = [...globalThis.crypto.getRandomValues(new Uint8Array(6))].map((byte) =>
    (byte % 36).toString(36),
  );
  return `${day}-${time}-${letters.join("")}`;
}

/** The fields that are told of a run that begins. */
export interface NewRun
  extends Partial<Pick<RunRecord, "status" | "recipe" | "parameters" | "source" | "dataHash" | "branch">> {
  /** The run's name for people, such as "baseline, member 2". */
  readonly title: string;
  /** The surroundings that the result depends on beside recipe and data: versions, platform, threads. */
  readonly environment: RunRecord["environment"];
  /** Where it stands in a job; by default it is a training by itself. */
  readonly place?: Omit<Place, "job"> & Partial<Pick<Place, "job">>;
  /** This program by default. */
  readonly origin?: string;
}

/**
 * The record of a run that begins at a moment: with a new id, running, and in a job of its own unless its
 * place says else.
 *
 * @param about what is told of the run.
 * @param at the moment of its beginning.
 * @example
 * newRun({ title: "fit", recipe, dataHash, environment: { threads: 1 } }, new Date());
 */
export function newRun(about: NewRun, at: Date): RunRecord {
  const id = newRunId(at);
  const { place = { role: "fit", number: 1, member: 1 }, ...rest } = about;
  const defaults = { status: "running", origin: OWN_ORIGIN } as const;
  return { id, createdAt: at.toISOString(), ...defaults, ...rest, place: { job: id, ...place } };
}

/** Whether a text can be the id of a run or of a study: the name of a folder on every system. */
export function isRunId(text: string): boolean {
  return ID_PATTERN.test(text);
}

/** Refuses an id that could not be the name of a folder. */
export function checkRunId(runId: string): void {
  if (isRunId(runId)) return;
  throw new TrainwellError({
    kind: "usage",
    code: "run-id-invalid",
    message:
      `${JSON.stringify(runId.slice(0, 80))} cannot be the id of a run; expected up to 64 letters, ` +
      `digits, - and _.`,
    details: { run: runId.slice(0, 80) },
  });
}

/** A run read back from storage, with its recipe, where it has one, checked. */
export function reviveRun(record: RunRecord): RunRecord {
  if (record.recipe === undefined) return record;
  return { ...record, recipe: parseRecipe(record.recipe, { source: `run ${record.id}` }) };
}

/** A run with some fields changed; a field that is given as undefined is removed. */
export function changeRun(record: RunRecord, changes: RunChanges): RunRecord {
  const { id, createdAt, place, origin } = record;
  return withoutUndefined({ ...record, ...changes, id, createdAt, place, origin });
}

/** Without the large parts. */
export function summarizeRun({
  recipe: _recipe,
  parameters: _parameters,
  findings: _findings,
  unjudged: _unjudged,
  ...summary
}: RunRecord): RunSummary {
  return summary;
}

/** Whether a run is one that a query asks for. */
export function fitsQuery({ place, status, origin }: RunSummary, query: RunQuery): boolean {
  return (
    (query.job === undefined || place.job === query.job) &&
    (query.role === undefined || place.role === query.role) &&
    (query.status === undefined || status === query.status) &&
    (query.origin === undefined || origin === query.origin)
  );
}

/** Newest first; of the same moment by id, so that the order is always the same. */
export function newestFirst(a: RunSummary, b: RunSummary): number {
  return compare(b.createdAt, a.createdAt) || compare(b.id, a.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function withoutUndefined(record: RunRecord): RunRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as RunRecord;
}
