import type { Queue, Worker } from "bullmq";
import { TrainwellError } from "../../base/errors.ts";
import { hintId, type WorkHint, type WorkQueue } from "./work-queue.ts";

/** The name of the queue, in Redis and in PostgreSQL. */
const QUEUE = "trainwell";

/** The schema of the queue's tables in PostgreSQL. */
const SCHEMA = "trainwell_queue";

/** How long a worker may be silent before another is given its hint. */
const LOCK_MS = 30_000;

/** How long a server may take to answer a first time. */
const CONNECT_MS = 10_000;

/**
 * A worker that waits for hints looks again after so many seconds. It cannot be woken when it is to leave:
 * with the library's five the process lives on as long after its last word.
 */
const LOOK_S = 1;

/** Between two questions whether Redis is there again. */
const RECONNECT_MS = 1000;

type Library = typeof import("bullmq");

/**
 * Opens the queue of BullMQ at an address.
 *
 * @param address "postgres://…", the store's, or "redis://…" or "rediss://…".
 * @throws TrainwellError `queue-missing` where the library is not installed, `queue-unusable` where the
 * server cannot be reached.
 */
export async function openBullQueue(address: string): Promise<WorkQueue> {
  const library = await load(address);
  const means = (isRedis(address) ? redisMeans : postgresMeans)(library, address);
  const queue = new BullQueue(means);
  try {
    await queue.prepare();
    return queue;
  } catch (cause) {
    await queue.close();
    throw unusable(address, cause as Error);
  }
}

/** The parts of the library's queue and worker that are used, whatever their servers. */
type Sender = Pick<Queue, "addBulk" | "remove" | "waitUntilReady" | "close">;
type Receiver = Pick<Worker, "close">;

/** Looks after a study. */
type Take = (job: { readonly data: { readonly study: string } }) => Promise<void>;

/** Makes a sender and receivers by one of the library's servers. */
interface Means {
  send(): Sender;
  receive(take: Take): Receiver;
  /** Says that the queue is closed, so that nobody waits any more for a server that is away. */
  end(): void;
}

const SENDING = { defaultJobOptions: { removeOnComplete: true, removeOnFail: true } };
// A trial's attempts are counted by its study, so that a hint may be given on as often as it takes.
const RECEIVING = {
  concurrency: 1,
  lockDuration: LOCK_MS,
  stalledInterval: LOCK_MS,
  maxStalledCount: 1000,
  drainDelay: LOOK_S,
};

function postgresMeans({ Queue, Worker, createPostgresBackend }: Library, address: string): Means {
  const connection = { connectionString: address, schema: SCHEMA, migrate: true, max: 2 };
  return {
    send: () => listened(new Queue(QUEUE, { ...SENDING, connection }, createPostgresBackend)),
    receive: (take) => listened(new Worker(QUEUE, take, { ...RECEIVING, connection }, createPostgresBackend)),
    end() {},
  };
}

function redisMeans({ Queue, Worker }: Library, url: string): Means {
  let isEnded = false;
  const retryStrategy = () => (isEnded ? null : RECONNECT_MS);
  // Whoever listens waits for the server; whoever tells goes on without.
  const sender = { url, retryStrategy, maxRetriesPerRequest: 1 };
  const receiver = { url, retryStrategy, maxRetriesPerRequest: null };
  return {
    send: () => listened(new Queue(QUEUE, { ...SENDING, connection: sender })),
    receive: (take) => listened(new Worker(QUEUE, take, { ...RECEIVING, connection: receiver })),
    end() {
      isEnded = true;
    },
  };
}

/** A server that goes away is waited for by the library; until then workers look by themselves. */
function listened<T extends { on(event: "error", listener: () => void): unknown }>(emitter: T): T {
  emitter.on("error", () => {});
  return emitter;
}

class BullQueue implements WorkQueue {
  readonly #means: Means;
  readonly #sender: Sender;
  #receiver: Receiver | undefined;

  constructor(means: Means) {
    this.#means = means;
    this.#sender = means.send();
  }

  async prepare(): Promise<void> {
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error("no server answers there")), CONNECT_MS).unref(),
    );
    await Promise.race([this.#sender.waitUntilReady(), late]);
  }

  async announce(hints: readonly WorkHint[]): Promise<void> {
    const jobs = hints.map((hint) => ({
      name: "trial",
      data: { study: hint.study },
      opts: { jobId: hintId(hint) },
    }));
    await withoutFail(this.#sender.addBulk(jobs));
  }

  async withdraw(hints: readonly WorkHint[]): Promise<void> {
    await withoutFail(Promise.all(hints.map((hint) => this.#sender.remove(hintId(hint)))));
  }

  async listen(onHint: (study: string) => Promise<void>): Promise<void> {
    this.#receiver = this.#means.receive(({ data }) => onHint(data.study));
  }

  async close(): Promise<void> {
    this.#means.end();
    await withoutFail(Promise.all([this.#receiver?.close(true), this.#sender.close()]));
  }
}

/** Whether an address is that of Redis. */
export function isRedis(address: string): boolean {
  return /^rediss?:\/\//i.test(address);
}

/** A hint is worth a moment, and no failure. */
async function withoutFail(work: Promise<unknown>): Promise<void> {
  const moment = new Promise((resolve) => setTimeout(resolve, 2000).unref());
  await Promise.race([work.catch(() => {}), moment]);
}

async function load(address: string): Promise<Library> {
  try {
    // Loaded where it is needed, and installed only by those who have several machines.
    if (isRedis(address)) await import("ioredis");
    return await import("bullmq");
  } catch (cause) {
    const packages = isRedis(address) ? "bullmq ioredis" : "bullmq";
    throw new TrainwellError({
      kind: "usage",
      code: "queue-missing",
      message: `The queue needs ${packages.replace(" ", " and ")}, not installed here.`,
      hint: `Install what it needs beside Trainwell: npm install ${packages}`,
      cause,
    });
  }
}

function unusable(address: string, cause: Error): TrainwellError {
  const { host } = new URL(address);
  return new TrainwellError({
    kind: "input",
    code: "queue-unusable",
    message: `The queue at ${host} cannot be used: ${cause.message.replace(/\.$/, "")}.`,
    details: { host, cause: cause.message },
    hint: "Check its address, and whether the server runs.",
    cause,
  });
}
