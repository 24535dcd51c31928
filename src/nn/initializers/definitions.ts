import * as z from "zod/mini";
import type { Explanation } from "../../base/explanation.ts";
import { INITIALIZER_OPTIONS } from "./specification.ts";

/** An initializer's words for people and its options; how it draws is in `initialize`. */
export interface InitializerDefinition {
  /** The name in recipes. */
  readonly kind: string;
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  readonly paper?: string;
  readonly explanation: Explanation;
  /** Of the object form; a name alone stands for the usual ones. */
  readonly options: z.ZodMiniObject;
}

const zeros: InitializerDefinition = {
  kind: "zeros",
  title: "Zeros",
  help: "Every element begins at 0.",
  explanation: {
    equation: "w = 0",
    use: "For biases, and for the last layer of a residual branch, which then begins as the skip alone.",
    pitfalls:
      "Weights of a hidden layer that are all equal get equal gradients and stay equal: the layer " +
      "is one unit.",
  },
  options: z.strictObject({}),
};

const ones: InitializerDefinition = {
  kind: "ones",
  title: "Ones",
  help: "Every element begins at 1.",
  explanation: {
    equation: "w = 1",
    use: "For scales of normalizations and gates.",
    pitfalls:
      "Weights of a hidden layer that are all equal get equal gradients and stay equal: the layer " +
      "is one unit.",
  },
  options: z.strictObject({}),
};

const randomSigns: InitializerDefinition = {
  kind: "randomSigns",
  title: "Random signs",
  help: "Every element begins at 1 or −1, each with the same chance.",
  paper: "Wen, Tran & Ba, BatchEnsemble, 2020",
  explanation: {
    equation: "w = ±1, each with the chance ½",
    use: "For the factors by which the members of a batchEnsembleDense differ.",
    pitfalls: "As weights of a dense layer they do not shrink with its width: take he or glorot there.",
  },
  options: z.strictObject({}),
};

