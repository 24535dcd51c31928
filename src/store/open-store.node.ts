import { existsSync } from "node:fs";
import { TrainwellError } from "../base/errors.ts";
import { openSqliteStore } from "./sqlite-store.node.ts";
import type { JobStore, StoreOptions } from "./store.ts";
import { databasePath, isServerAddress } from "./store-address.ts";

/**
 * Opens a store by its address: a database of PostgreSQL, or else a folder. It is made where there is none.
 *
 * @param address "postgres://user:password@host:port/database", or the path of a folder.
 * @throws TrainwellError `store-address` of another scheme, and as the stores say.
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<JobStore> {
  return openKept(address, { ...options, make: true });
}

/** Opens a store by its address, where there is one. @returns undefined where there is none. */
export async function openExistingStore(
  address: string,
  options: StoreOptions = {},
): Promise<JobStore | undefined> {
  if (!isServerAddress(address) && !existsSync(databasePath(address))) return undefined;
  try {
    return await openKept(address, { ...options, make: false });
  } catch (error) {
    if (error instanceof TrainwellError && error.code === "store-missing") return undefined;
    throw error;
  }
}

async function openKept(address: string, options: StoreOptions & { make: boolean }): Promise<JobStore> {
  if (!isServerAddress(address)) return openSqliteStore(address, options);
  // Loaded where it is needed, because most stores are folders.
  const { openPostgresStore } = await import("./postgres-store.node.ts");
  return openPostgresStore(address, options);
}
