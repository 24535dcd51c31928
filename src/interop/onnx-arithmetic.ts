import type { GraphWriter } from "./graph-writer.ts";

/** The name of a value, or a number that stands in the formula. */
type Operand = string | number;

/** Formulas over float64 values as nodes: each gives the name of its result. */
export interface Arithmetic {
  plus(first: Operand, ...others: readonly Operand[]): string;
  minus(a: Operand, b: Operand): string;
  times(a: Operand, b: Operand): string;
  over(a: Operand, b: Operand): string;
  /** How often b goes into a as a whole. */
  floorOver(a: Operand, b: Operand): string;
  /** The part of a that is left then. */
  modulo(a: Operand, b: Operand): string;
  sine(angle: string): string;
}

/** Formulas that a writer writes. */
export function arithmeticOf(writer: GraphWriter): Arithmetic {
  const operate = (operator: string) => (a: Operand, b: Operand) => {
    const value = (operand: Operand) =>
      typeof operand === "string" ? operand : writer.constant("float64", [], [operand]);
    return writer.node(operator, [value(a), value(b)]);
  };
  const [add, minus, times, over] = ["Add", "Sub", "Mul", "Div"].map(operate);
  const floorOver = (a: Operand, b: Operand) => writer.node("Floor", [over(a, b)]);
  return {
    plus: (first, ...others) => others.reduce<Operand>(add, first) as string,
    minus,
    times,
    over,
    floorOver,
    modulo: (a, b) => minus(a, times(floorOver(a, b), b)),
    sine: (angle) => writer.node("Sin", [angle]),
  };
}
