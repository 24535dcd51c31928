/** A number of three significant digits, thousands apart: "0.0123", "55.0", "22,300", "∞". */
export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e7 || size < 1e-4) return value.toExponential(2).replace("-", "−");
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return rounded.toLocaleString("en-US", digits).replace("-", "−");
}

/**
 * A score for people: "96.4%", "2.31"; "diverged" where it is not finite.
 *
 * @param unit of the metric: a "share" is told in percent, all else as the number that it is.
 */
export function scoreText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "diverged";
  return unit === "share" ? `${(100 * value).toFixed(1)}%` : threeDigits(value);
}

/** A difference of scores with its sign: "+8.1 points", "−0.21"; "–" from or to what diverged. */
export function differenceText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "–";
  return unit === "share"
    ? `${signed(value, unit)} point${isOnePoint(value) ? "" : "s"}`
    : signed(value, unit);
}

/** A difference of scores with its sign and without its unit: "+8.1", "−0.21". */
export function signed(value: number, unit: string): string {
  const size = unit === "share" ? Math.abs(100 * value).toFixed(1) : threeDigits(Math.abs(value));
  if (Number(size) === 0) return size;
  return value > 0 ? `+${size}` : `−${size}`;
}

function isOnePoint(value: number): boolean {
  return Math.abs(100 * value).toFixed(1) === "1.0";
}
