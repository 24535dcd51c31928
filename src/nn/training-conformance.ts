import { sizeOf } from "../graph/tensor.ts";
import { trialData, tryLayer } from "./layer-trial.ts";
import { type Stated, unless } from "./stated-layer.ts";

/** By these keys a layer that drops half drops something. */
const KEYS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Whether a layer that says it drops does so in training, and only there. */
export function dropProblems({ definition, trial, tried, facts }: Stated): string[] {
  if (facts.drops === undefined) return [];
  if (!Object.hasOwn(definition.options.shape, "rate")) return ['drops, but has no option "rate"'];
  const half = { ...trial, options: { ...trial.options, rate: 0.5 } };
  const drawn = KEYS.map((key) => tryLayer(definition, half, { training: true, key }));
  const input = trialData(trial.inputs[0]);
  const isDropped = (value: number, index: number) => value === 0 && input[index] !== 0;
  return [
    ...unless(drawn[0].randomKeys > 0, "drops, but asks for no random key in training"),
    ...unless(
      tried.randomKeys === 0 && tried.output.data.every((value, index) => value === input[index]),
      "drops, but changes its input in evaluation",
    ),
    ...unless(
      drawn.some(({ output }) => output.data.some(isDropped)),
      "drops, but sets nothing to zero in training at a rate of a half",
    ),
  ];
}

/** Beyond every epsilon, and a thousand times beyond. */
const SCALES = [1e4, 1e7];
/**
 * Above the share of epsilon at the smaller of these scales, and of rounding, which are below a millionth.
 */
const SCALE_TOLERANCE = 1e-5;

/**
 * Whether a layer that says it normalizes gives its input a fixed scale in training, by the statistics that
 * it names.
 */
export function normalizationProblems({ definition, trial, facts }: Stated): string[] {
  if (facts.normalizes === undefined) return [];
  const [first, ...others] = trial.inputs;
  const data = trialData(first);
  const trained = (values: Float64Array) =>
    tryLayer(
      definition,
      { ...trial, inputs: [{ ...first, data: [...values] }, ...others] },
      { training: true },
    ).output.data;
  const [some, more] = SCALES.map((scale) => trained(data.map((value) => scale * value)));
  const row = sizeOf(first.rowShape);
  const otherRows = trained(data.map((value, index) => (index < row ? value : 1 - 2 * value)));
  const alone = trained(data)
    .slice(0, row)
    .every((value, index) => value === otherRows[index]);
  return [
    ...unless(
      some.every((value, index) => Math.abs(value - more[index]) < SCALE_TOLERANCE * (1 + Math.abs(value))),
      "normalizes, but its output grows with its input",
    ),
    ...unless(
      alone === (facts.normalizes === "example"),
      `normalizes by the ${facts.normalizes}, but a row's output ${alone ? "ignores" : "depends on"} other ` +
        `rows`,
    ),
  ];
}
