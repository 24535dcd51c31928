import type { CheckDefinition } from "./check.ts";
import { columnTellsTarget } from "./column-tells-target.ts";
import { constantColumns } from "./constant-columns.ts";
import { copiedRows } from "./copied-rows.ts";
import { emptyColumns } from "./empty-columns.ts";
import { freeText } from "./free-text.ts";
import { groupsAcrossParts } from "./groups-across-parts.ts";
import { missingTellsTarget } from "./missing-tells-target.ts";
import { nearIdentifier } from "./near-identifier.ts";
import { outliers } from "./outliers.ts";
import { partColumn } from "./part-column.ts";
import { rareClass } from "./rare-class.ts";
import { rowNames } from "./row-names.ts";
import { targetCopy } from "./target-copy.ts";
import { targetRounded } from "./target-rounded.ts";
import { timeOrder } from "./time-order.ts";

/** All checks, by how far what they find misleads: a leaked target, a split that leaks, then columns. */
export const CHECKS: readonly CheckDefinition[] = [
  targetCopy,
  targetRounded,
  missingTellsTarget,
  columnTellsTarget,
  copiedRows,
  timeOrder,
  groupsAcrossParts,
  partColumn,
  rareClass,
  outliers,
  nearIdentifier,
  freeText,
  rowNames,
  emptyColumns,
  constantColumns,
];
