import { parentPort } from "node:worker_threads";
import { loadNodeRuntime, nodeRuntime } from "../runtime/session.node.ts";
import { openPreparers } from "./feed/preparers.node.ts";
import { serveTraining } from "./worker-protocol.ts";

const port = parentPort!;
serveTraining(
  {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (handler) => port.on("message", handler),
  },
  nodeRuntime,
  { openPreparer: openPreparers },
);

// The first training finds the runtime loaded. Where it cannot be, that training says so.
loadNodeRuntime().catch(() => {});
