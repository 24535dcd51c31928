import type { HistoryRow } from "../run/history.ts";
import { newRun, type RunRecord } from "../run/record.ts";
import type { RunStore } from "../store/store.ts";
import type { ForeignParameters } from "./placeholders.ts";

/** A run of another program that begins. */
export interface ForeignRun {
  /** The program's name. */
  readonly origin: string;
  readonly title: string;
  readonly place: RunRecord["place"];
  readonly parameters: ForeignParameters;
  readonly environment: RunRecord["environment"];
}

/** Keeps what another program reports as a run in the store. */
export class ForeignRecorder {
  readonly #store: RunStore;
  readonly id: string;
  /** The rows that were kept before this process, of a run that goes on. */
  readonly earlier: readonly HistoryRow[];
  /** The checkpoint that the program named last. */
  #checkpoint: string | undefined;
  #isFirst = true;

  private constructor(store: RunStore, run: RunRecord, earlier: readonly HistoryRow[]) {
    this.#store = store;
    this.id = run.id;
    this.earlier = earlier;
    const told = run.metrics?.checkpoint;
    if (typeof told === "string") this.#checkpoint = told;
  }

  /** Begins a run. */
  static async begin(store: RunStore, about: ForeignRun): Promise<ForeignRecorder> {
    const run = newRun({ ...about, parameters: about.parameters as RunRecord["parameters"] }, new Date());
    await store.createRun(run);
    return new ForeignRecorder(store, run, []);
  }

  /** Goes on with a run that was paused, or whose worker was lost. */
  static async goOn(store: RunStore, run: RunRecord): Promise<ForeignRecorder> {
    await store.updateRun(run.id, { status: "running" });
    return new ForeignRecorder(store, run, await store.history(run.id));
  }

  /** The checkpoint that the program named last; undefined where it named none. */
  get checkpoint(): string | undefined {
    return this.#checkpoint;
  }

  /**
   * Adds rows. What the program says anew of steps that were kept before, because it goes on from an earlier
   * checkpoint, takes their place.
   */
  async add(rows: readonly HistoryRow[]): Promise<void> {
    if (rows.length === 0) return;
    if (this.#isFirst && this.earlier.length > 0)
      await this.#store.truncateHistory(this.id, rows[0].step - 1);
    this.#isFirst = false;
    await this.#store.appendHistory(this.id, rows);
  }

  /** Notes a checkpoint. */
  async note(checkpoint: string): Promise<void> {
    this.#checkpoint = checkpoint;
    await this.#store.updateRun(this.id, { metrics: { checkpoint } });
  }

  /** Says how the run ended, with its metrics. */
  async end(status: RunRecord["status"], values: Readonly<Record<string, number>> = {}): Promise<void> {
    const checkpoint = this.#checkpoint === undefined ? {} : { checkpoint: this.#checkpoint };
    await this.#store.updateRun(this.id, { status, metrics: { ...values, ...checkpoint } });
  }
}
