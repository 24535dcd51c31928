// Compares a build of Trainwell with what PyTorch computes for every layer, loss, optimizer and schedule
// (test/golden/parity, made by scripts/golden/parity). The modules come as arguments, so that the tests check
// the sources and the benchmark the built package by the same code.

/** Half a unit in the last place of float32, relative: what storing a weight loses. */
const FLOAT32_ROUNDING = 2 ** -24;

/** The share of an update's norm by which one float32 step may be off, beside the rounding of the weights. */
const FLOAT32_SHARE = 1e-5;

/** How many examples a layer alone is given, and how many numbers the rows of a training have. */
const EXAMPLES = 3;
const FEATURES = 5;

const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

const sizeOf = (shape) => shape.reduce((product, size) => product * size, 1);

/** The numbers that a case gives the tensor of a name: `low + (high − low)·u`, counted. */
function numbers(modules, { name, size, seed, low = -1, high = 1 }) {
  const key = modules.randomKey(seed, modules.hashName(name));
  return Float64Array.from({ length: size }, (_, index) => low + (high - low) * modules.uniform(key, index));
}

/** A block's rows: whole numbers where it has a cardinality. */
function blockData(modules, { name, block, rows, seed }) {
  const size = rows * sizeOf(block.rowShape);
  if (block.cardinality === undefined) return numbers(modules, { name, size, seed });
  return numbers(modules, { name, size, seed, low: 0, high: block.cardinality }).map(Math.floor);
}

const dtypeOf = (block, float) => (block.cardinality === undefined ? float : "int32");

/** The case's layers on inputs by the names of its blocks; a block of layers is written out. */
function layersOf(modules, { layers, blocks }, nameOf = (name) => name) {
  const { transformerEncoderBlock, residualBlock } = modules;
  const first = nameOf(Object.keys(blocks)[0]);
  return layers.flatMap((layer, index) => {
    const block = { transformerEncoderBlock, residualBlock }[layer.kind];
    if (block) {
      const { kind: _, ...options } = layer;
      return block({ id: "layer", input: first, ...options });
    }
    const inputs = layer.inputs?.map(nameOf) ?? (index === 0 ? [first] : undefined);
    return [{ ...layer, ...(inputs ? { inputs } : {}) }];
  });
}

