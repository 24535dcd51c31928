import { formatCsv } from "../../base/format-csv.ts";
import { type Objective, TRIAL_STATUSES, type TrialStatus } from "../../run/study.ts";
import type { NewTrial } from "../../store/study-store.ts";
import { isValueOf } from "../space/domain.ts";
import type { Parameter } from "../space/search-space.ts";
import { type FilePlace, importInvalid } from "./exchange-errors.ts";
import type { ExportedStudy } from "./exchanged-study.ts";

/** The columns beside those of parameters and objectives. */
const FIRST = ["number", "status"];
const LAST = ["proposedBy", "attempts", "durationMs", "createdAt", "startedAt", "endedAt", "error"] as const;

/**
 * The trials of a study as CSV: a row each, with its number, its status, a column for each parameter (choices
 * by their words, empty where a parameter is not there), one for the value of each objective, and when it
 * was tried. Curves and other metrics are left out: `formatStudyLines` has them.
 */
export function formatStudyCsv({ study, trials }: ExportedStudy, parameters: readonly Parameter[]): string {
  const columns = [...FIRST, ...parameters.map(({ name }) => name), ...metricsOf(study.objectives), ...LAST];
  const rows = trials.map((trial) => [
    String(trial.number),
    trial.status,
    ...parameters.map((parameter) => cellOf(parameter, trial.point[parameter.name])),
    ...study.objectives.map((_, index) => text(trial.values[index])),
    ...LAST.map((column) => text(trial[column])),
  ]);
  return formatCsv(columns, rows);
}

/** Of a CSV file that trials are read from: the space and the objectives that its columns are about. */
export interface TrialColumns {
  readonly parameters: readonly Parameter[];
  readonly objectives: readonly Objective[];
  /** The name of the file in messages, "the CSV" by default. */
  readonly source?: string;
}

/**
 * Reads trials from CSV: columns by the names of parameters, empty where one is not there, and of the
 * objectives' metrics. A row with values of all objectives is a trial that ended ("complete", or as its
 * column "status" says), one without is to be tried. Other columns are passed over.
 *
 * @throws TrainwellError `study-file-invalid` with the line and the column.
 */
export async function parseStudyCsv(
  csv: string,
  { parameters, objectives, source = "the CSV" }: TrialColumns,
): Promise<NewTrial[]> {
  const { parse } = await import("csv-parse/browser/esm/sync");
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    rows = parse(csv, { bom: true, info: true, skip_empty_lines: true }) as unknown as typeof rows;
  } catch (error) {
    const { message, lines = 1 } = error as { message: string; lines?: number };
    throw importInvalid(message, { source, line: lines });
  }
  const [header, ...body] = rows;
  const known = new Set([...parameters.map(({ name }) => name), ...metricsOf(objectives)]);
  const names = (header?.record ?? []).map((name) => (known.has(name) ? name : withoutApostrophe(name)));
  for (const { name, condition } of parameters)
    if (condition === undefined && !names.includes(name))
      throw importInvalid("there is no such column.", { source, line: 1, column: name });
  return body.map(({ record, info }) => {
    const cells = new Map(names.map((name, index) => [name, record[index].trim()]));
    return trialOf(cells, { parameters, objectives, place: { source, line: info.lines } });
  });
}

interface RowContext {
  readonly parameters: readonly Parameter[];
  readonly objectives: readonly Objective[];
  readonly place: FilePlace;
}

function trialOf(
  cells: ReadonlyMap<string, string>,
  { parameters, objectives, place }: RowContext,
): NewTrial {
  const point: Record<string, number> = Object.create(null);
  for (const parameter of parameters) {
    const cell = cells.get(parameter.name) ?? "";
    if (cell !== "") point[parameter.name] = parameterValue(parameter, cell, place);
  }
  const told = metricsOf(objectives).filter((metric) => (cells.get(metric) ?? "") !== "");
  const values = told.map((metric) => numberOf(cells.get(metric)!, { ...place, column: metric }));
  const hasValues = values.length === objectives.length;
  const status = statusOf(cells.get("status") ?? "", hasValues, { ...place, column: "status" });
  const why = cells.get("error") ?? "";
  return {
    point: { ...point },
    proposedBy: "import",
    status,
    values: hasValues && (status === "complete" || status === "stopped") ? values : [],
    ...(why === "" ? {} : { error: why }),
  };
}

/** Those of another's workers wait, for the workers are not here. */
function statusOf(cell: string, hasValues: boolean, place: FilePlace): Exclude<TrialStatus, "running"> {
  if (cell === "") return hasValues ? "complete" : "waiting";
  if (!(TRIAL_STATUSES as readonly string[]).includes(cell))
    throw importInvalid(`expected one of ${TRIAL_STATUSES.join(", ")}; received "${cell}".`, place);
  const status = cell as TrialStatus;
  if (status === "complete" && !hasValues)
    throw importInvalid("a complete trial needs a value of each objective.", place);
  return status === "running" || status === "paused" ? "waiting" : status;
}

function parameterValue({ name, domain }: Parameter, cell: string, rowPlace: FilePlace): number {
  const place = { ...rowPlace, column: name };
  if (domain.kind === "choice") {
    const found = [cell, withoutApostrophe(cell)].map((label) => domain.labels.indexOf(label));
    const index = found.find((each) => each >= 0);
    if (index !== undefined) return index;
    throw importInvalid(`expected one of ${domain.labels.join(", ")}; received "${cell}".`, place);
  }
  const value = numberOf(cell, place);
  if (isValueOf(domain, value)) return value;
  const { low, high, step } = domain;
  const steps = step === undefined ? "" : ` in steps of ${step}`;
  throw importInvalid(`expected a number from ${low} to ${high}${steps}; received ${cell}.`, place);
}

function numberOf(cell: string, place: FilePlace): number {
  const value = Number(cell);
  if (!Number.isNaN(value) || cell === "NaN") return value;
  throw importInvalid(`expected a number; received "${cell}".`, place);
}

function cellOf({ domain }: Parameter, value: number | undefined): string {
  if (value === undefined) return "";
  return domain.kind === "choice" ? domain.labels[value] : String(value);
}

/** Without what tells a spreadsheet that a cell is no formula. */
const withoutApostrophe = (cell: string) => cell.replace(/^'/, "");
const metricsOf = (objectives: readonly Objective[]) => objectives.map(({ metric }) => metric);
const text = (value: string | number | undefined) => (value === undefined ? "" : String(value));
