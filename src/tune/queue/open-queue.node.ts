import { TrainwellError } from "../../base/errors.ts";
import { isServerAddress } from "../../store/open-store.node.ts";
import { isRedis, openBullQueue } from "./bullmq-queue.node.ts";
import type { WorkQueue } from "./work-queue.ts";

/** Where the queue of a store is: at an address of its own, or with the store. */
export interface QueuePlace {
  readonly store: string;
  /** "redis://…"; null for the store's own queue. */
  readonly queue: string | null;
}

/**
 * Opens the queue that wakes the workers of a store: in Redis where an address of it is told, else in the
 * store's database.
 *
 * @returns undefined where there is none: of a store in a folder, or where the library is not installed and
 *   nobody asked for it. Workers then look by themselves every few seconds.
 * @throws TrainwellError `queue-address`, `queue-missing`, `queue-unusable`.
 */
export async function openQueue({ store, queue }: QueuePlace): Promise<WorkQueue | undefined> {
  if (queue !== null) {
    if (!isRedis(queue)) throw wrongAddress();
    return openBullQueue(queue);
  }
  if (!isServerAddress(store)) return undefined;
  try {
    return await openBullQueue(store);
  } catch (error) {
    if (error instanceof TrainwellError && error.code === "queue-missing") return undefined;
    throw error;
  }
}

function wrongAddress(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "queue-address",
    message: "Expected redis://… or rediss://… as the queue, received another address.",
    hint: "For example: --queue redis://host:6379; a store in PostgreSQL has a queue of its own.",
  });
}
