import { describe, it } from "vitest";
import { openMemoryStore } from "./memory-store.ts";
import { storeConformance } from "./store-conformance.ts";

describe("the store in memory", () => {
  it.each(storeConformance())("$name", ({ run }) => {
    const store = openMemoryStore();
    return run({ open: async () => store });
  });
});
