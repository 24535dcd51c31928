import { sign } from "../../graph/operations/index.ts";
import type { Transform } from "./transform.ts";

/** Replaces every element by its sign, −1, 0 or 1, so that all weights take steps of one size. */
export function signOf(): Transform {
  return { apply: (direction) => ({ direction: sign(direction) }) };
}
