import { TrainwellError } from "../../base/errors.ts";
import type { SafetensorsFile } from "../../interop/safetensors.ts";
import type { HostArray } from "../../runtime/session.ts";

const INPUT_PREFIX = "input:";
const GRADIENT_PREFIX = "gradient:";
const TARGET = "target";
const WEIGHTS = "weights";
const LOSS = "loss";

/** A tensor in double precision, with what it was computed in. */
export interface ForeignTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  readonly precision: "float32" | "float64";
}

/** Parameters, one batch and the gradients that another program computed of a recipe. */
export interface ForeignGradients {
  /** By the names of the recipe's parameters, such as `hidden.weight`. */
  readonly parameters: ReadonlyMap<string, ForeignTensor>;
  readonly gradients: ReadonlyMap<string, ForeignTensor>;
  /** By the names of the blocks, such as `features`; as the network sees them, [batch, ...row]. */
  readonly inputs: ReadonlyMap<string, ForeignTensor>;
  readonly target: ForeignTensor;
  /** One weight an example; undefined where the file has none. */
  readonly weights: ForeignTensor | undefined;
  /** The value that was differentiated; undefined where the file does not say. */
  readonly loss: number | undefined;
}

/**
 * Sorts the tensors of a safetensors file: `input:BLOCK`, `target`, optionally `weights` and `loss`,
 * `gradient:PARAMETER`, and the parameters under their own names.
 *
 * @param source names the file, for messages.
 * @throws TrainwellError `gradients-incomplete` where inputs, the target, gradients or a gradient's parameter
 *   are missing; `gradients-not-finite` where a number is not finite.
 */
export function readForeignGradients({ tensors }: SafetensorsFile, source: string): ForeignGradients {
  const all = new Map([...tensors].map(([name, array]) => [name, doubled(array)] as const));
  const beginning = (prefix: string) =>
    new Map(
      [...all].flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
      ),
    );
  const [inputs, gradients] = [beginning(INPUT_PREFIX), beginning(GRADIENT_PREFIX)];
  const isParameter = (name: string) =>
    ![TARGET, WEIGHTS, LOSS].includes(name) &&
    !name.startsWith(INPUT_PREFIX) &&
    !name.startsWith(GRADIENT_PREFIX);
  const parameters = new Map([...all].filter(([name]) => isParameter(name)));
  const target = all.get(TARGET);
  if (inputs.size === 0) throw incomplete(source, `"${INPUT_PREFIX}features"`);
  if (target === undefined) throw incomplete(source, `"${TARGET}"`);
  if (gradients.size === 0) throw incomplete(source, `"${GRADIENT_PREFIX}" and the name of a parameter`);
  for (const name of gradients.keys()) if (!parameters.has(name)) throw incomplete(source, `"${name}"`);
  for (const [name, { data }] of all) checkFinite(name, data, source);
  return { parameters, gradients, inputs, target, weights: all.get(WEIGHTS), loss: all.get(LOSS)?.data[0] };
}

function doubled({ dtype, shape, data }: HostArray): ForeignTensor {
  const numbers = Float64Array.from(data as ArrayLike<number | bigint>, Number);
  return { shape, data: numbers, precision: dtype === "float32" ? "float32" : "float64" };
}

function incomplete(source: string, missing: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "gradients-incomplete",
    message: `${source}: expected a tensor ${missing}, and there is none.`,
    details: { source, missing },
    hint: "docs/gradient-checking.md lists the names, with ten lines of Python that write them.",
  });
}

/** A gradient that is not finite is a finding, and stays. */
function checkFinite(name: string, data: Float64Array, source: string): void {
  const place = name.startsWith(GRADIENT_PREFIX) ? -1 : data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  throw new TrainwellError({
    kind: "input",
    code: "gradients-not-finite",
    message: `${source}: "${name}": expected finite numbers, received ${data[place]} at place ${place}.`,
    details: { source, tensor: name, place },
  });
}
