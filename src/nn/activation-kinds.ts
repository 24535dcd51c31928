/** The kinds of layers that bend each value by itself: each follows a layer with weights. Plain, so that workers can load it. */
export const ACTIVATION_KINDS: ReadonlySet<string> = new Set([
  "relu",
  "leakyRelu",
  "prelu",
  "elu",
  "selu",
  "gelu",
  "silu",
  "mish",
  "hardSwish",
  "softplus",
  "tanh",
  "sigmoid",
]);
