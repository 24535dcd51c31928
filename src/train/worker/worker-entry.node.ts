import { parentPort, workerData } from "node:worker_threads";
import { cachedRuntime } from "../../runtime/cache.ts";
import { loadNodeRuntime, nodeRuntime } from "../../runtime/session.node.ts";
import { openPreparers } from "../feed/preparers.node.ts";
import type { WorkerData } from "./pool.node.ts";
import { serveTraining } from "./worker-protocol.ts";

const port = parentPort!;
serveTraining(
  {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (handler) => port.on("message", handler),
  },
  nodeRuntime,
  {
    keeping: cachedRuntime(nodeRuntime),
    openPreparer: (setup, { threads }) =>
      openPreparers(setup, {
        script: new URL("../feed/preparer-entry.node.js", import.meta.url),
        threads,
        ...((workerData as WorkerData).sideBySide ? { preparers: 1 } : {}),
      }),
  },
);

// The first training finds the runtime loaded. Where it cannot be, that training says so.
loadNodeRuntime().catch(() => {});
