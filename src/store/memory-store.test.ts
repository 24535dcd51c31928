import { describe, it } from "vitest";
import { MemoryStore } from "./memory-store.ts";
import { storeConformance } from "./store-conformance.ts";

describe("the store in memory", () => {
  it.each(storeConformance())("$name", ({ run }) => {
    const store = new MemoryStore();
    return run({ open: async () => store });
  });
});
