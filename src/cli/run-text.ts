import type { RunLine } from "../actions/shared/stored-runs.ts";
import { printable } from "./printable.ts";
import { formatNumber, formatTable } from "./text.ts";

const MINUTE = 60_000;

/** How long ago a moment was, short: "now", "5 min", "3 h", "12 d". */
export function formatAge(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / MINUTE);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} d`;
}

/** A size for people: "412 bytes", "1.2 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [size, unit] =
    bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** "3 runs", "1 run". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The verb, with how many trainings are folded under it. */
export function formatVerb({ verb, trainings }: RunLine): string {
  return trainings > 1 ? `${verb} (${counted(trainings, "training")})` : verb;
}

/** Runs as a table, a line each. */
export function formatRuns(runs: readonly RunLine[], now: number): string {
  return formatTable(
    ["run", "age", "status", "verb", "dev score", "data"],
    runs.map((run) => [
      run.id,
      formatAge(run.createdAt, now),
      run.status,
      formatVerb(run),
      firstScore(run),
      shortSource(run.source ?? ""),
    ]),
  );
}

/** The first of a run's scores, by which it is judged. */
function firstScore({ metrics }: RunLine): string {
  const [[name, value] = []] = Object.entries(metrics);
  return name === undefined || value === undefined ? "" : `${name} ${formatNumber(value)}`;
}

/** A file without its folders. */
function shortSource(source: string): string {
  return printable(source.split(/[/\\]/).at(-1) ?? "");
}

/** "3 runs with 41 trainings, 1.2 MB of files". */
export function formatTotal(runs: readonly RunLine[]): string {
  const trainings = runs.reduce((sum, run) => sum + run.trainings, 0);
  const bytes = runs.reduce((sum, run) => sum + run.sizeBytes, 0);
  const counts = `${counted(runs.length, "run")} with ${counted(trainings, "training")}`;
  return `${counts}, ${formatBytes(bytes)} of files`;
}
