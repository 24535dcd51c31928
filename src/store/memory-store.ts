import { append } from "../base/lists.ts";
import type { HistoryRow } from "../run/history.ts";
import {
  changeRun,
  checkRunId,
  fitsQuery,
  newestFirst,
  type RunChanges,
  type RunQuery,
  type RunRecord,
  type RunSummary,
  reviveRun,
  summarizeRun,
} from "../run/record.ts";
import { MemoryStudies } from "./memory-studies.ts";
import type { StoreOptions, TestScoring, TuningStore } from "./store.ts";
import { runExists, runUnknown } from "./store-errors.ts";

interface Entry {
  record: RunRecord;
  history: HistoryRow[];
  checkpoint?: Uint8Array;
  model?: Uint8Array;
}

/** A store in memory, gone with the process: for tests, and for trainings that nobody wants to keep. */
export function openMemoryStore(options: StoreOptions = {}): TuningStore {
  return new MemoryStore(options);
}

class MemoryStore implements TuningStore {
  readonly studies: MemoryStudies;
  readonly #runs = new Map<string, Entry>();
  readonly #scorings: TestScoring[] = [];

  constructor(options: StoreOptions) {
    this.studies = new MemoryStudies(options);
  }

  async createRun(run: RunRecord): Promise<void> {
    checkRunId(run.id);
    if (this.#runs.has(run.id)) throw runExists(run.id);
    this.#runs.set(run.id, { record: structuredClone(run), history: [] });
  }

  async updateRun(runId: string, changes: RunChanges): Promise<RunRecord> {
    const entry = this.#entry(runId);
    entry.record = changeRun(entry.record, structuredClone(changes));
    return reviveRun(structuredClone(entry.record));
  }

  async getRun(runId: string): Promise<RunRecord | undefined> {
    const entry = this.#runs.get(runId);
    return entry && reviveRun(structuredClone(entry.record));
  }

  async listRuns(query: RunQuery = {}): Promise<RunSummary[]> {
    return [...this.#runs.values()]
      .map(({ record }) => structuredClone(summarizeRun(record)))
      .filter((run) => fitsQuery(run, query))
      .sort(newestFirst);
  }

  async removeRun(runId: string): Promise<void> {
    this.#entry(runId);
    this.#runs.delete(runId);
  }

  async appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void> {
    append(this.#entry(runId).history, structuredClone(rows));
  }

  async history(runId: string): Promise<HistoryRow[]> {
    return structuredClone(this.#entry(runId).history);
  }

  async truncateHistory(runId: string, afterStep: number): Promise<void> {
    const entry = this.#entry(runId);
    entry.history = entry.history.filter((row) => row.step <= afterStep);
  }

  async saveCheckpoint(runId: string, bytes: Uint8Array): Promise<void> {
    this.#entry(runId).checkpoint = Uint8Array.from(bytes);
  }

  async loadCheckpoint(runId: string): Promise<Uint8Array | undefined> {
    const { checkpoint } = this.#entry(runId);
    return checkpoint && Uint8Array.from(checkpoint);
  }

  async removeCheckpoint(runId: string): Promise<void> {
    delete this.#entry(runId).checkpoint;
  }

  async saveModel(runId: string, bytes: Uint8Array): Promise<void> {
    this.#entry(runId).model = Uint8Array.from(bytes);
  }

  async loadModel(runId: string): Promise<Uint8Array | undefined> {
    const { model } = this.#entry(runId);
    return model && Uint8Array.from(model);
  }

  async recordTestScoring(scoring: TestScoring): Promise<{ previous: number }> {
    const previous = this.#scoringsOf(scoring).length;
    this.#scorings.push(structuredClone(scoring));
    return { previous };
  }

  async testScorings(testSet: Pick<TestScoring, "dataHash" | "testRowsHash">): Promise<TestScoring[]> {
    return structuredClone(this.#scoringsOf(testSet));
  }

  async close(): Promise<void> {}

  #scoringsOf({ dataHash, testRowsHash }: Pick<TestScoring, "dataHash" | "testRowsHash">): TestScoring[] {
    return this.#scorings.filter(
      (scoring) => scoring.dataHash === dataHash && scoring.testRowsHash === testRowsHash,
    );
  }

  #entry(runId: string): Entry {
    const entry = this.#runs.get(runId);
    if (entry === undefined) throw runUnknown(runId, this.#runs.keys());
    return entry;
  }
}
