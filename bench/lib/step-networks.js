// The networks whose steps are timed, as our recipes write them; `peers/torch_steps.py` and
// `peers/tensorflow-js/steps.js` build the same ones in their own words.

const dense = (id, units) => ({ id, kind: "dense", units });
const relu = (id) => ({ id, kind: "relu" });

/** Dense layers with ReLU between them; `sizes` from the features to the classes. */
function mlp(sizes) {
  const hidden = sizes.slice(1, -1);
  return {
    model: { kind: "mlp", sizes },
    rowShape: [sizes[0]],
    classes: sizes[sizes.length - 1],
    layers: [
      ...hidden.flatMap((units, index) => [dense(`dense${index + 1}`, units), relu(`relu${index + 1}`)]),
      dense("output", "outputs"),
    ],
  };
}

/** Two convolutions with pooling on 28 by 28 gray images. */
function cnn() {
  const block = (number, units) => [
    { id: `convolution${number}`, kind: "convolution2d", units, kernel: 3, padding: "same" },
    relu(`relu${number}`),
    { id: `pool${number}`, kind: "maxPool2d", kernel: 2 },
  ];
  return {
    model: { kind: "cnn" },
    rowShape: [1, 28, 28],
    classes: 10,
    layers: [
      ...block(1, 16),
      ...block(2, 32),
      { id: "flatten", kind: "flatten" },
      dense("output", "outputs"),
    ],
  };
}

/** Twenty dense layers, each with batch normalization, whose shift stands for the bias, and ReLU. */
function deep({ depth = 20, width = 256 } = {}) {
  const block = (number) => [
    { ...dense(`dense${number}`, width), bias: false },
    { id: `normalize${number}`, kind: "batchNormalization" },
    relu(`relu${number}`),
  ];
  return {
    model: { kind: "deep", depth, width },
    rowShape: [width],
    classes: 10,
    layers: [
      ...Array.from({ length: depth }, (_, index) => block(index + 1)).flat(),
      dense("output", "outputs"),
    ],
  };
}

/** Numbers and embedded categories, joined and given to an MLP. */
function table() {
  const cardinalities = [10, 20, 50, 100, 200, 300, 500, 1000];
  const units = 16;
  const embedded = cardinalities.map((_, index) => `embedding${index + 1}`);
  return {
    model: { kind: "table", cardinalities, units, sizes: [16, 256, 128, 4] },
    rowShape: [16],
    cardinalities,
    classes: 4,
    layers: [
      ...embedded.map((id, index) => ({ id, kind: "embedding", inputs: [`category:${index + 1}`], units })),
      { id: "join", kind: "concatenate", inputs: ["features", ...embedded] },
      dense("dense1", 256),
      relu("relu1"),
      dense("dense2", 128),
      relu("relu2"),
      dense("output", "outputs"),
    ],
  };
}

/**
 * A transformer encoder of two layers, as the paper and PyTorch's default have it (normalized after each
 * residual).
 */
function attention() {
  const [times, features, width, heads, wide] = [64, 32, 128, 4, 512];
  const normalization = (id) => ({ id, kind: "layerNormalization" });
  const sum = (id, inputs) => ({ id, kind: "add", inputs });
  const block = (number, input) => [
    { id: `attention${number}`, kind: "selfAttention", inputs: [input], heads },
    sum(`seen${number}`, [input, `attention${number}`]),
    normalization(`first${number}`),
    dense(`expand${number}`, wide),
    relu(`relu${number}`),
    dense(`contract${number}`, width),
    sum(`thought${number}`, [`first${number}`, `contract${number}`]),
    normalization(`second${number}`),
  ];
  return {
    model: { kind: "attention", features, width, heads, wide, depth: 2 },
    rowShape: [times, features],
    classes: 10,
    layers: [
      dense("project", width),
      ...block(1, "project"),
      ...block(2, "second1"),
      { id: "channels", kind: "permute", order: [2, 1] },
      { id: "mean", kind: "globalAveragePool" },
      dense("output", "outputs"),
    ],
  };
}

/**
 * The timed steps by name; `steps` make one measurement of some tens to hundreds of milliseconds. `checked`
 * stands for a network whose losses are compared instead: twenty normalizations one after the other let
 * rounding grow by a factor of hundreds a step, in PyTorch's float32 against its float64 as much as in ours;
 * ten do not.
 */
export const STEP_NETWORKS = {
  "step-small": { ...mlp([20, 64, 32, 2]), batchSize: 64, rows: 8192, steps: 1024, tensorflow: true },
  "step-medium": { ...mlp([784, 512, 256, 10]), batchSize: 128, rows: 8192, steps: 64, tensorflow: true },
  // TensorFlow.js is thirty and more times slower; the widest network would take minutes.
  "step-wide": { ...mlp([784, 1024, 1024, 10]), batchSize: 256, rows: 8192, steps: 32 },
  "step-cnn": { ...cnn(), batchSize: 64, rows: 2048, steps: 32, tensorflow: true },
  "step-deep": {
    ...deep(),
    checked: deep({ depth: 10 }),
    batchSize: 128,
    rows: 4096,
    steps: 32,
    tensorflow: true,
  },
  "step-table": { ...table(), batchSize: 512, rows: 16384, steps: 128 },
  "step-attention": { ...attention(), batchSize: 32, rows: 512, steps: 16 },
};
