import { readFile } from "node:fs/promises";
import { TrainwellError } from "../../base/errors.ts";
import { jsonFault } from "../../base/json-text.ts";
import type { ErrorCost } from "../../nn/judging/costs.ts";

/** Costs of errors, or the path of a CSV or JSON file of them. */
export type CostSource = string | readonly ErrorCost[];

/**
 * Costs of errors, read where a path was told. A CSV file has a line for each right class: first its name
 * and then the cost of predicting each class in the order of the header; a JSON file is `{"right":
 * {"predicted": cost}}`.
 *
 * @throws TrainwellError `cost-unreadable`.
 */
export async function readCosts(source: CostSource): Promise<readonly ErrorCost[]> {
  if (typeof source !== "string") return source;
  const text = (await readText(source)).replace(/^\uFEFF/, "");
  return /\.json$/i.test(source) ? costsOfJson(text, source) : costsOfCsv(text, source);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw unreadable(`${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? cause}.`);
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function costsOfJson(text: string, path: string): ErrorCost[] {
  const table = parsed(text, path);
  if (!isTable(table)) throw unreadable(`${path}: expected {"right": {"predicted": cost}}.`);
  return Object.entries(table).flatMap(([actual, row]) => {
    if (!isTable(row)) throw unreadable(`${path}: expected {"predicted": cost} for class "${actual}".`);
    return Object.entries(row).map(([predicted, cost]) => {
      if (typeof cost === "number" && cost >= 0) return { actual, predicted, cost };
      throw unreadable(`${path}: expected a cost of at least 0, received ${JSON.stringify(cost)}.`);
    });
  });
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { line, from } = jsonFault(text);
    throw unreadable(`${path}, line ${line}: the text is no JSON from ${from} on.`);
  }
}

function costsOfCsv(text: string, path: string): ErrorCost[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const cells = lines.map((line) => line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
  const [[, ...classes] = [], ...rows] = cells;
  if (rows.length === 0 || classes.length === 0)
    throw unreadable(
      `${path}: expected a header with the predicted classes and a line for each right class.`,
    );
  return rows.flatMap(([actual, ...costs], index) => {
    const place = `${path}, line ${index + 2}`;
    if (costs.length !== classes.length)
      throw unreadable(
        `${place}: expected ${classes.length} costs after "${actual}", received ${costs.length}.`,
      );
    return costs.map((cell, at) => {
      const cost = cell === "" ? Number.NaN : Number(cell);
      if (Number.isFinite(cost) && cost >= 0) return { actual, predicted: classes[at], cost };
      throw unreadable(`${place}: expected a cost of at least 0, received "${cell}".`);
    });
  });
}

function unreadable(message: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "cost-unreadable",
    message,
    hint: "A CSV names the predicted classes in its first line, and the right one first in others.",
  });
}
