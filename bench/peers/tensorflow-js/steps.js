// Times training steps of TensorFlow.js on its WebAssembly backend, as its documentation writes a training
// loop with the Layers API. The commands are those of torch_steps.py; the packages come from
// .bench/node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { scratch } from "../../lib/paths.js";

const packages = createRequire(join(scratch, "package.json"));
console.warn = () => {};
const tf = packages("@tensorflow/tfjs");
const wasm = packages("@tensorflow/tfjs-backend-wasm");

function read(path, Data) {
  const bytes = readFileSync(path);
  return new Data(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The layers of a model, as the Layers API has them; images have their channels last. */
const MODELS = {
  mlp: ({ sizes }) => [
    ...sizes.slice(1, -1).map((units) => tf.layers.dense({ units, activation: "relu" })),
    tf.layers.dense({ units: sizes[sizes.length - 1], activation: "softmax" }),
  ],
  cnn: () => [
    ...[16, 32].flatMap((filters) => [
      tf.layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
    ]),
    tf.layers.flatten(),
    tf.layers.dense({ units: 10, activation: "softmax" }),
  ],
  deep: ({ depth, width }) => [
    ...Array.from({ length: depth }, () => [
      tf.layers.dense({ units: width, useBias: false }),
      tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }),
      tf.layers.reLU(),
    ]).flat(),
    tf.layers.dense({ units: 10, activation: "softmax" }),
  ],
};

async function prepare({ model: { kind, ...options }, rowShape, batchSize, features, classes }) {
  wasm.setWasmPaths(join(scratch, "node_modules", "@tensorflow", "tfjs-backend-wasm", "dist/"));
  // The WebAssembly backend cannot train a convolution: it has no kernel for the gradient of the filters.
  await tf.setBackend(kind === "cnn" ? "cpu" : "wasm");
  await tf.ready();
  const data = read(features, Float32Array);
  const rows = data.length / rowShape.reduce((product, size) => product * size, 1);
  // One channel first or last is the same order of numbers.
  const inputShape = rowShape.length === 3 ? [rowShape[1], rowShape[2], rowShape[0]] : rowShape;
  const numbers = read(classes, Int32Array);
  const layers = MODELS[kind](options);
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape }), ...layers] });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(numbers, "int32"), model.outputs[0].shape[1]));
  return { model, inputs: tf.tensor(data, [rows, ...inputShape]), labels, rows, batchSize };
}

async function run({ model, inputs, labels, rows, batchSize }, steps) {
  const began = performance.now();
  let loss;
  for (let step = 0; step < steps; step++) {
    const order = Int32Array.from({ length: batchSize }, () => Math.floor(Math.random() * rows));
    const [x, y] = tf.tidy(() => {
      const chosen = tf.tensor1d(order, "int32");
      return [tf.gather(inputs, chosen), tf.gather(labels, chosen)];
    });
    loss = await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  }
  return { milliseconds: performance.now() - began, loss };
}

const variants = [];
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try {
    if (command.command === "prepare")
      answer = { variant: variants.push(await prepare(command)) - 1, backend: tf.getBackend() };
    else if (command.command === "run") answer = await run(variants[command.variant], command.steps);
    else answer = { tensorflow: tf.version.tfjs, backend: tf.getBackend() };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
