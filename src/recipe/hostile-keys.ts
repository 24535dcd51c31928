import { TrainwellError } from "../base/errors.ts";

const HOSTILE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Nothing in a recipe is nested as deeply as this. */
const DEEPEST = 32;

/** Whether a key could reach an object's prototype. */
export function isHostileKey(key: string): boolean {
  return HOSTILE_KEYS.has(key);
}

/**
 * Refuses data with keys that could reach an object's prototype, and data nested without end. Below
 * `data.types`, where keys are names of columns, only `__proto__` is refused.
 *
 * @throws TrainwellError `recipe-hostile-key` or `recipe-too-deep`, with the path.
 */
export function refuseHostileKeys(value: unknown, source: string, path: readonly string[] = []): void {
  if (typeof value !== "object" || value === null) return;
  if (path.length > DEEPEST) {
    throw new TrainwellError({
      kind: "input",
      code: "recipe-too-deep",
      message: `${source}: "${path.slice(0, 4).join(".")}..." is nested more than ${DEEPEST} levels deep.`,
      details: { source },
      hint: "Take away the brackets that are too many.",
    });
  }
  const namesColumns = path.join(".") === "data.types";
  for (const key of Object.keys(value)) {
    if (namesColumns ? key === "__proto__" : isHostileKey(key)) throw hostileKey(source, [...path, key]);
    refuseHostileKeys((value as Record<string, unknown>)[key], source, [...path, key]);
  }
}

/** The error for a hostile key. */
export function hostileKey(source: string, path: readonly string[]): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "recipe-hostile-key",
    message: `${source}: "${path.join(".")}" cannot be used, because "${path.at(-1)}" is a reserved word.`,
    details: { source, path: path.join(".") },
    hint: "Remove this key, or rename it.",
  });
}
