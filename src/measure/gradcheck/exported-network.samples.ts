import { normal, randomInteger, randomKey, uniform } from "../../base/random.ts";
import { EXPORT_FORMAT } from "./exported-gradients.ts";

/** Widths of a network with relu between, as PyTorch users have them, and its rows. */
const WIDTHS = [57, 64, 64, 2] as const;
const ROWS = 32;
const COORDINATES = 6;

/** A tensor of the network by its name. */
export type Parameters = Map<string, Float64Array>;

/**
 * A relu network on rows that are not scaled, in float64, with its mean cross-entropy and the right gradient.
 */
export function rawNetwork(seed: number) {
  const key = randomKey(seed);
  let drawn = 0;
  const parameters: Parameters = new Map();
  for (let layer = 0; layer + 1 < WIDTHS.length; layer++) {
    const [inputs, units] = [WIDTHS[layer], WIDTHS[layer + 1]];
    const bound = 1 / Math.sqrt(inputs);
    const fill = (size: number) =>
      Float64Array.from({ length: size }, () => bound * (2 * uniform(key, drawn++) - 1));
    parameters.set(`${layer}.weight`, fill(inputs * units));
    parameters.set(`${layer}.bias`, fill(units));
  }
  const rows = Array.from({ length: ROWS }, () =>
    // From a tenth to a thousand, as counts and shares stand beside each other in a raw table.
    Float64Array.from(
      { length: WIDTHS[0] },
      (_, place) => Math.abs(normal(key, drawn++)) * 10 ** ((4 * place) / 57 - 1),
    ),
  );
  const targets = rows.map(() => randomInteger(key, drawn++, 2));
  return { parameters, rows, targets };
}

type Network = ReturnType<typeof rawNetwork>;

function forward({ parameters, rows }: Network, row: number): Float64Array[] {
  const values = [rows[row]];
  for (let layer = 0; layer + 1 < WIDTHS.length; layer++) {
    const [weight, bias] = [parameters.get(`${layer}.weight`)!, parameters.get(`${layer}.bias`)!];
    const from = values[layer];
    const isLast = layer + 2 === WIDTHS.length;
    values.push(
      bias.map((shift, unit) => {
        let sum = shift;
        for (let i = 0; i < from.length; i++) sum += weight[unit * from.length + i] * from[i];
        return isLast ? sum : Math.max(0, sum);
      }),
    );
  }
  return values;
}

function shares(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** The mean cross-entropy. */
export function lossOf(network: Network): number {
  const losses = network.targets.map((target, row) => {
    const logits = forward(network, row).at(-1)!;
    const largest = Math.max(...logits);
    return (
      largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) - logits[target]
    );
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The gradient of {@link lossOf} by the backward pass. */
export function gradientOf(network: Network): Parameters {
  const { parameters, targets } = network;
  const gradients: Parameters = new Map(
    [...parameters].map(([name, { length }]) => [name, new Float64Array(length)]),
  );
  targets.forEach((target, row) => {
    const values = forward(network, row);
    let arriving = shares(values.at(-1)!).map((share, label) => (share - Number(label === target)) / ROWS);
    for (let layer = WIDTHS.length - 2; layer >= 0; layer--) {
      const [from, weight] = [values[layer], parameters.get(`${layer}.weight`)!];
      const [ofWeight, ofBias] = [gradients.get(`${layer}.weight`)!, gradients.get(`${layer}.bias`)!];
      const onwards = new Float64Array(from.length);
      arriving.forEach((slope, unit) => {
        ofBias[unit] += slope;
        for (let i = 0; i < from.length; i++) {
          ofWeight[unit * from.length + i] += slope * from[i];
          onwards[i] += slope * weight[unit * from.length + i];
        }
      });
      arriving = onwards.map((slope, i) => (from[i] > 0 ? slope : 0));
    }
  });
  return gradients;
}

/** A network with its gradients as an exporter writes them. */
export function exportedNetwork(
  network: Network,
  options: {
    steps: readonly number[];
    loss?: (network: Network) => number;
    change?: (name: string, gradient: Float64Array) => Float64Array;
    repeated?: (gradient: Float64Array) => Float64Array;
    batch?: number;
  },
): unknown {
  const {
    steps,
    loss = lossOf,
    change = (_, gradient) => gradient,
    repeated = (gradient) => gradient,
  } = options;
  const tensors = [...gradientOf(network)].map(([name, right]) => {
    const gradient = change(name, right);
    const parameter = network.parameters.get(name)!;
    const indices = Array.from({ length: Math.min(COORDINATES, right.length) }, (_, place) =>
      Math.floor((place * right.length) / COORDINATES),
    );
    const differences = [...new Set(indices)].flatMap((index) => {
      const value = parameter[index];
      return steps.map((step) => {
        const losses = [-2, -1, 1, 2].map((k) => {
          parameter[index] = value + k * step;
          return loss(network);
        });
        parameter[index] = value;
        return { index, value, step, losses };
      });
    });
    const own = {
      shape: [right.length],
      gradient: [...gradient],
      repeated: [...repeated(gradient)],
      differences,
    };
    return [name, own] as const;
  });
  const { batch } = options;
  return {
    format: EXPORT_FORMAT,
    loss: loss(network),
    ...(batch ? { batch } : {}),
    tensors: Object.fromEntries(tensors),
  };
}
