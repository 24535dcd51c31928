import { expect, it } from "vitest";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { targetNotes } from "./target-notes.ts";
import { chooseTarget } from "./task.ts";

function understood(values: readonly CellValue[], { isTold = false } = {}) {
  const target = chooseTarget(tableFromColumns([["y", values]]), { target: "y" });
  return { task: target.task, notes: targetNotes(target, { isTold }) };
}

const grades = Array.from({ length: 120 }, (_, row) => 1 + (row % 6));

it("the choice between classes and numbers is said with the way to change it, unless it was told", () => {
  const choice =
    'The target "y" is predicted as one of 6 classes, for its values are few whole numbers; to predict a ' +
    "number: --task regression.";
  expect(understood(grades)).toEqual({ task: "classification", notes: [choice] });
  expect(understood(grades, { isTold: true }).notes).toEqual([]);
  const counts = Array.from({ length: 120 }, (_, row) => row % 30);
  expect(understood(counts).notes.join()).toMatch(
    /30 different ones; to predict classes: --task classification/,
  );
  expect(understood(grades.map((grade, row) => grade + row / 1000)).notes).toEqual([]);
  expect(understood(grades.map(String)).task).toBe("classification");
  expect(understood(["a", "b", "a", "b"]).notes).toEqual([]);
});

it("one stray value makes no number of classes, and no classes of numbers", () => {
  const { task, notes } = understood([...grades, 3.5]);
  expect(task).toBe("classification");
  expect(notes.at(-1)).toMatch(/^The target "y" is 3\.5 in 1 row only/);
  expect(understood([...grades, 7, 7]).task).toBe("classification");
  expect(understood([...grades, 3.5, 4.5]).task).toBe("regression");
  const tail = [0, 1, 2, 3, 4].flatMap((value) =>
    Array.from({ length: [80, 40, 15, 5, 1][value] }, () => value),
  );
  expect(understood(tail).task).toBe("regression");
  const measured = grades.map((grade, row) => grade + row / 1000);
  expect(understood([...measured, 3]).task).toBe("regression");
  expect(() => understood([...grades, "A"])).toThrow('received "A"');
});

it("dates are no target, which is said with the way to classes", () => {
  const days = Array.from({ length: 20 }, (_, row) => `2024-01-0${1 + (row % 4)}`);
  expect(() => understood(days)).toThrow('The target "y" of the table holds dates, which are not predicted.');
  const target = chooseTarget(tableFromColumns([["y", days]], { types: { y: "category" } }), { target: "y" });
  expect(target.task).toBe("classification");
});

it("classes that differ in their spelling alone are named", () => {
  const words = ["Red", "red", "blue", "blue ", "green"].flatMap((word) => [word, word, word]);
  expect(understood(words).notes).toEqual([
    'Classes of the target "y" differ in their spelling alone: "Red" (3) and "red" (3); write them alike ' +
      "if they mean the same.",
  ]);
  expect(understood(["New York", "new_york", "Rome"].flatMap((word) => [word, word])).notes).toHaveLength(1);
  expect(tableFromColumns([["y", ["Yes", "yes", "No"]]]).notes?.[0]).toMatch(
    /to keep them apart: --type y=category/,
  );
});
