import { expect, test } from "vitest";
import { solvePositiveDefinite } from "./linear-system.ts";

test("a positive definite system is solved, and left as it was", () => {
  const matrix = [
    [4, 2, 0],
    [2, 5, 1],
    [0, 1, 3],
  ];
  const solution = solvePositiveDefinite(matrix, [8, 15, 11]);
  // By hand: x = (1, 2, 3).
  [1, 2, 3].forEach((value, index) => expect(solution[index]).toBeCloseTo(value, 12));
  expect(matrix[1]).toEqual([2, 5, 1]);
});
