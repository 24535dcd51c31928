import { entry } from "./lib/document.js";
import { LineProcess } from "./lib/line-process.js";
import { alternate, median, pairedRatio } from "./lib/pairs.js";
import { benchFile, requirePeerPython } from "./lib/paths.js";
import { stepData } from "./lib/step-data.js";
import { STEP_NETWORKS } from "./lib/step-networks.js";
import { checkTrajectory } from "./lib/trajectory.js";
import { openStepper } from "./ours.js";

const TENSORFLOW = { wasm: "TensorFlow.js, WebAssembly", cpu: "TensorFlow.js, JavaScript" };

/**
 * PyTorch as it may be set up; the fastest of these is the peer. Images also in the layout that PyTorch
 * advises for them.
 */
function torchVariants({ compiled, images }) {
  const modes = compiled ? [false, true] : [false];
  const layouts = images ? [false, true] : [false];
  return modes.flatMap((compiled) =>
    layouts.flatMap((channelsLast) =>
      [false, true].flatMap((fused) => [1, 2].map((threads) => ({ compiled, fused, threads, channelsLast }))),
    ),
  );
}

const nameOf = ({ compiled, fused, threads, channelsLast }) =>
  `PyTorch ${compiled ? "compiled" : "eager"}, ${fused ? "fused" : "plain"} Adam, ${threads} ` +
  `thread${threads > 1 ? "s" : ""}${channelsLast ? ", channels last" : ""}`;

async function runAnswer(server, { variant, steps }) {
  const { milliseconds, loss } = await server.ask({ command: "run", variant, steps });
  if (!Number.isFinite(loss)) throw new Error(`A peer's loss is ${loss}.`);
  return milliseconds / steps;
}

/** Milliseconds per step by contestant, taking turns round by round. */
async function measure(name, { rounds, log, compiled, servers }) {
  const { steps, tensorflow, checked, ...network } = STEP_NETWORKS[name];
  const data = stepData(network);
  const { model, rowShape, batchSize } = network;
  const command = { command: "prepare", model, rowShape, batchSize, ...data.files };
  const difference = await checkTrajectory(
    { ...network, ...data, ...checked },
    { command: { ...command, ...(checked && { model: checked.model }) }, server: servers.torch },
  );
  log(`${name}: losses from equal weights differ from PyTorch's by at most ${difference.toExponential(1)}`);
  const stepper = await openStepper({ ...network, ...data });
  const contestants = { ours: () => stepper.run(steps) };
  for (const variant of torchVariants({ compiled, images: network.rowShape.length === 3 })) {
    const { variant: number } = await servers.torch.ask({ ...command, ...variant });
    contestants[nameOf(variant)] = () => runAnswer(servers.torch, { variant: number, steps });
  }
  if (!tensorflow) return finish(name, { contestants, stepper, rounds, log });
  const { variant, backend } = await servers.tensorflow.ask(command);
  // Whole seconds a step in JavaScript.
  const fewer = backend === "cpu" ? 1 : Math.max(2, steps >> 4);
  contestants[TENSORFLOW[backend]] = () => runAnswer(servers.tensorflow, { variant, steps: fewer });
  return finish(name, { contestants, stepper, rounds, log });
}

async function finish(name, { contestants, stepper, rounds, log }) {
  const onRound = (round, total) => log(`${name}: round ${round} of ${total}`);
  const times = await alternate(contestants, { rounds, onRound });
  await stepper.close();
  return times;
}

/** The entries of one network: against the fastest PyTorch, and against TensorFlow.js. */
async function stepEntries(name, context) {
  const times = await measure(name, context);
  for (const [contestant, values] of Object.entries(times))
    context.log(`${name}: ${median(values).toFixed(4)} ms  ${contestant}`);
  const rivals = Object.keys(times).filter((contestant) => contestant.startsWith("PyTorch"));
  const best = rivals.reduce((a, b) => (median(times[b]) < median(times[a]) ? b : a));
  return [best, ...Object.values(TENSORFLOW)]
    .filter((peerName) => peerName in times)
    .map((peerName) => {
      const { value: ratio, low, high } = pairedRatio(times.ours, times[peerName]);
      return entry({
        name,
        ours: median(times.ours),
        peer: median(times[peerName]),
        peerName,
        unit: "ms per step",
        ratio,
        low,
        high,
      });
    });
}

async function run(name, context) {
  const servers = {
    torch: new LineProcess(requirePeerPython(), [benchFile("peers", "torch_steps.py")]),
    tensorflow: new LineProcess(process.execPath, [benchFile("peers", "tensorflow-js", "steps.js")]),
  };
  try {
    return await stepEntries(name, { ...context, servers });
  } finally {
    for (const server of Object.values(servers)) server.close();
  }
}

export const benchmarks = Object.keys(STEP_NETWORKS).map((name) => ({
  name,
  run: (context) => run(name, context),
}));
