import type * as z from "zod/mini";
import { nearest, TrainwellError } from "../base/errors.ts";

/** Where a value stands: the file or command it came from, and the path of its section in the recipe. */
export interface Place {
  readonly source: string;
  readonly path: readonly (string | number)[];
}

type Issue = z.core.$ZodIssue;

/**
 * Checks a value and fills its defaults.
 *
 * @throws TrainwellError `recipe-unknown-key`, with the nearest known key, or `recipe-invalid`, with the
 * path, what was expected and what was received.
 */
export function parseAt<S extends z.ZodMiniType>(schema: S, value: unknown, place: Place): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A misspelt key is the likely cause of a missing one.
  const issues = result.error.issues.map((issue) => narrow(issue));
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue.code === "unrecognized_keys") {
    const path = [...place.path, ...keysOf(issue.path), issue.keys[0]];
    throw unknownKey({ source: place.source, path }, knownKeys(schema, issue.path));
  }
  const path = [...place.path, ...keysOf(issue.path)];
  throw invalid(
    { source: place.source, path },
    { expected: expectation(issue), received: valueAt(value, issue.path) },
  );
}

/** An error for a value that is not as expected. `expected` completes the words "must be". */
export function invalid(
  place: Place,
  options: { expected: string; received: unknown; hint?: string },
): TrainwellError {
  const path = place.path.join(".");
  const received = options.received === undefined ? "missing" : `${excerpt(options.received)}`;
  return new TrainwellError({
    kind: "input",
    code: "recipe-invalid",
    message:
      `${place.source}: ${path === "" ? "the recipe" : `"${path}"`} must be ${options.expected}, ` +
      `but is ${received}.`,
    details: { source: place.source, path, expected: options.expected, received },
    ...(options.hint === undefined ? {} : { hint: options.hint }),
  });
}

/** An error for a key or name that nothing is known by. */
export function unknownKey(place: Place, known: readonly string[], what = "key"): TrainwellError {
  const path = place.path.join(".");
  return unknownName(`"${path}" is not a known ${what}`, { name: String(place.path.at(-1)), known, place });
}

/** An error for a component of a kind that is not registered. */
export function unknownKind(
  kind: unknown,
  known: readonly string[],
  { what, ...place }: Place & { what: string },
): TrainwellError {
  const path = place.path.join(".");
  const says = `"${path}" is ${excerpt(kind)}, which is not a known ${what}`;
  return unknownName(says, { name: String(kind), known, place });
}

function unknownName(
  says: string,
  { name, known, place }: { name: string; known: readonly string[]; place: Place },
): TrainwellError {
  const guess = initialsOf(name, known) ?? nearest(name, known);
  const list = known.length > 0 ? `Known here: ${known.join(", ")}.` : "Nothing can be set here.";
  return new TrainwellError({
    kind: "input",
    code: "recipe-unknown-key",
    message: `${place.source}: ${says}.`,
    details: { source: place.source, path: place.path.join("."), known: [...known] },
    hint: guess === undefined ? list : `Did you mean "${guess}"?`,
  });
}

/** The one name whose words begin with these letters, as those of meanSquaredError with "mse". */
function initialsOf(letters: string, names: readonly string[]): string | undefined {
  const initials = (name: string) => name.charAt(0) + name.slice(1).replace(/[^A-Z]/g, "");
  const fitting = names.filter((name) => initials(name).toLowerCase() === letters.toLowerCase());
  return letters.length > 1 && fitting.length === 1 ? fitting[0] : undefined;
}

/** A short form of a value for a message. */
export function excerpt(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * Of a union's branches, the one that the value was meant for: where it failed inside and not at its kind.
 */
function narrow(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const branches = issue.errors as Issue[][];
  const inside = branches.filter((errors) => errors.every(isInside));
  // A number that is out of range is meant for the branch of numbers.
  const ofItsType = branches.filter(([first]) => first.code !== "invalid_type");
  const isBound = ofItsType.length === 1 && ofItsType[0][0].code !== "invalid_value";
  const meant = inside.length !== 1 && isBound ? ofItsType : inside;
  if (meant.length !== 1) return issue;
  const [inner] = meant[0];
  return narrow({ ...inner, path: [...issue.path, ...inner.path] } as Issue);
}

function isInside({ code, path }: Issue): boolean {
  return code === "unrecognized_keys" || (path.length > 0 && path[0] !== "kind");
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case "too_small":
      return bound(issue.origin, { limit: issue.minimum, words: issue.inclusive ? "at least" : "above" });
    case "too_big":
      return bound(issue.origin, { limit: issue.maximum, words: issue.inclusive ? "at most" : "below" });
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_union":
      // A kind that no branch has: the issue lists what it may be.
      if ("options" in issue && issue.options)
        return issue.options.map((option) => JSON.stringify(option)).join(" or ");
      return [...new Set((issue.errors as Issue[][]).map((errors) => expectation(errors[0])))].join(" or ");
    default:
      return issue.message;
  }
}

function bound(origin: string, { limit, words }: { limit: number | bigint; words: string }): string {
  if (origin === "array") return `a list of ${words} ${limit} items`;
  if (origin === "string") return `a text of ${words} ${limit} characters`;
  return `${origin === "int" ? "a whole number" : "a number"} ${words} ${limit}`;
}

function keysOf(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((key) => (typeof key === "symbol" ? String(key) : key));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** The keys that the object at a path may have; those of all branches where there is a choice. */
function knownKeys(schema: z.ZodMiniType, path: readonly PropertyKey[]): string[] {
  const def = schema.def as z.core.$ZodTypeDef & { innerType?: z.ZodMiniType; element?: z.ZodMiniType } & {
    shape?: Record<string, z.ZodMiniType>;
    options?: readonly z.ZodMiniType[];
  };
  if (def.innerType) return knownKeys(def.innerType, path);
  if (def.options) return def.options.flatMap((option) => knownKeys(option, path));
  const [first, ...rest] = path;
  if (path.length === 0) return Object.keys(def.shape ?? {});
  if (def.element) return knownKeys(def.element, rest);
  const member = def.shape && Object.hasOwn(def.shape, first) ? def.shape[String(first)] : undefined;
  return member ? knownKeys(member, rest) : [];
}
