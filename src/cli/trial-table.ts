import { threeDigits } from "../base/score-text.ts";
import { alignColumns } from "../base/text-table.ts";
import type { EpochFinished, TrialChanged } from "../run/progress.ts";
import { TRIAL_STATUSES } from "../run/study.ts";
import { formatDuration } from "./duration-text.ts";
import { printable } from "./printable.ts";

/** So many of the trials that run have a line each. */
const MOST_RUNNING = 8;
/** So many columns stay free: a terminal writes ^C behind the last line, which must not break it in two. */
const FREE = 3;

/** A trial that runs, with how far it is as far as that was told. */
interface RunningTrial {
  readonly changes: TrialChanged["changes"];
  readonly since: number;
  readonly at?: { readonly text: string; readonly value: number | null };
}

/** The room for a table, and the time. */
export interface TableRoom {
  readonly columns: number;
  /** The terminal's height in lines; as many as are wanted where it is not known. */
  readonly rows: number;
  /** Milliseconds from any fixed moment. */
  readonly now: number;
  /** The time that is left of the budget, in seconds; undefined where none was told. */
  readonly secondsLeft?: number;
}

/**
 * A study's trials as a table that stands in its place on a terminal: how many there are and how they ended,
 * the best one, the last one that ended, and those that run with how far they are.
 */
export class TrialTable {
  readonly #running = new Map<number, RunningTrial>();
  #last: TrialChanged | undefined;
  #newest: TrialChanged | undefined;

  /** Whether there is anything to show. */
  get isEmpty(): boolean {
    return this.#newest === undefined;
  }

  /** Takes note of a trial that began, reported or ended. @param now on the clock of `lines`. */
  see(event: TrialChanged, now: number): void {
    this.#newest = event;
    const { number, status, changes, at } = event;
    if (status !== "running") {
      this.#running.delete(number);
      this.#last = event;
      return;
    }
    const since = this.#running.get(number)?.since ?? now;
    const told = at && { text: `step ${at.step}`, value: at.value };
    this.#running.set(number, { changes, since, ...(told ? { at: told } : {}) });
  }

  /** Takes note of an epoch of a trial's training. */
  seeEpoch({ place, epoch, epochs, devMetric }: EpochFinished): void {
    const running = place && this.#running.get(place.number);
    if (running === undefined) return;
    const metric = devMetric === null ? "" : `, ${devMetric.name} ${threeDigits(devMetric.value)}`;
    const at = { text: `epoch ${epoch}/${epochs}${metric}`, value: null };
    this.#running.set(place!.number, { ...running, at });
  }

  /** The line above the table: "12 of 60 trials: 9 complete, 1 stopped, 2 running". */
  headline({ secondsLeft }: Pick<TableRoom, "secondsLeft"> = {}): string {
    if (this.#newest === undefined) return "";
    const { of, counts } = this.#newest;
    const told = TRIAL_STATUSES.filter((status) => counts[status] > 0);
    const total = told.reduce((sum, status) => sum + counts[status], 0);
    const left = secondsLeft === undefined ? "" : `${formatDuration(Math.max(0, secondsLeft))} left, `;
    const trials = of === null ? `${total} trial${total === 1 ? "" : "s"}` : `${total} of ${of} trials`;
    return `${left}${trials}: ${told.map((status) => `${counts[status]} ${status}`).join(", ")}`;
  }

  /** The best trial in words; nothing where none is complete. */
  bestWords(): string {
    const best = this.#newest?.best;
    return best == null ? "" : `best ${threeDigits(best.value)} (trial ${best.number})`;
  }

  /** The table's lines, none wider than the terminal and no more of them than it has. */
  lines(room: TableRoom): string[] {
    if (this.#newest === undefined) return [];
    const most = Math.max(1, Math.min(MOST_RUNNING, room.rows - 6));
    const running = [...this.#running].sort(([a], [b]) => a - b);
    const rows = [
      ...this.#bestRow(),
      ...(this.#last === undefined ? [] : [lastRow(this.#last)]),
      ...running.slice(0, most).map(([number, trial]) => runningRow(number, trial, room.now)),
    ];
    const more = running.length > most ? [`and ${running.length - most} more that run`] : [];
    const table = alignColumns(["", "trial", "value", "state", "values of its parameters"], rows).split("\n");
    const width = Math.max(1, room.columns - FREE);
    return [this.headline(room), ...table, ...more].map((line) => printable(line).slice(0, width));
  }

  #bestRow(): string[][] {
    const best = this.#newest?.best;
    if (best == null) return [];
    return [["best", String(best.number), threeDigits(best.value), "", changesWords(best.changes)]];
  }
}

function lastRow({ number, value, status, durationMs, changes }: TrialChanged): string[] {
  const told = value === null ? "" : threeDigits(value);
  const state = `${status}, ${formatDuration(durationMs / 1000)}`;
  return ["last", String(number), told, state, changesWords(changes)];
}

function runningRow(number: number, { changes, since, at }: RunningTrial, now: number): string[] {
  const state = at?.text ?? formatDuration((now - since) / 1000);
  const value = at?.value == null ? "" : threeDigits(at.value);
  return ["runs", String(number), value, state, changesWords(changes)];
}

/** "learningRate 0.0123, units 64": the last part of a path says enough in a line. */
function changesWords(changes: TrialChanged["changes"]): string {
  return Object.entries(changes)
    .map(([name, value]) => `${name.split(".").at(-1)} ${typeof value === "number" ? short(value) : value}`)
    .join(", ");
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : threeDigits(value);
}
