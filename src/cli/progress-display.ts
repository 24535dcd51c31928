import type { EpochFinished, ProgressEvent } from "../run/progress.ts";
import { printable } from "./printable.ts";

/** Where progress is shown, and how. */
export interface ProgressDisplayOptions {
  /** Writes to the stream, normally stderr. */
  readonly write: (text: string) => void;
  /** Whether the stream is a terminal on which a line can be rewritten in place. */
  readonly live: boolean;
  /** The terminal's width in columns, read at every line because windows are resized. */
  readonly columns: () => number;
  /** Makes text less prominent; the identity without colour. */
  readonly dim: (text: string) => string;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
}

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_TO_END = "\x1b[K";

/** Rewriting a line more often than this is flicker; printing plain lines more often is noise in a log. */
const LIVE_INTERVAL_MS = 60;
const PLAIN_INTERVAL_MS = 1000;

/** A duration for people: "0.4 s", "42 s", "3 min 05 s", "2 h 07 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

function formatRate(stepsPerSecond: number): string {
  return stepsPerSecond >= 100
    ? Math.round(stepsPerSecond).toLocaleString("en-US")
    : stepsPerSecond.toPrecision(3);
}

/** One line about an epoch: losses, the dev metric, the rate and the time left. */
export function describeEpoch(event: EpochFinished): string {
  const width = String(event.epochs).length;
  const parts = [
    `${event.title === undefined ? "" : `${event.title}: `}epoch ` +
      `${String(event.epoch).padStart(width)}/${event.epochs}`,
    `train loss ${event.trainLoss.toPrecision(4)}`,
  ];
  if (event.devLoss !== null) parts.push(`dev loss ${event.devLoss.toPrecision(4)}`);
  if (event.devMetric) parts.push(`dev ${event.devMetric.name} ${event.devMetric.value.toPrecision(4)}`);
  parts.push(`${formatRate(event.stepsPerSecond)} steps/s`);
  if (event.secondsLeft !== null) parts.push(`${formatDuration(event.secondsLeft)} left`);
  return parts.join("  ");
}

/**
 * Shows a job's progress: on a terminal one line that is rewritten in place, elsewhere plain lines, at most
 * one a second apart from the last epoch of a run and the first one of a stage.
 */
export class ProgressDisplay {
  readonly #options: ProgressDisplayOptions;
  #lineShown = false;
  #lastShownAt = Number.NEGATIVE_INFINITY;

  constructor(options: ProgressDisplayOptions) {
    this.#options = options;
  }

  /** Shows one event. */
  readonly show = (event: ProgressEvent): void => {
    if (event.type === "epoch") this.#showEpoch(event);
    else if (event.type === "note") this.#printLine(printable(event.message));
    else if (event.type === "stageStarted") this.#startStage(event.stage);
    else this.#printLine(printable(describeStage(event.stage, event.durationMs, event.summary)));
  };

  /** Removes the live line and gives the cursor back. Safe to call at any time and more than once. */
  readonly end = (): void => {
    if (!this.#lineShown) return;
    this.#lineShown = false;
    this.#options.write(`\r${CLEAR_TO_END}${SHOW_CURSOR}`);
  };

  #showEpoch(event: EpochFinished): void {
    const { live, now, write, columns } = this.#options;
    const interval = live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
    const last = event.epoch === event.epochs;
    if (!last && now() - this.#lastShownAt < interval) return;
    this.#lastShownAt = now();
    const line = printable(describeEpoch(event));
    if (!live) {
      write(`${line}\n`);
      return;
    }
    // One write per line, and clearing only what is left of the old one, is what keeps it from flickering.
    const start = this.#lineShown ? "\r" : `${HIDE_CURSOR}\r`;
    this.#lineShown = true;
    write(`${start}${line.slice(0, Math.max(1, columns() - 1))}${CLEAR_TO_END}`);
  }

  #startStage(stage: string): void {
    this.#lastShownAt = Number.NEGATIVE_INFINITY;
    this.#printLine(this.#options.dim(printable(`${stage}…`)));
  }

  #printLine(line: string): void {
    this.end();
    this.#options.write(`${line}\n`);
  }
}

function describeStage(stage: string, durationMs: number, summary: string | undefined): string {
  return `${stage}: ${summary ?? "done"} (${formatDuration(durationMs / 1000)})`;
}
