/**
 * Plain data as JSON text. Unlike plain JSON it keeps NaN, the infinities and −0, which histories of diverged
 * runs hold.
 */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    if (typeof item !== "number" || (Number.isFinite(item) && !Object.is(item, -0))) return item;
    return { $number: Object.is(item, -0) ? "-0" : String(item) };
  });
}

/** Reads what {@link encodeJson} wrote. */
export function decodeJson(text: string): unknown {
  return JSON.parse(text, (_, item) => {
    if (typeof item !== "object" || item === null || !Object.hasOwn(item, "$number")) return item;
    return Number(item.$number);
  });
}
