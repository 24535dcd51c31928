const ISO = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?/;
const DAY_MONTH = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?/;

/** The ways in which a date may be read: its year first, or its day or month. */
export const DATE_READINGS = ["yearFirst", "dayFirst", "monthFirst"] as const;
/** A way of reading a date. */
export type DateReading = (typeof DATE_READINGS)[number];

/** A date in words as a number that grows with time; NaN where it is none in this reading. */
export function readDate(text: string, reading: DateReading): number {
  const [, first, second, third, hour, minute, seconds] =
    (reading === "yearFirst" ? ISO : DAY_MONTH).exec(text.trim()) ?? [];
  if (first === undefined) return NaN;
  const [year, month, day] =
    reading === "yearFirst"
      ? [first, second, third ?? "1"]
      : reading === "dayFirst"
        ? [third, second, first]
        : [third, first, second];
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return NaN;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  return date + 1000 * Number(seconds ?? 0);
}
