import { describe, it } from "vitest";
import { storeConformance } from "./conformance/store-conformance.ts";
import { openMemoryStore } from "./memory-store.ts";

describe("the store in memory", () => {
  it.each(storeConformance())("$name", ({ run }) => {
    const store = openMemoryStore();
    return run({ open: async () => store });
  });
});
