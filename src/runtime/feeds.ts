import { nearest, TrainwellError } from "../base/errors.ts";
import { sizeOf } from "../graph/tensor.ts";
import { DIMENSION_NAMES, PORT_NAMES } from "./names.ts";
import { CONSTRUCTORS, type HostArray, type ValueSignature } from "./session.ts";

/**
 * Checks feeds before the runtime sees them: it ignores unknown ones, and its messages do not always name the
 * input.
 *
 * @throws TrainwellError `feed-missing`, `feed-unknown`, `feed-type`, `feed-shape`, `batches-invalid`.
 */
export function checkFeeds(
  inputs: readonly ValueSignature[],
  feeds: Readonly<Record<string, HostArray>>,
): void {
  const names = new Set(inputs.map((input) => input.name));
  for (const name of Object.keys(feeds)) {
    if (!names.has(name)) throw unknownFeed(name, names);
  }
  const sizes = new Map<string, { size: number; input: string }>();
  for (const input of inputs) {
    if (!Object.hasOwn(feeds, input.name)) throw missingFeed(input);
    checkFeed(input, feeds[input.name], sizes);
  }
  if (sizes.has(DIMENSION_NAMES.batch)) checkRows(inputs, feeds);
}

function checkFeed(
  input: ValueSignature,
  feed: HostArray,
  sizes: Map<string, { size: number; input: string }>,
): void {
  if (feed.dtype !== input.dtype || !(feed.data instanceof CONSTRUCTORS[input.dtype]))
    throw wrongType(input, feed);
  const fits = feed.shape.length === input.shape.length;
  if (!fits || feed.data.length !== sizeOf(feed.shape)) throw wrongShape(input, feed);
  input.shape.forEach((dimension, axis) => {
    const size = feed.shape[axis];
    if (typeof dimension === "number") {
      if (dimension !== size) throw wrongShape(input, feed);
      return;
    }
    const known = sizes.get(dimension);
    if (known === undefined) sizes.set(dimension, { size, input: input.name });
    else if (known.size !== size) {
      throw wrongShape(input, feed, `${dimension} is ${known.size} in input "${known.input}"`);
    }
  });
}

function unknownFeed(name: string, names: ReadonlySet<string>): TrainwellError {
  const meant = nearest(name, names);
  return new TrainwellError({
    kind: "input",
    code: "feed-unknown",
    message:
      `The model has no input "${name}"; it has ` +
      `${[...names].map((known) => `"${known}"`).join(", ") || "none"}.`,
    details: { input: name, known: [...names] },
    hint: meant === undefined ? "Leave it out." : `Did you mean "${meant}"?`,
  });
}

function missingFeed(input: ValueSignature): TrainwellError {
  const expected = formatSignature(input);
  return new TrainwellError({
    kind: "input",
    code: "feed-missing",
    message: `Input "${input.name}" is missing: expected ${expected}.`,
    details: { input: input.name, expected },
    hint: `Feed "${input.name}".`,
  });
}

function wrongType(input: ValueSignature, feed: HostArray): TrainwellError {
  const kind = feed.data?.constructor?.name ?? typeof feed.data;
  return new TrainwellError({
    kind: "input",
    code: "feed-type",
    message:
      `Input "${input.name}": expected ${input.dtype} (${CONSTRUCTORS[input.dtype].name}), received ` +
      `${feed.dtype} (${kind}).`,
    details: { input: input.name, expected: input.dtype, received: feed.dtype },
    hint: "Convert the array.",
  });
}

function wrongShape(input: ValueSignature, feed: HostArray, reason?: string): TrainwellError {
  const expected = formatSignature(input);
  const received = `${feed.dtype}[${feed.shape.join(", ")}] with ${feed.data.length} elements`;
  return new TrainwellError({
    kind: "input",
    code: "feed-shape",
    message:
      `Input "${input.name}": expected ${expected}${reason === undefined ? "" : ` (${reason})`}, ` +
      `received ${received}.`,
    details: { input: input.name, expected, received },
    hint: "Check the shape and the number of elements.",
  });
}

function formatSignature(value: ValueSignature): string {
  return `${value.dtype}[${value.shape.join(", ")}]`;
}

/** Checks that a loop has a step and a batch, and that its row numbers are in every block. */
function checkRows(inputs: readonly ValueSignature[], feeds: Readonly<Record<string, HostArray>>): void {
  const { data, shape } = feeds[PORT_NAMES.rows];
  const rows = data as Int32Array;
  if (rows.length === 0)
    throw invalidBatches(`rows are [${shape.join(", ")}], at least one step and one row are needed`);
  const { smallest, largest } = rangeOf(rows);
  for (const { name, shape } of inputs) {
    if (shape[0] !== DIMENSION_NAMES.blockRows(name)) continue;
    const size = feeds[name].shape[0];
    if (smallest >= 0 && largest < size) continue;
    const outside = rows.findIndex((row) => row < 0 || row >= size);
    throw invalidBatches(
      `row number ${rows[outside]} at position ${outside} is not in block "${name}" of ${size} rows`,
    );
  }
}

function rangeOf(rows: Int32Array): { smallest: number; largest: number } {
  let [smallest, largest] = [rows[0], rows[0]];
  for (let i = 1; i < rows.length; i++) {
    if (rows[i] < smallest) smallest = rows[i];
    else if (rows[i] > largest) largest = rows[i];
  }
  return { smallest, largest };
}

function invalidBatches(reason: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "batches-invalid",
    message: `Invalid batches: ${reason}.`,
    details: { reason },
  });
}
