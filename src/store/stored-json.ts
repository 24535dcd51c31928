/** How a number that JSON does not know begins. */
const MARK = '{"$number":';

const TEXTS = new TextDecoder("utf-8", { fatal: true });

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
  // Looking at each value takes several times as long as reading the text.
  if (!text.includes(MARK)) return JSON.parse(text);
  return JSON.parse(text, (_, item) => {
    if (typeof item !== "object" || item === null || !Object.hasOwn(item, "$number")) return item;
    return Number(item.$number);
  });
}

/**
 * Reads the bytes of what {@link encodeJson} wrote, and makes something of it. Texts are read as bytes, for
 * the database's library ends the process at a text that is damaged.
 *
 * @throws Error of the code `SQLITE_CORRUPT` where the bytes are damaged.
 */
export function decodeBytes<T>(bytes: Uint8Array, make: (value: unknown) => T): T {
  try {
    return make(decodeJson(TEXTS.decode(bytes)));
  } catch (cause) {
    throw Object.assign(new Error("what is stored is damaged", { cause }), { code: "SQLITE_CORRUPT" });
  }
}
