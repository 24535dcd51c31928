import type { Column } from "./table.ts";

/** Words in the names that people give a column of times that are numbers. */
const TIME_WORDS = [
  "date datetime time timestamp ts dt year month week day hour epoch tick t",
  "datum zeit zeitpunkt zeitstempel jahr monat woche tag stunde fecha hora jour heure",
]
  .join(" ")
  .split(" ");
const TIME_NAME = new RegExp(`(^|[^a-z])(${TIME_WORDS.join("|")})([^a-z]|$)|_at$`, "i");

/** Whether a column is called as times are, such as `timestamp`, `startDate`, `created_at` or `day`. */
export function isCalledTime({ name }: Pick<Column, "name">): boolean {
  return TIME_NAME.test(name.replace(/([a-z])(?=[A-Z])/g, "$1_"));
}
