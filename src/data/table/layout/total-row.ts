import { isMissingMark } from "../cells/missing-marks.ts";
import { isNumberLike } from "./file-row.ts";

/** Words that people write beside sums and means, in the languages of the more usual exports. */
const LABEL = new RegExp(
  "^(?:(?:grand|sub|column|overall|table|row)[\\s-]*)?(?:" +
    "totals?|sums?|means?|averages?|avg\\.?|median|count|min(?:imum)?|max(?:imum)?|" +
    "std\\.?(?:[\\s-]*dev\\.?)?|standard[\\s-]deviation|" +
    "gesamt(?:summe)?|insgesamt|summe|mittelwert|durchschnitt|" +
    "totaux|somme|moyenne|suma|promedio|totale|somma|totaal|gemiddelde|soma" +
    ")(?:\\s*[:(].*)?$",
  "i",
);

/** The first cell with anything in it, in small letters; "" where there is none. */
export function labelOf(cells: readonly string[]): string {
  return (cells.find((cell) => cell.trim() !== "") ?? "").trim().toLowerCase();
}

/** Whether a row is one of sums or means by its looks: a label that says so, and otherwise numbers alone. */
export function isTotalRow(cells: readonly string[]): boolean {
  const label = labelOf(cells);
  if (label === "" || !LABEL.test(label)) return false;
  const others = cells
    .map((cell) => cell.trim())
    .filter((cell) => cell !== "")
    .slice(1);
  return others.some(isNumberLike) && others.every((cell) => isMissingMark(cell) || isNumberLike(cell));
}