/** The largest difference of numbers, relative to the largest expected one. */
function deviation(received, expected) {
  if (received.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const worst = expected.reduce((most, value, at) => maximum(most, Math.abs(received[at] - value)), 0);
  return worst / scale;
}

/** The larger of two numbers; infinite where one is none, which `Math.max` would hand on as none. */
const maximum = (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.POSITIVE_INFINITY : Math.max(a, b));

/**
 * A layer alone in the float64 reference: its output, gradients and buffers against a mode of the golden
 * case.
 */
function deviationsAlone(modules, golden, mode) {
  const { seed, blocks } = golden;
  const feeds = new Map();
  const feed = (name, { dtype = "float64", shape, symbolic = shape, data }) => {
    feeds.set(name, { dtype, shape, data: Float64Array.from(data) });
    return modules.input(name, { dtype, shape: symbolic });
  };
  const rows = EXAMPLES;
  const inputs = new Map(
    Object.entries(blocks).map(([name, block]) => {
      const data = blockData(modules, { name, block, rows, seed });
      const dtype = dtypeOf(block, "float64");
      const shape = [rows, ...block.rowShape];
      return [name, feed(name, { dtype, shape, symbolic: [modules.BATCH, ...block.rowShape], data })];
    }),
  );
  const parameters = new Map();
  const built = modules.buildNetwork(layersOf(modules, golden), {
    inputs,
    cardinalities: new Map(
      Object.entries(blocks).flatMap(([name, { cardinality }]) => (cardinality ? [[name, cardinality]] : [])),
    ),
    outputs: 3,
    training: mode.training,
    parameter({ name, shape }) {
      const data = numbers(modules, { name, size: sizeOf(shape), seed });
      parameters.set(name, feed(name, { shape, data }));
      return parameters.get(name);
    },
    buffer: ({ name, shape }) =>
      feed(name, { shape, data: numbers(modules, { name, size: sizeOf(shape), seed, low: 0.5, high: 1.5 }) }),
    key: (layer) =>
      feed(`key:${layer}`, {
        dtype: "uint32",
        shape: [],
        data: [layerKey(modules, { seed, layer, step: 0 })],
      }),
  });
  const { output } = built;
  const projection = numbers(modules, { name: "projection", size: mode.output.length, seed });
  const shape = output.shape.map((size) => (size < 0 ? -size * rows : size));
  const directions = feed("projection", { shape, symbolic: output.shape, data: projection });
  const wrt = new Map([...inputs, ...parameters].filter(([, tensor]) => tensor.dtype === "float64"));
  const slopes = modules.gradients(modules.sum(modules.multiply(output, directions)), [...wrt.values()]);
  const updates = mode.training ? [...built.bufferUpdates] : [];
  const tensors = [output, ...slopes, ...updates.map(([, tensor]) => tensor)];
  const [value, ...others] = modules
    .evaluateGraph(tensors, feeds, { batchSize: rows })
    .map(({ data }) => data);
  const named = new Map(
    [...wrt.keys(), ...updates.map(([name]) => name)].map((name, at) => [name, others[at]]),
  );
  const expected = Object.entries({ ...mode.gradients, ...mode.buffers });
  if (named.size !== expected.length) return { output: Number.POSITIVE_INFINITY, gradients: 0 };
  return {
    output: deviation(value, mode.output),
    gradients: expected.reduce(
      (most, [name, values]) => maximum(most, deviation(named.get(name) ?? [], values)),
      0,
    ),
  };
}

function layerKey(modules, { seed, layer, step }) {
  return modules.randomKey(seed, modules.STREAMS.dropout, modules.hashName(layer), step);
}

/** The layers behind the case's own. */
const HEAD = [
  { id: "flat", kind: "flatten" },
  { id: "head", kind: "dense", units: "outputs" },
];

/**
 * The network of a case's training: a dense layer before each block of numbers, the layers, and a dense
 * layer where they are not the last.
 */
function trainedNetwork(modules, document, golden) {
  const { seed, layers, blocks } = golden;
  const features = { rowShape: [FEATURES] };
  const numbersOf = (name) => blockData(modules, { name, block: features, rows: document.rows, seed });
  if (blocks === undefined)
    return { layers, blocks: { features: { ...features, data: numbersOf("features") } } };
  const stems = Object.keys(blocks).filter((name) => blocks[name].cardinality === undefined);
  const stemLayers = stems.flatMap((name) => [
    { id: `stem-${name}`, kind: "dense", units: sizeOf(blocks[name].rowShape), inputs: ["features"] },
    { id: `shaped-${name}`, kind: "reshape", shape: blocks[name].rowShape },
  ]);
  const nameOf = (name) => (stems.includes(name) ? `shaped-${name}` : name);
  const codes = Object.entries(blocks).filter(([name]) => !stems.includes(name));
  return {
    layers: [...stemLayers, ...layersOf(modules, golden, nameOf), ...(golden.last ? [] : HEAD)],
    blocks: {
      ...(stems.length > 0 ? { features: { ...features, data: numbersOf("rows") } } : {}),
      ...Object.fromEntries(
        codes.map(([name, block]) => {
          const data = blockData(modules, { name, block, rows: document.rows, seed });
          return [name, { ...block, data }];
        }),
      ),
    },
  };
}

function targetOf(modules, { rows, outputs }, { seed, target }) {
  if (target !== undefined) return target;
  const block = { rowShape: [], cardinality: outputs };
  return { kind: "classes", outputs, data: blockData(modules, { name: "target", block, rows, seed }) };
}

function prepare(modules, { document, golden, dtype }) {
  const { trajectory } = golden;
  const { layers, blocks } = trainedNetwork(modules, document, golden);
  const target = targetOf(modules, document, golden);
  const recipe = modules.parseRecipe(
    {
      schema: 1,
      data: { target: "target" },
      network: { layers },
      loss: trajectory.loss,
      optimizer: trajectory.optimizer,
      ...(trajectory.schedule ? { schedule: trajectory.schedule } : {}),
      ...(trajectory.penalties ? { penalties: trajectory.penalties } : {}),
      ...(trajectory.clip ? { clip: trajectory.clip } : {}),
      training: { batchSize: document.batches[0].length, epochs: document.batches.length },
    },
    { source: "golden" },
  );
  const step = modules.buildStepProgram(recipe, {
    inputs: Object.entries(blocks).map(([name, { rowShape, cardinality }]) => ({
      name,
      dtype: dtypeOf({ cardinality }, "float32"),
      rowShape,
      ...(cardinality === undefined ? {} : { cardinality }),
    })),
    target: target.kind,
    outputs: target.outputs,
    weighted: false,
    probes: false,
    dtype,
  });
  return { modules, document, golden, recipe, step, blocks, target, dtype };
}

/**
 * The learning rates of the schedule; one that reacts hears the mean of PyTorch's losses after each epoch.
 */
function learningRates({ modules, document, golden, recipe }) {
  const { losses, totalSteps = losses.length } = golden.trajectory;
  const schedule = modules.scheduleDefinition(recipe.schedule.kind);
  const perEpoch = document.rows / document.batches[0].length;
  const base = recipe.optimizer.learningRate;
  let memory;
  return losses.map((_, step) => {
    if (schedule.feedback && step > 0 && step % perEpoch === 0) {
      const loss = losses.slice(step - perEpoch, step).reduce((sum, value) => sum + value) / perEpoch;
      memory = schedule.feedback(recipe.schedule, { memory, loss, base });
    }
    return schedule.rate(recipe.schedule, { step, totalSteps, base, memory });
  });
}

/** Everything that the first `steps` steps are fed with. */
function feedsOf(setup, steps) {
  const { modules, document, golden, recipe, step, blocks, target, dtype } = setup;
  const Floats = dtype === "float64" ? Float64Array : Float32Array;
  const array = (type, shape, data) => ({ dtype: type, shape, data });
  const flat = (layout, valuesFor) => {
    const data = new Floats(layout.size);
    for (const [name, view] of modules.namedViews(layout, data))
      view.data.set(valuesFor(name, view.data.length));
    return array(dtype, [layout.size], data);
  };
  const { seed } = golden;
  const optimizer = modules.optimizerDefinition(recipe.optimizer.kind);
  const slots = new Map(optimizer.slots(recipe.optimizer).map((slot) => [slot.name, slot.initial ?? 0]));
  const initial = new Map(step.network.buffers.map(({ name, value }) => [name, value]));
  const rates = learningRates(setup)
    .slice(0, steps)
    .map((learningRate, index) => optimizer.scalars(recipe.optimizer, { step: index + 1, learningRate }));
  const start = (name, size) => numbers(modules, { name, size, seed, low: -0.5, high: 0.5 });
  const width = target.data.length / document.rows;
  const targetShape = width === 1 ? [document.rows] : [document.rows, width];
  const targets = target.kind === "classes" ? Int32Array.from(target.data) : Floats.from(target.data);
  return {
    "state:parameters": flat(step.parameters, start),
    ...(step.buffers.size > 0
      ? { "state:buffers": flat(step.buffers, (name, size) => new Floats(size).fill(initial.get(name))) }
      : {}),
    ...Object.fromEntries(
      step.slots.map((name) => [
        `state:${name}`,
        array(dtype, [step.parameters.size], new Floats(step.parameters.size).fill(slots.get(name))),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(blocks).map(([name, block]) => {
        const data = block.cardinality === undefined ? Floats.from(block.data) : Int32Array.from(block.data);
        return [name, array(dtypeOf(block, dtype), [document.rows, ...block.rowShape], data)];
      }),
    ),
    target: array(target.kind === "classes" ? "int32" : dtype, targetShape, targets),
    rows: array(
      "int32",
      [steps, document.batches[0].length],
      Int32Array.from(document.batches.slice(0, steps).flat()),
    ),
    ...Object.fromEntries(
      step.scalars.map(({ name, value, constant }) => {
        const data = Floats.from(constant ? rates.slice(0, 1) : rates, (scalars) => scalars[name] ?? value);
        return [`scalar:${name}`, array(dtype, constant ? [] : [steps], data)];
      }),
    ),
    ...Object.fromEntries(
      step.randomLayers.map((layer) => {
        const key = (_, index) => layerKey(modules, { seed, layer, step: index });
        return [`key:${layer}`, array("uint32", [steps], Uint32Array.from({ length: steps }, key))];
      }),
    ),
  };
}

/** The first steps by the float64 reference: the losses, and the parameters after the last. */
function byReference(setup, steps) {
  const feeds = Object.entries(feedsOf(setup, steps)).map(([name, feed]) => [
    name,
    { ...feed, data: Float64Array.from(feed.data) },
  ]);
  const results = setup.modules.runReference(setup.step.program, Object.fromEntries(feeds));
  return { losses: results.loss.data, parameters: results["state:parameters"].data };
}

/**
 * The largest difference of the two projections of each parameter over their direction's norm: a lower bound
 * of the parameters' distance.
 */
function deviationOfProjections({ modules, step, golden }, parameters, expected) {
  const views = modules.namedViews(step.parameters, parameters);
  if (views.size !== Object.keys(expected).length) return Number.POSITIVE_INFINITY;
  return [...views].reduce(
    (most, [name, { data }]) =>
      ["first", "second"].reduce((worst, which, place) => {
        const direction = numbers(modules, {
          name: `${which}:${name}`,
          size: data.length,
          seed: golden.seed,
        });
        const projected = direction.reduce((sum, value, index) => sum + value * data[index], 0);
        const wanted = expected[name]?.[place] ?? Number.NaN;
        return maximum(worst, Math.abs(projected - wanted) / norm(direction));
      }, most),
    0,
  );
}

/**
 * A case in the float64 reference against PyTorch in float64, as differences relative to the largest expected
 * number.
 *
 * @returns `output` and `gradients` of the layer alone, the largest of its modes (0 without any);
 *   `trajectory`: of the losses of 50 steps and of the parameters after the first and the last.
 */
export function compareReference(modules, document, golden) {
  const alone = (golden.modes ?? []).map((mode) => deviationsAlone(modules, golden, mode));
  const { losses, digests } = golden.trajectory;
  const setup = prepare(modules, { document, golden, dtype: "float64" });
  const steps = Object.keys(digests).map(Number);
  const found = steps.map((count) => byReference(setup, count));
  const last = found[steps.indexOf(losses.length)];
  const ofDigests = steps.map(
    (count, index) =>
      deviationOfProjections(setup, found[index].parameters, digests[count]) / norm(last.parameters),
  );
  return {
    output: alone.reduce((most, { output }) => maximum(most, output), 0),
    gradients: alone.reduce((most, { gradients }) => maximum(most, gradients), 0),
    trajectory: [deviation(last.losses, losses), ...ofDigests].reduce(maximum),
  };
}

/**
 * One step of the compiled float32 program, beside that of the reference, which {@link compareReference}
 * holds against PyTorch, and beside PyTorch's own loss and projections of the parameters after it.
 *
 * @returns the largest of these distances over what rounding explains, at most 1: for parameters 1e-5 of the
 *   update's norm and half a unit in the last place of each weight, for the loss 1e-5 of it.
 */
export async function compareCompiled(modules, document, golden) {
  const reference = prepare(modules, { document, golden, dtype: "float64" });
  const setup = prepare(modules, { document, golden, dtype: "float32" });
  const expected = byReference(reference, 1).parameters;
  const feeds = feedsOf(setup, 1);
  const before = Array.from(feeds["state:parameters"].data);
  const session = await modules.openProgram(modules.runtime, modules.compileProgram(setup.step.program), {
    threads: 1,
  });
  try {
    const { "state:parameters": after, loss } = await session.run(feeds);
    const views = modules.namedViews(reference.step.parameters, expected);
    const found = modules.namedViews(setup.step.parameters, after.data);
    const error = norm(
      [...views].flatMap(([name, { data }]) =>
        [...data].map((value, at) => value - found.get(name).data[at]),
      ),
    );
    const update = norm(before.map((value, index) => value - after.data[index]));
    const limit = FLOAT32_SHARE * update + FLOAT32_ROUNDING * norm(before);
    const { losses, digests } = golden.trajectory;
    return [
      error / limit,
      deviationOfProjections(setup, Float64Array.from(after.data), digests[1]) / limit,
      Math.abs(loss.data[0] - losses[0]) / (FLOAT32_SHARE * (1 + Math.abs(losses[0]))),
    ].reduce(maximum, 0);
  } finally {
    await session.release();
  }
}
