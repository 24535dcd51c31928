import type { ReferenceArray } from "../../graph/operation.ts";
import { broadcastStrides, offsetsOf } from "../../graph/operations/strides.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { isFloat } from "../../graph/tensor.ts";

/** An operation that was carried out: its inputs, and its output with its concrete shape. */
interface Evaluated {
  readonly node: Tensor;
  readonly inputs: readonly ReferenceArray[];
  readonly output: ReferenceArray;
}

/**
 * On which smooth piece an operation is, a number for each place: as long as all stay the same, no kink is
 * crossed.
 */
type Branches = (evaluated: Evaluated) => Float64Array;

const signs: Branches = ({ inputs: [x] }) => x.data.map(Math.sign);

/** Which whole numbers a value lies between, or which one it is. */
const intervals: Branches = ({ inputs: [x] }) => x.data.map((value) => Math.floor(value) + Math.ceil(value));

/** Which of two is greater; 0 for a tie. */
const orders: Branches = ({ inputs: [a, b], output }) => {
  const [left, right] = [a, b].map(({ shape }) =>
    offsetsOf(output.shape, broadcastStrides(shape, output.shape)),
  );
  return Float64Array.from(left, (offset, index) => Math.sign(a.data[offset] - b.data[right[index]]));
};

/** Which elements attain the extreme that they are reduced to. */
const attained: Branches = ({ node, inputs: [x], output }) => {
  const axes = node.attributes.axes as readonly number[];
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups = offsetsOf(x.shape, broadcastStrides(kept, x.shape));
  return x.data.map((value, index) => Number(value === output.data[groups[index]]));
};

/** Which element each window takes, and how many tie there. */
const windowChoices: Branches = ({ node, inputs: [x], output }) => {
  const { kernel, strides, padding } = node.attributes as Record<string, readonly number[]>;
  const [height, width] = x.shape.slice(2);
  const [rows, columns] = output.shape.slice(2);
  return output.data.map((greatest, place) => {
    const plane = Math.floor(place / (rows * columns)) * height * width;
    const top = (Math.floor(place / columns) % rows) * strides[0] - padding[0];
    const left = (place % columns) * strides[1] - padding[1];
    let choice = 0;
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const [row, column] = [top + Math.floor(tap / kernel[1]), left + (tap % kernel[1])];
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      if (inside && x.data[plane + row * width + column] === greatest) choice = choice * 1000 + tap + 1;
    }
    return choice;
  });
};

/** A conversion to another type than floats cuts. */
const cuts: Branches = (evaluated) =>
  isFloat(evaluated.node.dtype) ? new Float64Array(0) : intervals(evaluated);

const BRANCHES: ReadonlyMap<string, Branches> = new Map([
  ["relu", signs],
  ["abs", signs],
  ["sign", signs],
  ["isPositive", signs],
  ["floor", intervals],
  ["cast", cuts],
  ["maximum", orders],
  ["minimum", orders],
  ["equal", orders],
  ["greater", orders],
  ["greaterOrEqual", orders],
  ["less", orders],
  ["max", attained],
  ["min", attained],
  ["argMax", ({ output }) => output.data],
  ["maxPool2d", windowChoices],
]);

/** Whether an operation is known to have kinks. */
export function hasBranches(operation: string): boolean {
  return BRANCHES.has(operation);
}

/** On which of its smooth pieces an operation of kinks is; undefined for one that has none. */
export function branchesOf(evaluated: Evaluated): Float64Array | undefined {
  return BRANCHES.get(evaluated.node.operation)?.(evaluated);
}
