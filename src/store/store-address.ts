import { join } from "node:path";
import { TrainwellError } from "../base/errors.ts";

/** Whether an address is that of a server. @throws TrainwellError `store-address` of an unknown scheme. */
export function isServerAddress(address: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1].toLowerCase();
  if (scheme === undefined) return false;
  if (scheme === "postgres" || scheme === "postgresql") return true;
  throw new TrainwellError({
    kind: "usage",
    code: "store-address",
    message: `Expected a folder or postgres://… as the store, received an address of ${scheme}://.`,
    details: { scheme },
    hint: "For example: --store postgres://user:password@host:5432/database",
  });
}

/** The file with the records and histories of the store in a folder. */
export function databasePath(folder: string): string {
  return join(folder, "store.db");
}
