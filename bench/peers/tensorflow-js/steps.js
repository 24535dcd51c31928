// Times training steps of TensorFlow.js on its WebAssembly backend, as its documentation writes a training loop with
// the Layers API. The commands are those of torch_steps.py; the packages come from .bench/node_modules.
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

async function prepare({ sizes, batchSize, features, classes }) {
  wasm.setWasmPaths(join(scratch, "node_modules", "@tensorflow", "tfjs-backend-wasm", "dist/"));
  await tf.setBackend("wasm");
  await tf.ready();
  const data = read(features, Float32Array);
  const rows = data.length / sizes[0];
  const labels = tf.tidy(() =>
    tf.oneHot(tf.tensor1d(read(classes, Int32Array), "int32"), sizes[sizes.length - 1]),
  );
  const model = tf.sequential();
  sizes.slice(1).forEach((units, index) => {
    const hidden = index < sizes.length - 2;
    model.add(
      tf.layers.dense({
        units,
        activation: hidden ? "relu" : "softmax",
        ...(index === 0 ? { inputShape: [sizes[0]] } : {}),
      }),
    );
  });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
  return { model, inputs: tf.tensor2d(data, [rows, sizes[0]]), labels, rows, batchSize };
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
    if (command.command === "prepare") answer = { variant: variants.push(await prepare(command)) - 1 };
    else if (command.command === "run") answer = await run(variants[command.variant], command.steps);
    else answer = { tensorflow: tf.version.tfjs, backend: tf.getBackend() };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
