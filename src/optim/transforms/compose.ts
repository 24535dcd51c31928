import type * as z from "zod/mini";
import { multiply, scalar, subtract } from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { OptimizerDefinition, OptimizerSlot, StepMoment, UpdateArguments } from "../optimizer.ts";
import type { Transform } from "./transform.ts";
import { decayed, decayFactor } from "./weight-decay.ts";

/**
 * The scalars that every chain has: what its direction is multiplied by, and what weight decay leaves of a
 * weight.
 */
interface ChainNames {
  readonly stepSize: string;
  readonly decayFactor: string;
}

const PLAIN: ChainNames = { stepSize: "optimizer.stepSize", decayFactor: "optimizer.decayFactor" };
const MATRIX: ChainNames = {
  stepSize: "optimizer.matrixStepSize",
  decayFactor: "optimizer.matrixDecayFactor",
};

interface CommonOptions {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** An optimizer as a chain of transforms. */
export interface Composition<S extends z.ZodMiniObject>
  extends Omit<OptimizerDefinition<S>, "slots" | "constants" | "scalars" | "update"> {
  /** From the gradient to the direction, in order; called once for an options object. */
  transforms(options: z.output<S>): readonly Transform[];
  /**
   * The chain of the tensors that `matrices` asks for; without it, that of `transforms`. A slot or scalar of
   * a name in both chains is one and the same.
   */
  matrixTransforms?(options: z.output<S>): readonly Transform[];
}

interface Chains {
  readonly plain: readonly Transform[];
  readonly matrix: readonly Transform[];
  readonly slots: readonly OptimizerSlot[];
}

/**
 * An optimizer from transforms: w ← (1 − rate·weightDecay)·w − stepSize · direction, where the chain leads
 * from the gradient to the direction and from the learning rate to the step size. Slots and scalars are
 * collected from the chain.
 *
 * @param composition its kind (new, in camel case), options, and the transforms that these make.
 * @returns the definition, for `defineOptimizer`.
 * @throws Error when two transforms of one chain give the same slot or scalar.
 *
 * @example
 * const ownSignMomentum = composeOptimizer({
 *   kind: "ownSignMomentum",
 *   title: "Signed momentum",
 *   help: "Takes steps of one size in the direction of the momentum.",
 *   options: z.strictObject({ ...commonOptions({ learningRate: 1e-3 }), momentum: fraction(0.9) }),
 *   adaptive: true,
 *   transforms: ({ momentum }) => [trace({ momentum }), signOf()],
 * });
 */
export function composeOptimizer<S extends z.ZodMiniObject>(
  composition: Composition<S>,
): OptimizerDefinition<S> {
  const { transforms, matrixTransforms, ...definition } = composition;
  const made = new WeakMap<object, Chains>();
  const chainsOf = (options: z.output<S>): Chains => {
    let chains = made.get(options);
    if (chains === undefined) {
      const plain = checked(transforms(options));
      const matrix = checked(matrixTransforms?.(options) ?? []);
      chains = { plain, matrix, slots: uniqueSlots([...plain, ...matrix]) };
      made.set(options, chains);
    }
    return chains;
  };
  const all = (options: z.output<S>) => {
    const { plain, matrix } = chainsOf(options);
    return [...plain, ...matrix];
  };
  return {
    ...definition,
    slots: (options) => chainsOf(options).slots,
    constants: (options) => [
      ...new Set(all(options).flatMap(({ constants }) => Object.keys(constants ?? {}))),
    ],
    scalars(options, moment) {
      const { plain, matrix } = chainsOf(options);
      const { weightDecay } = options as unknown as CommonOptions;
      const numbers: Record<string, number> = {};
      addScalars(numbers, { chain: plain, names: PLAIN, weightDecay, moment });
      if (matrix.length > 0) addScalars(numbers, { chain: matrix, names: MATRIX, weightDecay, moment });
      return numbers;
    },
    update(step) {
      const { plain, matrix, slots } = chainsOf(step.options);
      const asMatrix = step.matrix === true && matrix.length > 0;
      return asMatrix
        ? updated(matrix, step, { slots, names: MATRIX })
        : updated(plain, step, { slots, names: PLAIN });
    },
  };
}

/** The scalars of a chain, written into one object because every step of a training asks for them. */
function addScalars(
  numbers: Record<string, number>,
  given: {
    chain: readonly Transform[];
    names: ChainNames;
    weightDecay: number;
    moment: StepMoment;
  },
): void {
  const { chain, names, weightDecay } = given;
  let { learningRate } = given.moment;
  for (const transform of chain) learningRate = transform.learningRate?.(learningRate) ?? learningRate;
  const moment = { step: given.moment.step, learningRate };
  let stepSize = learningRate;
  for (const { constants, scalars, stepSize: sizeAfter } of chain) {
    for (const name in constants) numbers[name] = constants[name];
    const own = scalars?.(moment);
    for (const name in own) numbers[name] = own[name];
    if (sizeAfter !== undefined) stepSize = sizeAfter(stepSize, moment);
  }
  numbers[names.stepSize] = stepSize;
  numbers[names.decayFactor] = decayFactor(weightDecay, learningRate);
}

function updated<O>(
  chain: readonly Transform[],
  step: UpdateArguments<O>,
  { slots, names }: { slots: readonly OptimizerSlot[]; names: ChainNames },
): { parameter: Tensor; slots: Tensor[] } {
  const state = new Map(slots.map(({ name }, index) => [name, step.slots[index]]));
  let direction = step.gradient;
  let factor = 1;
  for (const transform of chain) {
    const own = transform.slots ?? [];
    const result = transform.apply?.(direction, {
      slots: own.map(({ name }) => state.get(name)!),
      scalar: step.scalar,
    });
    if (result === undefined) continue;
    direction = result.direction;
    factor *= result.stepFactor ?? 1;
    own.forEach(({ name }, index) => {
      state.set(name, result.slots![index]);
    });
  }
  const size = step.scalar(names.stepSize);
  const scaled = factor === 1 ? size : multiply(size, scalar(factor, size.dtype));
  return {
    parameter: subtract(
      decayed(step as unknown as UpdateArguments<CommonOptions>, names.decayFactor),
      multiply(direction, scaled),
    ),
    slots: slots.map(({ name }) => state.get(name)!),
  };
}

function checked(chain: readonly Transform[]): readonly Transform[] {
  const at = { step: 1, learningRate: 1 };
  const names = chain.flatMap((transform) => [
    ...(transform.slots ?? []).map(({ name }) => name),
    ...Object.keys({ ...transform.constants, ...transform.scalars?.(at) }),
  ]);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two transforms of a chain have the name "${twice}"`);
  return chain;
}

function uniqueSlots(chain: readonly Transform[]): OptimizerSlot[] {
  const byName = new Map<string, OptimizerSlot>();
  for (const slot of chain.flatMap((transform) => transform.slots ?? []))
    if (!byName.has(slot.name)) byName.set(slot.name, slot);
  return [...byName.values()];
}
