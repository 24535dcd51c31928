import type { HistoryRow } from "../run/history.ts";
import type { RunStore } from "../store/store.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../train/trainer/checkpoint.ts";
import type { TrainingState } from "../train/trainer/state.ts";

/**
 * Keeps a run's history and checkpoints in the store while it trains. A checkpoint is written after the
 * history that it counts, so that a run that is killed at any moment continues from its last checkpoint
 * without a gap.
 */
export class Journal {
  /** The history so far, that of before an interruption included. */
  readonly rows: HistoryRow[];
  /** Where to continue; undefined at a beginning. */
  readonly state: TrainingState | undefined;
  /** Aborted when something could not be written, so that a training does not go on for nothing. */
  readonly failed: AbortSignal;
  readonly #failure = new AbortController();
  readonly #store: RunStore;
  readonly #run: string;
  #written: number;
  #next: TrainingState | undefined;
  #writing: Promise<void> | undefined;

  private constructor(
    store: RunStore,
    run: string,
    from: { rows: HistoryRow[]; written: number; state: TrainingState | undefined },
  ) {
    this.#store = store;
    this.#run = run;
    this.rows = from.rows;
    this.state = from.state;
    this.#written = from.written;
    this.failed = this.#failure.signal;
  }

  /** Opens the journal of a new run, or of one to be continued: history beyond the checkpoint is dropped. */
  static async open(store: RunStore, run: string, options: { resume: boolean }): Promise<Journal> {
    const bytes = options.resume ? await store.loadCheckpoint(run) : undefined;
    if (bytes === undefined) {
      if (options.resume) await store.truncateHistory(run, 0);
      return new Journal(store, run, { rows: [], written: 0, state: undefined });
    }
    const state = decodeCheckpoint(bytes, `the checkpoint of run ${run}`);
    await store.truncateHistory(run, state.step);
    const stored = await store.history(run);
    // A row of the checkpoint's own step may have been stored without being counted; it will come again,
    // equal.
    const rows = stored.slice(0, state.historyRows);
    return new Journal(store, run, { rows, written: stored.length, state });
  }

  add(row: HistoryRow): void {
    this.rows.push(row);
  }

  /**
   * Writes a checkpoint, with the history before it, behind whatever is still being written. Of several that
   * wait, only the last is written: a slow disk must not fill the memory.
   */
  checkpoint(state: TrainingState): void {
    this.#next = state;
    if (this.#writing) return;
    this.#writing = this.#writeAll();
    // The error is thrown where `finish` awaits it; until then it must not count as unhandled.
    this.#writing.catch(() => this.#failure.abort());
  }

  /** Waits until everything is written. */
  async finish(): Promise<void> {
    await this.#writing;
  }

  /** Writes the history that no checkpoint counts, of a training that ended without a last one. */
  async finishUncounted(): Promise<void> {
    await this.#writing;
    await this.#append(this.rows.length);
  }

  async #append(to: number): Promise<void> {
    if (to <= this.#written) return;
    await this.#store.appendHistory(this.#run, this.rows.slice(this.#written, to));
    this.#written = to;
  }

  async #writeAll(): Promise<void> {
    while (this.#next) {
      const state = this.#next;
      this.#next = undefined;
      await this.#append(state.historyRows);
      await this.#store.saveCheckpoint(this.#run, encodeCheckpoint(state));
    }
    this.#writing = undefined;
  }
}
