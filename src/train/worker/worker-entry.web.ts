import { webRuntime } from "../../runtime/session.web.ts";
import { type FromWorker, serveTraining, type ToWorker } from "./worker-protocol.ts";

/** The part of a dedicated worker's global scope that is used; the DOM's types describe that of a page. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
serveTraining(
  {
    post: (message) => scope.postMessage(message),
    listen: (handler) => scope.addEventListener("message", (event) => handler(event.data)),
  },
  webRuntime,
);
