import { TrainwellError } from "../../base/errors.ts";
import type { DataBlock } from "../../program/data-block.ts";
import type { RowRange } from "./chunked-source.ts";
import { type PreparationSetup, RowPreparer } from "./row-preparer.ts";

/** A message to a thread that prepares rows. */
export type ToPreparer =
  | { readonly type: "setup"; readonly setup: PreparationSetup }
  | { readonly type: "prepare"; readonly range: RowRange }
  | { readonly type: "close" };

/** A message from that thread, one for each range and in their order. */
export type FromPreparer =
  | { readonly type: "prepared"; readonly blocks: readonly DataBlock[] }
  | { readonly type: "failed"; readonly error: ReturnType<TrainwellError["toJSON"]> };

/** The thread's side: prepares what it is asked for, until it is closed. */
export function servePreparation(port: {
  post(message: FromPreparer, transfer: ArrayBuffer[]): void;
  listen(handler: (message: ToPreparer) => void): void;
  close(): void;
}): void {
  let preparer: RowPreparer | undefined;
  port.listen((message) => {
    if (message.type === "close") port.close();
    else if (message.type === "setup") preparer = new RowPreparer(message.setup);
    else {
      try {
        const blocks = preparer!.prepare(message.range);
        const buffers = blocks.map((block) => block.data.buffer as ArrayBuffer);
        port.post({ type: "prepared", blocks }, buffers);
      } catch (error) {
        port.post({ type: "failed", error: asData(error) }, []);
      }
    }
  });
}

function asData(error: unknown): ReturnType<TrainwellError["toJSON"]> {
  if (error instanceof TrainwellError) return error.toJSON();
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: "preparation-failed",
    kind: "failure",
    message: `Rows could not be prepared: ${why}`,
    details: {},
  };
}
