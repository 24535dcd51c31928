import { formatBytes, formatCount } from "../base/count-text.ts";
import { TrainwellError } from "../base/errors.ts";
import { machineMemory } from "../base/memory.ts";

/** A model's file and each vector of a training's state stay below 2 GB, beyond which neither is read. */
const MOST_PARAMETERS = 5e8;
/** A step of more keeps a machine of 10^11 multiply-adds a second busy for a quarter of an hour. */
const MOST_MULTIPLY_ADDS = 1e14;
/** The share of the machine's memory that a network may take; the rest is for the data and other programs. */
const MEMORY_SHARE = 0.75;
/** Constants stand in the compiled program, and are reckoned while the caller waits. */
const MOST_CONSTANTS = 1e7;
const NUMBER_BYTES = 4;
/** A backward pass takes twice the work of the forward pass. */
const STEP_WORK = 3;
/** Each activation has a gradient. */
const STEP_ACTIVATIONS = 2;

/** The size of a network, in numbers. */
export interface NetworkSize {
  /** Trained numbers. */
  readonly parameters: number;
  /** Numbers that the forward pass computes for one example. */
  readonly activations: number;
  /** Multiplications, each with an addition, of the forward pass for one example. */
  readonly multiplyAdds: number;
}

/** How a network is used, which decides the memory that it takes. */
export interface NetworkUse {
  /** Examples that are computed at once; by default 1. */
  readonly rows?: number;
  /** Numbers that the optimizer keeps for each parameter; left out where nothing is trained. */
  readonly slots?: number;
  /** Bytes that may be taken; by default three quarters of what the machine has. */
  readonly memoryBytes?: number;
}

/**
 * The bytes that a network takes at work, a little less than the engine will ask for: the weights as they
 * are drawn, handed over and kept as the best ones; and in training weights, gradients and slots before and
 * after a step, those of the last checkpoint, and each activation with its gradient.
 */
export function networkBytes(
  size: Pick<NetworkSize, "parameters" | "activations">,
  { rows = 1, slots }: NetworkUse,
): number {
  const copies = slots === undefined ? 1 : 4 + 3 * (1 + slots);
  const passes = slots === undefined ? 1 : STEP_ACTIVATIONS;
  return NUMBER_BYTES * (copies * size.parameters + passes * rows * size.activations);
}

/**
 * Refuses a network that no machine, or not this one, can hold or run, before anything is allocated.
 *
 * @throws TrainwellError `network-too-large` with the figures.
 */
export function checkNetworkSize(size: NetworkSize, use: NetworkUse = {}): void {
  const { rows = 1, memoryBytes = MEMORY_SHARE * machineMemory() } = use;
  checkParameters(size.parameters);
  const work = (use.slots === undefined ? 1 : STEP_WORK) * rows * size.multiplyAdds;
  if (work > MOST_MULTIPLY_ADDS) {
    throw tooLarge(
      `needs ${formatCount(work)} multiply-adds for ${examples(rows)}; at most ` +
        `${formatCount(MOST_MULTIPLY_ADDS)} are possible`,
      { multiplyAdds: work, most: MOST_MULTIPLY_ADDS },
      rows,
    );
  }
  const bytes = networkBytes(size, use);
  if (bytes <= memoryBytes) return;
  throw tooLarge(
    `has ${formatCount(size.parameters)} parameters and computes ${formatCount(size.activations)} numbers ` +
      `an example, which for ${examples(rows)} takes about ${formatBytes(bytes)} of memory; this machine ` +
      `can give ${formatBytes(memoryBytes)}`,
    { parameters: size.parameters, activations: size.activations, rows, bytes, most: memoryBytes },
    rows,
  );
}

/**
 * Refuses more parameters than a model's file can have.
 *
 * @param layer the layer that they were counted up to, where not all were.
 * @throws TrainwellError `network-too-large`.
 */
export function checkParameters(parameters: number, layer?: string): void {
  if (parameters <= MOST_PARAMETERS) return;
  const upTo = layer === undefined ? "" : ` up to the layer "${layer}"`;
  throw tooLarge(
    `has ${formatCount(parameters)} parameters${upTo}; at most ${formatCount(MOST_PARAMETERS)} are possible`,
    { parameters, most: MOST_PARAMETERS, ...(layer === undefined ? {} : { layer }) },
    1,
  );
}

/**
 * Refuses a constant of more numbers than a program can hold; asked before they are reckoned.
 *
 * @throws TrainwellError `network-too-large`.
 */
export function checkConstant(kind: string, shape: readonly number[]): void {
  const numbers = shape.reduce((product, size) => product * size, 1);
  if (numbers <= MOST_CONSTANTS) return;
  throw tooLarge(
    `has a ${kind} layer that needs ${formatCount(numbers)} constants, [${shape.join(", ")}]; at most ` +
      `${formatCount(MOST_CONSTANTS)} are possible`,
    { kind, numbers, most: MOST_CONSTANTS },
    1,
  );
}

function examples(rows: number): string {
  return rows === 1 ? "an example" : `${formatCount(rows)} examples at once`;
}

function tooLarge(why: string, details: TrainwellError["details"], rows: number): TrainwellError {
  const smaller =
    'Give layers fewer units or smaller inputs; "trainwell summary" shows where the size comes from';
  return new TrainwellError({
    kind: "input",
    code: "network-too-large",
    message: `The network is too large: it ${why}.`,
    details,
    hint: rows === 1 ? `${smaller}.` : `${smaller}. A smaller training.batchSize takes less memory too.`,
  });
}
