import { nearest, TrainwellError } from "../../base/errors.ts";
import { RANGE_KINDS, type Range } from "./ranges.ts";

/**
 * Reads a range as the command line takes it, such as `log(1e-5, 1e-1)`, `integer(1, 8)`,
 * `integer(16, 512, log)`, `uniform(0, 0.5, 0.1)` with a step, `choice(relu, gelu)` or `ordered(16, 32, 64)`.
 *
 * @returns the range as plain data, not yet checked; undefined for a text that is none.
 * @throws TrainwellError `range-unreadable`, of kind `usage`, for one with a word that is no range's, or too
 *   few values.
 *
 * @example
 * readRangeText("log(1e-5, 1e-1)"); // { search: "log", low: 1e-5, high: 0.1 }
 */
export function readRangeText(text: string): Range | undefined {
  const match = /^([A-Za-z]\w*)\s*\((.*)\)$/s.exec(text.trim());
  if (match === null) return undefined;
  const [, word, inner] = match;
  const search = RANGE_KINDS.find((kind) => kind === word);
  if (search === undefined || search === "optional" || search === "repeat") throw unknownWord(text, word);
  const parts = splitAtCommas(inner).map(partOf);
  if (search === "choice" || search === "ordered") {
    if (parts.length === 0) throw unreadable(text, "at least one choice");
    const [first] = parts;
    return { search, of: parts.length === 1 && Array.isArray(first) ? first : parts };
  }
  if (search === "simplex") return simplexOf(text, parts);
  const [low, high, ...rest] = parts;
  if (typeof low !== "number" || typeof high !== "number")
    throw unreadable(text, "two numbers, low and high");
  const step = rest.find((part) => typeof part === "number");
  const isLog = rest.includes("log");
  const odd = rest.filter((part) => part !== step && part !== "log");
  if (odd.length > 0 || (rest.length > 0 && (search === "log" || search === "oneMinusLog")))
    throw unreadable(text, "two numbers, low and high");
  return {
    search,
    low,
    high,
    ...(step === undefined ? {} : { step }),
    ...(isLog ? { scale: "log" } : {}),
  } as Range;
}

function simplexOf(text: string, parts: readonly unknown[]): Range {
  if (parts.length === 1 && typeof parts[0] === "number") return { search: "simplex", of: parts[0] };
  if (parts.length >= 2 && parts.every((part) => typeof part === "string"))
    return { search: "simplex", of: [...parts] as string[] };
  throw unreadable(text, "a number of shares, or their names");
}

/** The parts between commas that stand in no bracket and no text. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"' && text[at - 1] !== "\\") quoted = !quoted;
    if (quoted) continue;
    if ("([{".includes(letter)) depth++;
    if (")]}".includes(letter)) depth--;
    if (letter === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** A range within, JSON, or a text. */
function partOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return RANGE_KINDS.some((kind) => text.startsWith(`${kind}(`)) ? readRangeText(text) : text;
  }
}

function unknownWord(text: string, word: string): TrainwellError {
  const known = RANGE_KINDS.filter((kind) => kind !== "optional" && kind !== "repeat");
  const meant = nearest(word, known);
  return new TrainwellError({
    kind: "usage",
    code: "range-unreadable",
    message: `"${text}" is no range; expected ${known.map((kind) => `${kind}(…)`).join(", ")}.`,
    details: { received: text },
    hint: meant === undefined ? "For example log(1e-5, 1e-1)." : `Did you mean ${meant}(…)?`,
  });
}

function unreadable(text: string, expected: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "range-unreadable",
    message: `"${text}" is not a range as expected; expected ${expected} between the brackets.`,
    details: { received: text },
    hint: "For example log(1e-5, 1e-1), integer(16, 512, log), uniform(0, 0.5) or choice(relu, gelu).",
  });
}
