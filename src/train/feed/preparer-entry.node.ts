import { parentPort } from "node:worker_threads";
import { servePreparation } from "./preparer-protocol.ts";

const port = parentPort!;
servePreparation({
  post: (message, transfer) => port.postMessage(message, transfer),
  listen: (handler) => port.on("message", handler),
  close: () => port.close(),
});
