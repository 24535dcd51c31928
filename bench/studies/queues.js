// The queue that wakes the workers of disturbed studies.
import { hasRedis, startRedis } from "../../scripts/lib/database-servers.js";
import { openBullQueue, studyOf } from "./trial-work.js";

/** Hints at a time, one for each worker. */
const HINTS = 4;

/**
 * A queue in Redis.
 *
 * @param name "redis" for a server that is started for it, keeps nothing on disk and may be ended; or the
 *   address of one that is left alone.
 * @returns its `address`; its `server`, where that may be ended, and how; `announce(turn)`, which tells hints
 *   that no turn before has told; `close()`.
 */
export async function queueOf(name) {
  const server = name === "redis" ? await ownRedis() : undefined;
  const address = server?.address ?? name;
  const { id: study } = studyOf({});
  const queue = await openBullQueue(address);
  return {
    address,
    server,
    endings: ["SIGTERM", "SIGKILL"],
    announce: (turn) =>
      queue.announce(
        Array.from({ length: HINTS }, (_, index) => ({ study, trial: HINTS * turn + index, attempt: 1 })),
      ),
    async close() {
      await queue.close();
      await server?.remove();
    },
  };
}

async function ownRedis() {
  if (!hasRedis()) throw new Error("Redis is not installed.");
  return startRedis();
}
