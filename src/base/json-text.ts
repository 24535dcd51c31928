const MARK = /[{}[\]:,]/u;
const TEXT = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/u;
const OTHER = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.+-])/u;
/** One piece of JSON, with the blanks before it. */
const TOKEN = new RegExp(`\\s*(?:(${MARK.source})|(${TEXT.source})|${OTHER.source})`, "uy");
/** Texts, which stay, and the word that Python writes for a missing number. */
const TEXT_OR_NAN = /"(?:[^"\\]|\\.)*"|\bNaN\b/g;

/** Characters of a text that a message shows. */
const MOST_SHOWN = 20;

/**
 * The value of a JSON text. NaN, which is no JSON but what Python writes for a missing number, is null.
 *
 * @throws SyntaxError where it is none.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!text.includes("NaN")) throw error;
    return JSON.parse(text.replace(TEXT_OR_NAN, (found) => (found === "NaN" ? "null" : found))) as unknown;
  }
}

/** Where a text stops being the JSON that it began as. */
export interface JsonFault {
  /** The line, counted from 1. */
  readonly line: number;
  /** The text that stands there, as a message quotes it: such as `"}"`, or `its end`. */
  readonly from: string;
}

/**
 * Where a text that is no JSON stops being the JSON that it began as.
 *
 * @example
 * jsonFault('{"a": 1,}'); // { line: 1, from: '"}"' }
 */
export function jsonFault(text: string): JsonFault {
  const place = faultPlace(text);
  const rest = text
    .slice(place, place + MOST_SHOWN)
    .split("\n")[0]
    .trim();
  return { line: text.slice(0, place).split("\n").length, from: rest === "" ? "its end" : `"${rest}"` };
}

/** The place of the first character that no JSON has there; the length of a text that ends too early. */
function faultPlace(text: string): number {
  const open: string[] = [];
  let next: "value" | "key" | "colon" | "more" = "value";
  let [at, mayClose] = [0, false];
  while (true) {
    TOKEN.lastIndex = at;
    const [whole, mark, word] = TOKEN.exec(text) ?? [];
    const begin = at + (/^\s*/.exec(text.slice(at, at + 1000))?.[0].length ?? 0);
    if (whole === undefined) return begin;
    const isClose = mark === "}" || mark === "]";
    if (isClose) {
      const isRight = (next === "more" || mayClose) && open.pop() === (mark === "}" ? "{" : "[");
      if (!isRight) return begin;
      next = "more";
    } else if (next === "more") {
      if (mark !== "," || open.length === 0) return begin;
      next = open.at(-1) === "{" ? "key" : "value";
    } else if (next === "colon") {
      if (mark !== ":") return begin;
      next = "value";
    } else if (next === "key") {
      if (word === undefined) return begin;
      next = "colon";
    } else if (mark === "{" || mark === "[") {
      open.push(mark);
      next = mark === "{" ? "key" : "value";
    } else if (mark !== undefined) return begin;
    else next = "more";
    mayClose = mark === "{" || mark === "[";
    at += whole.length;
  }
}