/** Options, with their limits and defaults: `mode` ("fanIn" or "fanOut" or "fanAverage"; required). */
const glorotUniform: InitializerDefinition = {
  kind: "glorotUniform",
  title: "Glorot, uniform",
  help: "Uniform numbers that keep the size of activations and of gradients, as far as both can be.",
  paper: "Glorot & Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010",
  explanation: {
    equation: "w ~ U(−√(6 / (fanIn + fanOut)), √(6 / (fanIn + fanOut)))",
    use: "Before tanh, sigmoid, softmax and linear outputs; also called Xavier.",
    pitfalls:
      "Before ReLU, which stops half of what passes, the size of activations halves in variance " +
      "from layer to layer: take he there.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.scaled),
};

/** Options, with their limits and defaults: `mode` ("fanIn" or "fanOut" or "fanAverage"; required). */
const glorotNormal: InitializerDefinition = {
  kind: "glorotNormal",
  title: "Glorot, normal",
  help: "Normal numbers that keep the size of activations and of gradients, as far as both can be.",
  paper: "Glorot & Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010",
  explanation: {
    equation: "w ~ N(0, 2 / (fanIn + fanOut))",
    use: "Before tanh, sigmoid, softmax and linear outputs; also called Xavier.",
    pitfalls:
      "Before ReLU, which stops half of what passes, the size of activations halves in variance " +
      "from layer to layer: take he there.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.scaled),
};

/** Options, with their limits and defaults: `mode` ("fanIn" or "fanOut" or "fanAverage"; required). */
const heUniform: InitializerDefinition = {
  kind: "heUniform",
  title: "He, uniform",
  help: "Uniform numbers that keep the size of activations through ReLU.",
  paper: "He et al., Delving Deep into Rectifiers, 2015",
  explanation: {
    equation: "w ~ U(−√(6 / fanIn), √(6 / fanIn))",
    use: "Before ReLU and its relatives; also called Kaiming.",
    pitfalls:
      "Before tanh and sigmoid it saturates units from the start, and before a linear output the " +
      "outputs are large at first.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.scaled),
};

/** Options, with their limits and defaults: `mode` ("fanIn" or "fanOut" or "fanAverage"; required). */
const heNormal: InitializerDefinition = {
  kind: "heNormal",
  title: "He, normal",
  help: "Normal numbers that keep the size of activations through ReLU.",
  paper: "He et al., Delving Deep into Rectifiers, 2015",
  explanation: {
    equation: "w ~ N(0, 2 / fanIn)",
    use: "Before ReLU and its relatives; also called Kaiming.",
    pitfalls:
      "Before tanh and sigmoid it saturates units from the start, and before a linear output the " +
      "outputs are large at first.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.scaled),
};

/** Options, with their limits and defaults: `mode` ("fanIn" or "fanOut" or "fanAverage"; required). */
const lecunUniform: InitializerDefinition = {
  kind: "lecunUniform",
  title: "LeCun, uniform",
  help: "Uniform numbers that keep the size of activations through a linear layer.",
  paper: "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998",
  explanation: {
    equation: "w ~ U(−√(3 / fanIn), √(3 / fanIn))",
    use: "Before SELU, tanh and linear outputs.",
    pitfalls:
      "Before ReLU, which stops half of what passes, the size of activations halves in variance " +
      "from layer to layer: take he there.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.scaled),
};

/** Options, with their limits and defaults: `mode` ("fanIn" or "fanOut" or "fanAverage"; required). */
const lecunNormal: InitializerDefinition = {
  kind: "lecunNormal",
  title: "LeCun, normal",
  help: "Normal numbers that keep the size of activations through a linear layer.",
  paper: "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998",
  explanation: {
    equation: "w ~ N(0, 1 / fanIn)",
    use: "Before SELU, whose fixed point asks for it.",
    pitfalls:
      "Before ReLU, which stops half of what passes, the size of activations halves in variance " +
      "from layer to layer: take he there.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.scaled),
};

/**
 * Options, with their limits and defaults: `scale` (number, > 0; required), `mode` ("fanIn" or "fanOut" or
 * "fanAverage"; required), `distribution` ("normal" or "truncatedNormal" or "uniform"; required).
 */
const varianceScaling: InitializerDefinition = {
  kind: "varianceScaling",
  title: "Variance scaling",
  help: "Random numbers whose variance is a number over a fan, of which Glorot, He and LeCun are cases.",
  paper: "He et al., Delving Deep into Rectifiers, 2015",
  explanation: {
    equation: "variance = scale / fan of mode",
    use: "Where a layer needs another gain or fan than the named ones have.",
    pitfalls:
      "The scale is of the variance and not of the standard deviation: twice as large weights are " +
      "four times the scale.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.varianceScaling),
};

/** Options, with their limits and defaults: `value` (number; required). */
const constant: InitializerDefinition = {
  kind: "constant",
  title: "Constant",
  help: "Every element begins at one number.",
  explanation: {
    equation: "w = value",
    use: "For biases with a meaning, as that of a rare class, and for learned slopes.",
    pitfalls:
      "Weights of a hidden layer that are all equal get equal gradients and stay equal: the layer " +
      "is one unit.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.constant),
};

/** Options, with their limits and defaults: `values` (list of numbers; required). */
const values: InitializerDefinition = {
  kind: "values",
  title: "Values",
  help: "The very numbers told.",
  explanation: {
    equation: "w[i] = values[i], in row-major order",
    use: "For weights from elsewhere, and for tests.",
    pitfalls: "As many numbers as the parameter has elements must be told, so a changed width needs others.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.values),
};

/** Options, with their limits and defaults: `standardDeviation` (number, ≥ 0; required). */
const normal: InitializerDefinition = {
  kind: "normal",
  title: "Normal",
  help: "Normal random numbers of one spread.",
  explanation: {
    equation: "w ~ N(0, standardDeviation²)",
    use: "For embeddings.",
    pitfalls:
      "The spread does not follow the width: what suits one layer makes another explode or vanish. " +
      "For weights take he or glorot.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.normal),
};

/** Options, with their limits and defaults: `standardDeviation` (number, ≥ 0; required). */
const truncatedNormal: InitializerDefinition = {
  kind: "truncatedNormal",
  title: "Truncated normal",
  help: "Normal random numbers, drawn again where they are beyond two standard deviations.",
  explanation: {
    equation: "w ~ N(0, standardDeviation²) given |w| ≤ 2·standardDeviation",
    use: "For embeddings and transformers, at 0.02.",
    pitfalls: "The spread does not follow the width, and it is 0.88 of the number told.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.truncatedNormal),
};

/** Options, with their limits and defaults: `limit` (number, ≥ 0; required). */
const uniform: InitializerDefinition = {
  kind: "uniform",
  title: "Uniform",
  help: "Uniform random numbers of one size.",
  explanation: {
    equation: "w ~ U(−limit, limit)",
    use: "For embeddings.",
    pitfalls:
      "The spread, limit / √3, does not follow the width: what suits one layer makes another " +
      "explode or vanish.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.uniform),
};

/** Options, with their limits and defaults: `gain` (number; required). */
const orthogonal: InitializerDefinition = {
  kind: "orthogonal",
  title: "Orthogonal",
  help: "Random orthonormal rows or columns, whichever are fewer, times a gain.",
  paper:
    "Saxe, McClelland & Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning in Deep " +
    "Linear Networks, 2014",
  explanation: {
    equation: "w = gain·Q with Q·Qᵀ = I or Qᵀ·Q = I",
    use:
      "For the weights of a memory between times, whose products it keeps from exploding and " +
      "vanishing, and for deep plain networks.",
    pitfalls:
      "Its gain of 1 is for linear layers: before ReLU it wants √2. Drawing it takes time that " +
      "grows with the cube of the width.",
  },
  options: z.strictObject(INITIALIZER_OPTIONS.orthogonal),
};

const ALL: readonly InitializerDefinition[] = [
  zeros,
  ones,
  randomSigns,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  varianceScaling,
  constant,
  values,
  normal,
  truncatedNormal,
  uniform,
  orthogonal,
];

/** All initializers, for help texts and forms. */
export function allInitializers(): readonly InitializerDefinition[] {
  return ALL;
}
