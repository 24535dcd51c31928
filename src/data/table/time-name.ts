import type { Column } from "./table.ts";

/** Names that people give a column of times that are numbers. */
const TIME_NAME = /(^|[^a-z])(date|time|timestamp|datetime|year|month|week|day|hour|epoch|tick|t)([^a-z]|$)/i;

/** Whether a column is called as times are, such as `timestamp`, `start_date` or `day`. */
export function isCalledTime({ name }: Pick<Column, "name">): boolean {
  return TIME_NAME.test(name);
}
