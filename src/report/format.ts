import { threeDigits } from "../base/score-text.ts";

/** A number for a reader: three significant digits, thousands apart, powers of ten outside of 1e-4 to 1e7. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size !== 0 && (size < 1e-4 || size >= 1e7))) return threeDigits(value);
  if (Number.isInteger(value)) return value.toLocaleString("en-US").replace("-", "−");
  const digits = Math.min(8, Math.max(0, 3 - Math.ceil(Math.log10(size))));
  return value
    .toLocaleString("en-US", { minimumFractionDigits: Math.min(digits, 3), maximumFractionDigits: digits })
    .replace("-", "−");
}

/** A tick of an axis: ticks are round, so they are told in full and need no trailing zeros. */
export function formatTick(tick: number): string {
  const size = Math.abs(tick);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e7)
      ? tick.toExponential()
      : tick.toLocaleString("en-US", { maximumSignificantDigits: 12 });
  return text.replaceAll("-", "−");
}

/** The room that the ticks of an upright axis and its turned label need, in the units of an image. */
export function tickRoom(ticks: readonly number[], atLeast: number): number {
  return ticks.reduce((room, tick) => Math.max(room, 28 + 7 * formatTick(tick).length), atLeast);
}

/** A difference with its sign; none from or to what is not finite. */
export function formatDifference(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value > 0 ? `+${formatValue(value)}` : formatValue(value);
}

/** Text cut to a number of characters, with an ellipsis where it was cut. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
