import { TrainwellError } from "../../base/errors.ts";
import { type JobContext, noteTo } from "../../lab/job-context.ts";
import { isServerAddress } from "../../store/store-address.ts";
import { isRedis, openBullQueue } from "./bullmq-queue.node.ts";
import type { WorkQueue } from "./work-queue.ts";

/** Where the queue of a store is: at an address of its own, or with the store. */
export interface QueuePlace {
  readonly store: string;
  /** "redis://…"; null for the store's own queue. */
  readonly queue: string | null;
}

/**
 * Some work with the queue that wakes the workers of a store: in Redis where an address of it is told, else
 * in the store's database.
 *
 * @param work gets undefined where there is none: of a store in a folder, or where nobody asked for a queue
 *   and it cannot be had. Workers then look by themselves every few seconds.
 * @throws TrainwellError `queue-address`, `queue-missing`, `queue-unusable`.
 */
export async function withQueue<T>(
  place: QueuePlace & Pick<JobContext, "progress">,
  work: (queue: WorkQueue | undefined) => Promise<T>,
): Promise<T> {
  const queue = await openQueue(place);
  try {
    return await work(queue);
  } finally {
    await queue?.close();
  }
}

async function openQueue({
  store,
  queue,
  progress,
}: QueuePlace & Pick<JobContext, "progress">): Promise<WorkQueue | undefined> {
  if (queue !== null) {
    if (!isRedis(queue)) throw wrongAddress();
    return openBullQueue(queue);
  }
  if (!isServerAddress(store)) return undefined;
  try {
    return await openBullQueue(store);
  } catch (error) {
    if (!(error instanceof TrainwellError)) throw error;
    noteTo({ progress })(`Workers look for trials every few seconds: ${error.message}`);
    return undefined;
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
