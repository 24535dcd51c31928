import { type IndexedDatabase, openIndexedDatabase } from "./indexeddb/indexed-database.ts";
import { IndexedDbRuns } from "./indexeddb/indexeddb-runs.ts";
import { IndexedDbStudies } from "./indexeddb/indexeddb-studies.ts";
import type { StoreOptions, TuningStore } from "./store.ts";

/**
 * Opens the store of runs and studies in a browser's IndexedDB, and makes it if there is none. Several pages
 * may have it open.
 *
 * @param name of the database, "trainwell" by default; its origin keeps it apart from other sites'.
 * @param options `now` tells the time by which leases run out; `Date.now` by default.
 * @throws TrainwellError of kind `failure`: `store-unusable` where the browser does not allow it,
 * `store-newer`.
 *
 * @example
 * const store = await openIndexedDbStore("trainwell");
 */
export async function openIndexedDbStore(
  name = "trainwell",
  options: Pick<StoreOptions, "now"> = {},
): Promise<TuningStore> {
  return new IndexedDbStore(await openIndexedDatabase(name), options);
}

class IndexedDbStore extends IndexedDbRuns implements TuningStore {
  readonly studies: IndexedDbStudies;

  constructor(database: IndexedDatabase, options: Pick<StoreOptions, "now">) {
    super(database);
    this.studies = new IndexedDbStudies(database, options);
  }
}
