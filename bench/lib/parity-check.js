// Compares a build of Trainwell with PyTorch's golden trajectories (made by bench/peers/torch_parity.py). The
// modules come as arguments, so that the tests check the sources and the benchmark the built package by the
// same code.

const decode = (Data, text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Data(bytes.buffer);
};

/** A flat vector in the order of the layers as named tensors, and back. */
function namesOf(sizes) {
  return sizes.slice(1).flatMap((units, index) => [
    { name: `dense${index + 1}.weight`, size: sizes[index] * units },
    { name: `dense${index + 1}.bias`, size: units },
  ]);
}

function toLayout(modules, { layout, sizes, Data }, vector) {
  let start = 0;
  const named = new Map(
    namesOf(sizes).map(({ name, size }) => {
      start += size;
      return [name, vector.subarray(start - size, start)];
    }),
  );
  const flat = new Data(layout.size);
  for (const [name, view] of modules.namedViews(layout, flat)) view.data.set(named.get(name));
  return flat;
}

function fromLayout(modules, { layout, sizes, Data }, flat) {
  const views = modules.namedViews(layout, flat);
  return Data.from(namesOf(sizes).flatMap(({ name }) => [...views.get(name).data]));
}

function recipeOf(modules, { optimizer, sizes, batchSize, steps }) {
  const hidden = sizes.slice(1, -1);
  return modules.parseRecipe(
    {
      schema: 1,
      data: { target: "class" },
      network: {
        layers: [
          ...hidden.flatMap((units, index) => [
            { id: `dense${index + 1}`, kind: "dense", units },
            { id: `relu${index + 1}`, kind: "relu" },
          ]),
          { id: `dense${hidden.length + 1}`, kind: "dense", units: "outputs" },
        ],
      },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer,
      training: { batchSize, epochs: steps },
    },
    { source: "golden" },
  );
}

/** The constants by which our slots differ from PyTorch's state: decayed sums instead of averages. */
function slotScale(optimizer, slot) {
  const keep = { sumOfGradients: optimizer.beta1, sumOfSquares: optimizer.beta2 ?? optimizer.smoothing }[
    slot
  ];
  return keep === undefined ? 1 : 1 / (1 - keep);
}

/** Everything that a run of `steps` steps from `from` is fed with. */
function feedsOf(setup, { from, steps, parameters, slots }) {
  const { golden, step, recipe, modules, dtype } = setup;
  const Data = dtype === "float64" ? Float64Array : Float32Array;
  const vector = (type, data) => ({ dtype: type, shape: [data.length], data });
  const { batchSize, sizes } = golden;
  const features = Data.from(decode(Float32Array, golden.features));
  const labels = decode(Int32Array, golden.labels);
  const definition = modules.optimizerDefinition(recipe.optimizer.kind);
  const rates = Array.from({ length: steps }, (_, index) =>
    definition.scalars(recipe.optimizer, {
      step: from + index + 1,
      learningRate: recipe.optimizer.learningRate,
    }),
  );
  return {
    "state:parameters": vector(dtype, parameters),
    ...Object.fromEntries(
      step.slots.map((name) => [
        `state:${name}`,
        vector(dtype, slots?.[name] ?? new Data(parameters.length)),
      ]),
    ),
    features: { dtype, shape: [labels.length, sizes[0]], data: features },
    target: vector("int32", labels),
    rows: {
      dtype: "int32",
      shape: [steps, batchSize],
      data: decode(Int32Array, golden.batches).subarray(from * batchSize, (from + steps) * batchSize),
    },
    ...Object.fromEntries(
      step.scalars.map(({ name, value, constant }) => {
        const data = Data.from(constant ? rates.slice(0, 1) : rates, (scalars) => scalars[name] ?? value);
        return [`scalar:${name}`, { dtype, shape: constant ? [] : [steps], data }];
      }),
    ),
  };
}

function prepare(modules, golden, dtype) {
  const recipe = recipeOf(modules, golden);
  const step = modules.buildStepProgram(recipe, {
    inputs: [{ name: "features", dtype: "float32", rowShape: [golden.sizes[0]] }],
    target: "classes",
    outputs: golden.sizes[golden.sizes.length - 1],
    weighted: false,
    probes: false,
    dtype,
  });
  const Data = dtype === "float64" ? Float64Array : Float32Array;
  const place = { layout: step.parameters, sizes: golden.sizes, Data };
  return { modules, golden, recipe, step, dtype, Data, place };
}

const largest = (a, b) => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);
const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/**
 * Our float64 reference against PyTorch in float64: the largest difference of any loss and any last weight.
 */
export function checkReference(modules, golden) {
  const setup = prepare(modules, golden, "float64");
  const { Data, place, step } = setup;
  const start = toLayout(modules, place, Data.from(decode(Float32Array, golden.start)));
  const asReference = ({ dtype, shape, data }) => ({ dtype, shape, data: Float64Array.from(data) });
  const feeds = feedsOf(setup, { from: 0, steps: golden.steps, parameters: start });
  const results = modules.runReference(
    step.program,
    Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, asReference(feed)])),
  );
  const last = fromLayout(modules, place, results["state:parameters"].data);
  return Math.max(
    largest(decode(Float64Array, golden.float64.losses), results.loss.data),
    largest(decode(Float64Array, golden.float64.last), last),
  );
}

/**
 * The compiled float32 program against PyTorch in float32.
 *
 * @returns `step`: the largest difference of one step from PyTorch's own state, as a share of the update's
 *   norm; `free`: the largest difference of the free-running loss, in units of PyTorch's own when its units
 *   are permuted.
 */
export async function checkCompiled(modules, golden) {
  const setup = prepare(modules, golden, "float32");
  const { place, step, recipe } = setup;
  const session = await modules.openProgram(modules.runtime, modules.compileProgram(step.program));
  try {
    const start = toLayout(modules, place, decode(Float32Array, golden.start));
    const run = await session.run(feedsOf(setup, { from: 0, steps: golden.steps, parameters: start }));
    const free =
      largest(decode(Float32Array, golden.float32.losses), run.loss.data) /
      golden.float32.permutationDeviation;
    let worst = 0;
    for (const state of golden.float32.states) {
      const before = decode(Float32Array, state.parameters);
      const after = decode(Float32Array, state.after);
      const slots = Object.fromEntries(
        step.slots.map((name) => {
          const scale = slotScale(recipe.optimizer, name);
          const theirs = Float32Array.from(decode(Float32Array, state[name]), (value) => value * scale);
          return [name, toLayout(modules, place, theirs)];
        }),
      );
      const parameters = toLayout(modules, place, before);
      const result = await session.run(feedsOf(setup, { from: state.step, steps: 1, parameters, slots }));
      const ours = fromLayout(modules, place, result["state:parameters"].data);
      const error = norm(ours.map((value, index) => value - after[index]));
      worst = Math.max(worst, error / norm(after.map((value, index) => value - before[index])));
    }
    return { step: worst, free };
  } finally {
    await session.release();
  }
}
