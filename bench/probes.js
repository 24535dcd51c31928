import { entry } from "./lib/document.js";
import { alternate, median, pairedRatio } from "./lib/pairs.js";
import { stepData } from "./lib/step-data.js";
import { STEP_NETWORKS } from "./lib/step-networks.js";
import { openFit } from "./ours.js";

/** Epochs that make a fit of about a second. */
const FITS = { "step-small": { epochs: 60 }, "step-medium": { epochs: 4 } };

/**
 * A whole fit without probes over the same fit with them, and whether both end in the same weights, bit for
 * bit.
 */
async function measure(name, { rounds, log }) {
  const { steps: _, ...network } = STEP_NETWORKS[name];
  const data = { ...network, ...stepData(network), ...FITS[name] };
  const fits = {
    on: await openFit({ ...data, probes: true }),
    off: await openFit({ ...data, probes: false }),
  };
  const weights = {};
  const contestant = (side) => async () => {
    const began = performance.now();
    weights[side] = await fits[side]();
    return performance.now() - began;
  };
  const onRound = (round, total) => log(`probes: ${name.slice(5)}, round ${round} of ${total}`);
  const times = await alternate({ on: contestant("on"), off: contestant("off") }, { rounds, onRound });
  if (Buffer.compare(Buffer.from(weights.on.buffer), Buffer.from(weights.off.buffer)) !== 0)
    throw new Error(`${name}: probes change the weights.`);
  const { value: ratio, low, high } = pairedRatio(times.on, times.off);
  return entry({
    name: "probes",
    ours: median(times.on),
    peer: median(times.off),
    peerName: `${name.slice(5)} network without probes`,
    unit: "ms",
    ratio,
    low,
    high,
  });
}

async function run(context) {
  return [await measure("step-small", context), await measure("step-medium", context)];
}

export const benchmarks = [{ name: "probes", run }];
