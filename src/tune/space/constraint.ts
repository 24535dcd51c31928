import jsep, { type Expression } from "jsep";
import { TrainwellError } from "../../base/errors.ts";

/** A condition between the values of a point, such as "training.batchSize <= 4 * network.layers.h1.units". */
export interface Constraint {
  readonly text: string;
  /** The paths that it reads. */
  readonly paths: readonly string[];
  /**
   * Whether it holds; also where it reads something that is not there.
   *
   * @param valueAt the value at a path; undefined where there is none.
   */
  holds(valueAt: (path: string) => unknown): boolean;
}

type Read = (valueAt: (path: string) => unknown) => unknown;

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = Object.assign(
  Object.create(null),
  {
    min: Math.min,
    max: Math.max,
    abs: Math.abs,
    log: Math.log,
    log2: Math.log2,
    log10: Math.log10,
    exp: Math.exp,
    sqrt: Math.sqrt,
    floor: Math.floor,
    ceil: Math.ceil,
    round: Math.round,
  },
);

const BINARY: Readonly<Record<string, (a: never, b: never) => unknown>> = Object.assign(Object.create(null), {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
  "%": (a: number, b: number) => a % b,
  "**": (a: number, b: number) => a ** b,
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "==": (a: unknown, b: unknown) => a === b,
  "===": (a: unknown, b: unknown) => a === b,
  "!=": (a: unknown, b: unknown) => a !== b,
  "!==": (a: unknown, b: unknown) => a !== b,
  "&&": (a: unknown, b: unknown) => a === true && b === true,
  "||": (a: unknown, b: unknown) => a === true || b === true,
});

/** Thrown where a path leads to nothing, so that the constraint says nothing of the point. */
const NOTHING = Symbol("nothing there");

/**
 * Reads a constraint: arithmetic, comparisons, `&&`, `||`, `!` and functions such as `min` over the values at
 * recipe paths. It is data, not code: nothing else can be called.
 *
 * @param source names where it stands, for messages.
 * @throws TrainwellError `constraint-unreadable`, of kind `input`.
 */
export function parseConstraint(text: string, source: string): Constraint {
  let tree: Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    throw unreadable(text, source, `it cannot be read (${(error as Error).message})`);
  }
  const paths: string[] = [];
  const read = readerOf(tree, { text, source, paths });
  return {
    text,
    paths,
    holds: (valueAt) => {
      const answer = readOrNothing(read, valueAt);
      if (answer === NOTHING) return true;
      if (typeof answer !== "boolean")
        throw unreadable(text, source, `it gives ${JSON.stringify(answer)}, which is neither true nor false`);
      return answer;
    },
  };
}

function readOrNothing(read: Read, valueAt: (path: string) => unknown): unknown {
  try {
    return read(valueAt);
  } catch (error) {
    if (error === NOTHING) return NOTHING;
    throw error;
  }
}

interface Reading {
  readonly text: string;
  readonly source: string;
  readonly paths: string[];
}

function readerOf(node: Expression, reading: Reading): Read {
  const { text, source } = reading;
  const of = (part: unknown) => readerOf(part as Expression, reading);
  switch (node.type) {
    case "Literal":
      return () => node.value;
    case "Identifier":
    case "MemberExpression": {
      const path = pathOf(node);
      if (path === undefined) break;
      reading.paths.push(path);
      return (valueAt) => {
        const value = valueAt(path);
        if (value === undefined) throw NOTHING;
        return value;
      };
    }
    case "UnaryExpression": {
      const value = of(node.argument);
      if (node.operator === "-") return (valueAt) => -(value(valueAt) as number);
      if (node.operator === "!") return (valueAt) => value(valueAt) !== true;
      break;
    }
    case "BinaryExpression": {
      const apply = BINARY[String(node.operator)];
      if (apply === undefined) break;
      const [left, right] = [of(node.left), of(node.right)];
      return (valueAt) => apply(left(valueAt) as never, right(valueAt) as never);
    }
    case "CallExpression": {
      const name = String((node.callee as Expression).name);
      const call = FUNCTIONS[name];
      if (call === undefined)
        throw unreadable(
          text,
          source,
          `"${name}" is none of its functions, ${Object.keys(FUNCTIONS).join(", ")}`,
        );
      const values = (node.arguments as Expression[]).map(of);
      return (valueAt) => call(...values.map((value) => value(valueAt) as number));
    }
  }
  throw unreadable(text, source, `"${node.type}" has no place in it`);
}

/** "a.b.c" of names joined by dots, where a part may also stand in brackets as a text. */
function pathOf(node: Expression): string | undefined {
  if (node.type === "Identifier") return String(node.name);
  if (node.type !== "MemberExpression") return undefined;
  const above = pathOf(node.object as Expression);
  const property = node.property as Expression;
  const key = property.type === "Identifier" && !node.computed ? property.name : property.value;
  return above === undefined || key === undefined ? undefined : `${above}.${key}`;
}

function unreadable(text: string, source: string, fault: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "constraint-unreadable",
    message: `${source}: the constraint ${JSON.stringify(text)} is not as expected: ${fault}.`,
    details: { source, constraint: text },
    hint: 'Write it as a comparison of recipe paths, such as "training.batchSize <= 256".',
  });
}
