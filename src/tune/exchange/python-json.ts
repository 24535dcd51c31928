import { decodeJson } from "../../store/stored-json.ts";

/** Texts, which stay, and the words that Python writes for numbers that are not finite. */
const TEXT_OR_WORD = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;

/** Data as JSON text as Python's `json` writes and reads it: with NaN and the infinities. */
export function formatPythonJson(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatPythonJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${formatPythonJson(item)}`).join(",")}}`;
}

/** Reads what Python's `json` wrote. @throws SyntaxError where it is no JSON. */
export function parsePythonJson(text: string): unknown {
  return decodeJson(
    text.replace(TEXT_OR_WORD, (found) => (found.startsWith('"') ? found : `{"$number":"${found}"}`)),
  );
}
