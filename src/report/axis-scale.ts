/** Maps values of an axis to places in a chart, and says where its ticks stand. */
export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Where a scale begins and ends, in values and in places. */
export interface ScaleOptions {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
  /** About how many ticks to have. */
  readonly ticks: number;
}

/** Round steps: 1, 2 or 5 times a power of ten, so that there are about `count` of them in the span. */
function roundStep(span: number, count: number): number {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw * 0.999) ?? 10;
  return factor * power;
}

/** A linear scale with round ticks inside its ends. */
export function linearScale(options: ScaleOptions): Scale {
  const { from, to, ticks } = options;
  const [low, high] = widen(options.low, options.high);
  const step = roundStep(high - low, ticks);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return {
    place: (value) => from + ((value - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12))),
  };
}

/** A logarithmic scale (base 10) with ticks at powers of ten; values must be positive. */
export function logarithmicScale(options: ScaleOptions): Scale {
  const [low, high] = [Math.floor(Math.log10(options.low)), Math.ceil(Math.log10(options.high))];
  const inner = linearScale({ ...options, low, high: high === low ? low + 1 : high });
  const every = Math.max(1, Math.ceil((high - low) / options.ticks));
  const ticks = Array.from({ length: Math.max(2, high - low + 1) }, (_, i) => low + i).filter(
    (_, i) => i % every === 0,
  );
  return {
    place: (value) => inner.place(Math.log10(value)),
    ticks: ticks.map((exponent) => Number(`1e${exponent}`)),
  };
}

function widen(low: number, high: number): [number, number] {
  if (high > low) return [low, high];
  // A line of zeros is a share or a norm that stays at its lower bound.
  if (low === 0) return [0, 1];
  const margin = Math.abs(low) * 0.1;
  return [low - margin, high + margin];
}
