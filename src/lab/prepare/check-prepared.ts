import { checkData } from "../../clinic/checks/check-data.ts";
import type { Finding } from "../../clinic/finding.ts";
import type { Prepared } from "./prepare.ts";

/** The faults of the data that a recipe is to be trained on, before anything is trained. */
export function checkPrepared({ table, target, split, recipe }: Prepared): Promise<Finding[]> {
  const { exclude, types, split: by } = recipe.data;
  const splitColumn = by.column === undefined ? {} : { splitColumn: by.column };
  return checkData({ table, target, split, exclude, types, ...splitColumn });
}
