/** One line of another program's report. */
export type ForeignReport =
  | { readonly type: "metrics"; readonly step: number; readonly values: Readonly<Record<string, number>> }
  | { readonly type: "final"; readonly values: Readonly<Record<string, number>> }
  | { readonly type: "checkpoint"; readonly path: string };

/** Metrics within metrics, such as `{"dev": {"loss": 0.3}}`, are read so deep. */
const DEEPEST = 8;

/** Texts, which stay as they are, and the words by which Python writes numbers that are none in JSON. */
const TEXT_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const WORDS: Readonly<Record<string, string>> = {
  NaN: "null",
  Infinity: "1e999",
  "-Infinity": "-1e999",
};

/**
 * Reads a line of another program's report: a JSON object. With a `step` (a whole number from 0) its numbers
 * are metrics on the way; without one they are final values; `{"type": "checkpoint", "path": …}` names a
 * checkpoint. NaN and Infinity are read as Python writes them, and null is NaN, as JavaScript writes it.
 *
 * @returns undefined for a line that is no report: such lines are for people.
 * @example
 * readReportLine('{"step": 3, "loss": 0.5}'); // { type: "metrics", step: 3, values: { loss: 0.5 } }
 */
export function readReportLine(line: string): ForeignReport | undefined {
  const text = line.trim();
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const object = objectOf(text);
  if (object === undefined) return undefined;
  const { type, step, ...metrics } = object;
  const { path } = metrics;
  if (type === "checkpoint") return typeof path === "string" && path !== "" ? { type, path } : undefined;
  if (type !== undefined && type !== "metrics" && type !== "final") return undefined;
  const values: Record<string, number> = Object.create(null);
  addNumbers(values, metrics, []);
  if (Object.keys(values).length === 0) return undefined;
  if (type === "final" || step === undefined) return { type: "final", values };
  return Number.isSafeInteger(step) && (step as number) >= 0
    ? { type: "metrics", step: step as number, values }
    : undefined;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined;
  }
  try {
    return JSON.parse(text.replace(TEXT_OR_WORD, (found) => WORDS[found] ?? found));
  } catch {
    return undefined;
  }
}

function addNumbers(
  values: Record<string, number>,
  object: Readonly<Record<string, unknown>>,
  path: readonly string[],
): void {
  if (path.length > DEEPEST) return;
  for (const [key, value] of Object.entries(object)) {
    const name = [...path, key].join(".");
    if (name === "__proto__") continue;
    if (typeof value === "number") values[name] = value;
    else if (value === null) values[name] = Number.NaN;
    else if (typeof value === "object" && !Array.isArray(value))
      addNumbers(values, value as Readonly<Record<string, unknown>>, [...path, key]);
  }
}
