import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tables } from "../quality/tables.js";
import { scratch } from "./paths.js";

const DEV_EVERY = 5;

/**
 * digits.csv with a column that makes every fifth row a dev row, for both sides.
 *
 * @param name of the folder below the scratch folder that it is written to.
 */
export function splitDigits(name) {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const digits = tables().find((table) => table.name === "digits");
  const path = join(folder, "digits.csv");
  const lines = [
    [...digits.header, "split"],
    ...digits.rows.map((cells, row) => [...cells, row % DEV_EVERY === 0 ? "dev" : "train"]),
  ];
  writeFileSync(path, `${lines.map((cells) => cells.join(",")).join("\n")}\n`);
  return { folder, path };
}
