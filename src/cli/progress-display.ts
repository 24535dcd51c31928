import { threeDigits } from "../base/score-text.ts";
import { shorten } from "../report/format.ts";
import type {
  EpochFinished,
  ProgressEvent,
  StageFinished,
  StageStarted,
  TrialChanged,
} from "../run/progress.ts";
import { formatDuration } from "./duration-text.ts";
import { LiveBlock } from "./live-block.ts";
import { printable } from "./printable.ts";
import { TrialTable } from "./trial-table.ts";

/** Where progress is shown, and how. */
export interface ProgressDisplayOptions {
  /** Writes to the stream, normally stderr. */
  readonly write: (text: string) => void;
  /** Whether the stream is a terminal on which a line can be rewritten in place. */
  readonly live: boolean;
  /** The terminal's width in columns, read at every line because windows are resized. */
  readonly columns: () => number;
  /** Its height in lines; infinite where it is not known. */
  readonly rows: () => number;
  /** Makes text less prominent; the identity without colour. */
  readonly dim: (text: string) => string;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  /** Calls a function about once a second until the one that it returns is called. */
  readonly everySecond: (redraw: () => void) => () => void;
}

/** Rewriting a line more often than this is flicker; printing plain lines more often is noise in a log. */
const LIVE_INTERVAL_MS = 60;
const PLAIN_INTERVAL_MS = 1000;

/** The job around a training, as far as it was told. */
export interface JobProgress {
  readonly trial?: { readonly number: number; readonly of: number };
  /** The time that is left of the budget, in seconds. */
  readonly budgetLeft?: number;
}

/**
 * One line about an epoch, the estimate first: "1 min 40 s left, treatment 3 of 6, epoch 12/60, dev accuracy
 * 0.981"; with a budget the estimate is what is left of that. Without one it is that of the training, and
 * there is none for a member of a committee, since others follow. What matters least stands last, for narrow
 * terminals.
 */
