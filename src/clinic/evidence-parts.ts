import type { HistoryRow } from "../run/history.ts";
import type { RunEvidence } from "./evidence.ts";

/** A part of the evidence in words for people. */
export interface EvidencePartWords {
  /** Its name, to go on after "needs". */
  readonly name: string;
  /** How a run comes to have it, as a request that may be one of several in a sentence. */
  readonly how: string;
}

/**
 * The parts of the evidence that findings may need. Most are fields of {@link RunEvidence}; `trainLoss`,
 * `devLoss` and `probes` are what its history may hold.
 */
export const EVIDENCE_PARTS = {
  recipe: { name: "the recipe", how: "say which recipe was trained" },
  task: { name: "the task", how: "say whether classes, values or labels are predicted" },
  outputs: { name: "the number of outputs", how: "say how many outputs the network has" },
  rows: { name: "the numbers of rows", how: "say how many rows the train and dev parts have" },
  inputs: {
    name: "statistics of the inputs",
    how: "give the mean, spread and range of each input over the training part",
  },
  categories: {
    name: "the columns of categories",
    how: "say which columns hold categories, how many, and how they are encoded",
  },
  classCounts: { name: "examples per class", how: "count the training examples of each class" },
  labelCounts: { name: "rows per label", how: "count the training rows that have each label" },
  targetRange: {
    name: "the range of the target",
    how: "say between which values the target lies where the loss reads it",
  },
  trainLoss: { name: "the training loss by epoch", how: "record `train.loss` at the end of each epoch" },
  devLoss: { name: "the dev loss by epoch", how: "record `dev.loss` at the end of each epoch" },
  probes: {
    name: "probes of the layers",
    how: "record the loss, gradients, updates and activations of the layers at some steps as `probe` rows",
  },
  train: { name: "the training error", how: "score the training part with the weights that were chosen" },
  dev: { name: "the dev error", how: "score the dev part with the weights that were chosen" },
  trainDev: {
    name: "the error on training rows held apart",
    how: "hold training rows apart (`data.split.trainDev`) and score them",
  },
  floor: { name: "a simple model's error", how: "train a simple model on the same rows and score it on dev" },
  bound: {
    name: "the reachable error",
    how: "state the error that is known to be reachable (--human-error)",
  },
  capacity: {
    name: "a larger network's training error",
    how: "train a larger network without regularization on the same rows",
  },
  outcome: {
    name: "how the training ended",
    how: "say how the training ended, after how many epochs, and which of them was the best",
  },
} as const satisfies Record<string, EvidencePartWords>;

/** The name of a part of the evidence. */
export type EvidencePart = keyof typeof EVIDENCE_PARTS;

/** Parts that lie in the history and are no fields of their own. */
export type HistoryPart = Exclude<EvidencePart, keyof RunEvidence>;

declare const holding: unique symbol;

/** A history in which {@link has} found some parts. The mark exists for the compiler alone. */
export type HistoryWith<P extends HistoryPart> = readonly HistoryRow[] & {
  readonly [holding]: { readonly [Q in P]: true };
};

/**
 * Evidence in which some parts are there for certain, and any other may be missing: what a finding that
 * declares them as its needs is given.
 */
export type EvidenceWith<P extends EvidencePart> = RunEvidence & {
  readonly [Q in Extract<P, keyof RunEvidence>]-?: NonNullable<RunEvidence[Q]>;
} & ([Extract<P, HistoryPart>] extends [never]
    ? unknown
    : { readonly history: HistoryWith<Extract<P, HistoryPart>> });

/** Whether a row of the history holds a part. */
const IN_HISTORY: Readonly<Record<HistoryPart, (row: HistoryRow) => boolean>> = {
  trainLoss: ({ kind, values }) => kind === "epoch" && Object.hasOwn(values, "train.loss"),
  devLoss: ({ kind, values }) => kind === "epoch" && Object.hasOwn(values, "dev.loss"),
  probes: ({ kind }) => kind === "probe",
};

/** Whether evidence has all of some parts. */
export function has<P extends EvidencePart>(
  evidence: RunEvidence,
  ...parts: readonly P[]
): evidence is EvidenceWith<P> {
  return parts.every((part: EvidencePart) =>
    isInHistory(part) ? (evidence.history ?? []).some(IN_HISTORY[part]) : evidence[part] !== undefined,
  );
}

/** The parts that evidence lacks, of some, in their order. */
export function lacking(evidence: RunEvidence, parts: readonly EvidencePart[]): EvidencePart[] {
  return parts.filter((part) => !has(evidence, part));
}

/** The same evidence without a part. */
export function without(evidence: RunEvidence, part: EvidencePart): RunEvidence {
  if (!isInHistory(part)) return { ...evidence, [part]: undefined };
  const { history = [] } = evidence;
  if (part === "probes") return { ...evidence, history: history.filter((row) => !IN_HISTORY.probes(row)) };
  const name = part === "trainLoss" ? "train.loss" : "dev.loss";
  const rest = (row: HistoryRow) => Object.entries(row.values).filter(([key]) => key !== name);
  return {
    ...evidence,
    history: history.map((row) =>
      IN_HISTORY[part](row) ? { ...row, values: Object.fromEntries(rest(row)) } : row,
    ),
  };
}

/** One sentence that says how a run comes to have some parts. */
export function howToGive(parts: readonly EvidencePart[]): string {
  const text = parts.map((part) => EVIDENCE_PARTS[part].how).join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function isInHistory(part: EvidencePart): part is HistoryPart {
  return Object.hasOwn(IN_HISTORY, part);
}
