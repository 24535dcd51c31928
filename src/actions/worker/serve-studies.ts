import { setTimeout as delay } from "node:timers/promises";
import { TrainwellError } from "../../base/errors.ts";
import type { JobContext } from "../../lab/job-context.ts";
import type { JobStore } from "../../store/store.ts";
import type { StudySummary } from "../../store/study-store.ts";
import { withQueue } from "../../tune/queue/open-queue.node.ts";
import { foreignSettings } from "../shared/search/foreign-study.ts";
import type { WorkerOptions } from "./contract.ts";
import { type DoneTrial, joinStudy } from "./join-study.ts";

/** Between two looks for studies of one whom no hint has reached. */
const LOOK_MS = 5000;

type Told = WorkerOptions & JobContext;

/**
 * Works on every study that is open, one at a time, and waits for others: woken by the queue, and looking by
 * itself every few seconds, because a hint may be lost. A study that cannot be worked on here is said once
 * and left to others.
 *
 * @returns the studies that trials were carried out of.
 */
export async function serveStudies(
  store: JobStore,
  options: Told,
  done: DoneTrial[],
): Promise<{ readonly id: string; readonly name: string }[]> {
  const { signal, idleMs, progress } = options;
  const server = new StudyServer(store, options, done);
  await withQueue(options, async (queue) => {
    progress({ type: "stageStarted", stage: "waiting for studies" });
    await queue?.listen((study) => server.serve(study));
    let lastAt = performance.now();
    while (!signal.aborted && server.failure === undefined) {
      if (await server.look()) lastAt = performance.now();
      const restMs = idleMs === null ? LOOK_MS : lastAt + idleMs - performance.now();
      if (restMs <= 0) break;
      await delay(Math.min(LOOK_MS, restMs), undefined, { signal }).catch(() => {});
    }
    await server.settle();
  });
  return server.served;
}

class StudyServer {
  readonly served: { readonly id: string; readonly name: string }[] = [];
  /** The fault of the surroundings, such as a store that cannot be reached. */
  failure: unknown;
  readonly #store: JobStore;
  readonly #options: Told;
  readonly #done: DoneTrial[];
  /** Where each study stood when there was nothing to do here. */
  readonly #seen = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: JobStore, options: Told, done: DoneTrial[]) {
    this.#store = store;
    this.#options = options;
    this.#done = done;
  }

  /** Looks for studies and serves them. @returns whether there was something to do. */
  async look(): Promise<boolean> {
    let isAny = false;
    for (const { id } of await this.#open()) isAny = (await this.#next(id)) || isAny;
    return isAny;
  }

  /** Serves a study that a hint names. */
  async serve(id: string): Promise<void> {
    await this.#next(id).catch((error) => {
      this.failure ??= error;
    });
  }

  /** Waits for what is being done. @throws what ended it. */
  async settle(): Promise<void> {
    await this.#last;
    if (this.failure !== undefined) throw this.failure;
  }

  /** One study after the other, for each uses all that this machine has. */
  #next(id: string): Promise<boolean> {
    const next = this.#last.then(() => this.#serve(id));
    this.#last = next.catch(() => {});
    return next;
  }

  async #serve(id: string): Promise<boolean> {
    const { signal, progress } = this.#options;
    const found = signal.aborted ? undefined : (await this.#open()).find((study) => study.id === id);
    if (found === undefined) return false;
    const { trials: _, ...record } = found;
    const before = this.#done.length;
    try {
      await joinStudy(this.#store, { record, options: this.#options, done: this.#done });
    } catch (error) {
      if (!isStudysOwn(error)) throw error;
      progress({ type: "note", message: `Left out: ${(error as Error).message}` });
    }
    const now = (await this.#store.studies.listStudies()).find((study) => study.id === id);
    if (now !== undefined) this.#seen.set(id, standing(now));
    if (this.#done.length === before) return false;
    if (!this.served.some((study) => study.id === id)) this.served.push({ id, name: record.name });
    return true;
  }

  async #open(): Promise<StudySummary[]> {
    const all = await this.#store.studies.listStudies();
    // The oldest first.
    return all
      .filter((study) => study.status === "open" && this.#seen.get(study.id) !== standing(study))
      .filter((study) => this.#options.programs || foreignSettings(study) === undefined)
      .reverse();
  }
}

/** Where a study stands: as long as it stands so, there is nothing new to do in it. */
function standing({ status, settings, trials }: StudySummary): string {
  return JSON.stringify([status, settings, trials]);
}

/** Whether a fault is the study's, not that of the surroundings, which every study would meet. */
function isStudysOwn(error: unknown): boolean {
  if (!(error instanceof TrainwellError)) return false;
  return error.kind === "input" || error.kind === "usage" || error.code === "study-fails";
}
