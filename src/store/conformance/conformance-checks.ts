import { encodeJson } from "../stored-json.ts";

/** Something that every store does. Nothing of a test framework in it, so that it runs in a page too. */
export interface ConformanceCase<Place> {
  readonly name: string;
  /** Rejects when the store does something else. */
  run(place: Place): Promise<void>;
}

/** Cases by their names: what is done with an open store, and with the place that it is in. */
export type Cases<Store, Place> = readonly (readonly [
  string,
  (store: Store, place: Place) => Promise<void>,
])[];

/** Something that is opened, and closed when its work is done. */
interface Openable<Store> {
  open(): Promise<Store>;
}

/** Cases as a test runs them: each with the store of its place opened and closed around it. */
export function casesOf<Store extends { close(): Promise<void> }, Place extends Openable<Store>>(
  cases: Cases<Store, Place>,
): readonly ConformanceCase<Place>[] {
  return cases.map(([name, check]) => ({
    name,
    run: (place) => withStore(place, (store) => check(store, place)),
  }));
}

/** Some work on the store of a place, which is closed afterwards. */
export async function withStore<Store extends { close(): Promise<void> }>(
  place: Openable<Store>,
  work: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await place.open();
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Throws where two pieces of data differ, whatever the order of their keys. */
export function expectEqual(received: unknown, expected: unknown): void {
  const [a, b] = [canonical(received), canonical(expected)];
  if (a !== b) throw new Error(`Expected ${b.slice(0, 2000)}, received ${a.slice(0, 2000)}`);
}

/** Rejects unless a call fails with an error of a code. */
export async function expectError(code: string, call: () => Promise<unknown>): Promise<void> {
  const received = await call().then(
    () => "no error",
    (error) => error.code ?? String(error),
  );
  expectEqual(received, code);
}

/** Data as text that shows every difference, whatever the order of keys. */
function canonical(value: unknown): string {
  if (value === undefined) return "undefined";
  return encodeJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? "undefined" : sorted(item)));
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