export function describeEpoch(event: EpochFinished, job: JobProgress = {}): string {
  const seconds = job.budgetLeft ?? (isAlone(event) ? event.secondsLeft : null);
  const width = String(event.epochs).length;
  const metric = event.devMetric;
  const parts = [
    seconds === null ? "" : `${formatDuration(Math.max(0, seconds))} left`,
    job.trial === undefined ? "" : `treatment ${job.trial.number} of ${job.trial.of}`,
    `epoch ${String(event.epoch).padStart(width)}/${event.epochs}`,
    metric === null ? "" : `dev ${metric.name} ${threeDigits(metric.value)}`,
    metric === null ? `train loss ${threeDigits(event.trainLoss)}` : "",
    titleOf(event, job),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** One line about a trial that ended: "trial 7 of 40: 0.0321 (best 0.0298, trial 3), 2.1 s". */
export function describeTrial({ number, of, status, value, best, durationMs, error }: TrialChanged): string {
  const name = of === null ? `trial ${number}` : `trial ${number} of ${of}`;
  const outcome = status === "complete" && value !== null ? threeDigits(value) : status;
  const isBest = best?.number === number;
  const among =
    best === null
      ? ""
      : isBest
        ? " (the best so far)"
        : ` (best ${threeDigits(best.value)}, trial ${best.number})`;
  const fault = error === undefined ? "" : `: ${error}`;
  return `${name}: ${outcome}${among}, ${formatDuration(durationMs / 1000)}${fault}`;
}

/** Whether a training is all that was asked for: what is left of it is then what is left to wait. */
function isAlone({ place }: EpochFinished): boolean {
  return place === undefined || place.role === "fit";
}

/** The training's name, without the number that stands before it already. */
function titleOf({ title = "" }: EpochFinished, { trial }: JobProgress): string {
  return trial === undefined ? title : title.replace(/^treatment \d+: /, "");
}

/**
 * Shows a job's progress: on a terminal one line that is rewritten in place, and the trials of a study as a
 * table; elsewhere plain lines, at most one a second apart from the last epoch of a run and the first one of
 * a stage, and one for each trial that ended.
 */
export class ProgressDisplay {
  readonly #options: ProgressDisplayOptions;
  readonly #block: LiveBlock;
  #trials = new TrialTable();
  #stopTicking: (() => void) | undefined;
  #lastShownAt = Number.NEGATIVE_INFINITY;
  #trial: StageStarted["trial"];
  /** The moment at which the budget is spent, on the display's clock. */
  #deadline: number | undefined;

  constructor(options: ProgressDisplayOptions) {
    this.#options = options;
    this.#block = new LiveBlock(options);
  }

  /** Shows one event. */
  readonly show = (event: ProgressEvent): void => {
    if (event.type === "epoch") this.#showEpoch(event);
    else if (event.type === "note") this.#printLine(printable(event.message));
    else if (event.type === "stageStarted") this.#startStage(event);
    else if (event.type === "trial") this.#showTrial(event);
    else this.#endStage(event);
  };

  /** Removes what is live and gives the cursor back. Safe to call at any time and more than once. */
  readonly end = (): void => {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.#block.end();
  };

  #showEpoch(event: EpochFinished): void {
    const { live, now, write, columns } = this.#options;
    if (event.place?.role === "trial") {
      // Trials run side by side, and each is a line at its end, or in a table.
      this.#trials.seeEpoch(event);
      if (live) this.#showTable("atTimes");
      return;
    }
    const interval = live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
    const last = event.epoch === event.epochs;
    if (!last && now() - this.#lastShownAt < interval) return;
    this.#lastShownAt = now();
    const line = printable(describeEpoch(event, this.#job()));
    if (!live) {
      write(`${line}\n`);
      return;
    }
    this.#block.show([line.slice(0, Math.max(1, columns() - 1))]);
  }

  #job(): JobProgress {
    const [trial, deadline] = [this.#trial, this.#deadline];
    return {
      ...(trial ? { trial } : {}),
      ...(deadline === undefined ? {} : { budgetLeft: (deadline - this.#options.now()) / 1000 }),
    };
  }

  #startStage({ stage, trial, budgetLeftMs }: StageStarted): void {
    this.#closeTable();
    this.#lastShownAt = Number.NEGATIVE_INFINITY;
    this.#trial = trial;
    if (budgetLeftMs !== undefined) this.#deadline = this.#options.now() + budgetLeftMs;
    this.#printLine(this.#options.dim(printable(`${stage}…`)));
  }

  #endStage({ stage, durationMs, summary }: StageFinished): void {
    this.#trial = undefined;
    const last = `: ${summary ?? "done"} (${formatDuration(durationMs / 1000)})`;
    // The end says what came of it: in a narrow terminal the name gives way.
    const room = this.#options.live ? this.#options.columns() - 1 - last.length : stage.length;
    this.#printLine(printable(`${shorten(stage, Math.max(12, room))}${last}`));
  }

  /** In a table on a terminal; elsewhere a trial that ended is a line, and everywhere one that failed. */
  #showTrial(event: TrialChanged): void {
    const { live, now } = this.#options;
    this.#trials.see(event, now());
    const isLine = live ? event.status === "failed" : event.status !== "running";
    if (isLine) this.#printLine(printable(describeTrial(event)));
    if (live) this.#showTable(event.at === undefined ? "now" : "atTimes");
  }

  /** Draws the table, at once or, where that would be flicker, at the next occasion. */
  #showTable(when: "now" | "atTimes"): void {
    const { now, columns, rows, dim, everySecond } = this.#options;
    if (this.#trials.isEmpty) return;
    if (when === "atTimes" && now() - this.#lastShownAt < LIVE_INTERVAL_MS) return;
    this.#lastShownAt = now();
    this.#stopTicking ??= everySecond(() => this.#showTable("now"));
    const { budgetLeft: secondsLeft } = this.#job();
    const room = { columns: columns(), rows: rows(), now: now() };
    const lines = this.#trials.lines({ ...room, ...(secondsLeft === undefined ? {} : { secondsLeft }) });
    this.#block.show(lines, (line, index) => (index === 1 ? dim(line) : line));
  }

  /** Leaves of a table one line that stays. */
  #closeTable(): void {
    if (this.#trials.isEmpty) return;
    const words = [this.#trials.headline(), this.#trials.bestWords()].filter((part) => part !== "");
    this.#trials = new TrialTable();
    if (this.#options.live) this.#printLine(printable(words.join("; ")));
  }

  #printLine(line: string): void {
    this.end();
    this.#options.write(`${line}\n`);
  }
}
