import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeConformance } from "../src/store/conformance/store-conformance.ts";
import { studyConformance } from "../src/store/conformance/study-conformance.ts";
import { findChromium } from "./support/chromium.ts";
import { root } from "./support/paths.ts";

/** The script of the page: each case of the conformance suite by its name, on a database of its own. */
const PAGE = `
  import { storeConformance } from "./conformance/store-conformance.ts";
  import { studyConformance } from "./conformance/study-conformance.ts";
  import { openIndexedDbStore } from "./indexeddb-store.ts";
  const codeOf = (error) => error.code ?? String(error);
  globalThis.runCase = (name) => {
    const { run } = storeConformance().find((candidate) => candidate.name === name);
    return run({ open: () => openIndexedDbStore(name) }).then(() => "held", (error) => String(error));
  };
  globalThis.runStudyCase = (name) => {
    const { run } = studyConformance().find((candidate) => candidate.name === name);
    let now = Date.now();
    const place = {
      open: async () => {
        const store = await openIndexedDbStore("studies: " + name, { now: () => now });
        return Object.assign(store.studies, { close: () => store.close() });
      },
      setTime: (moment) => { now = moment; },
    };
    return run(place).then(() => "held", (error) => String(error));
  };
  globalThis.openNewer = async () => {
    const opening = indexedDB.open("newer", 99);
    await new Promise((resolve) => { opening.onsuccess = resolve; });
    opening.result.close();
    return openIndexedDbStore("newer").then(() => "opened", codeOf);
  };
  globalThis.openOlder = async () => {
    const opening = indexedDB.open("older", 1);
    opening.onupgradeneeded = () => {
      const database = opening.result;
      const runs = database.createObjectStore("runs", { keyPath: "id" });
      database.createObjectStore("history", { autoIncrement: true }).createIndex("runId", "runId");
      database.createObjectStore("files");
      const scorings = database.createObjectStore("testScorings", { autoIncrement: true });
      scorings.createIndex("testSet", ["dataHash", "testRowsHash"]);
      const createdAt = "2025-01-01T00:00:00.000Z";
      const common = { createdAt, status: "done", dataHash: "d", environment: {} };
      runs.put({ ...common, id: "a", label: "improve" });
      runs.put({ ...common, id: "b", parent: "a", label: "treatment 2: Train longer, member 3" });
    };
    await new Promise((resolve) => { opening.onsuccess = resolve; });
    opening.result.close();
    const store = await openIndexedDbStore("older");
    const runs = await store.listRuns({ job: "a" });
    const studies = await store.studies.listStudies();
    await store.close();
    const places = runs.map(({ id, title, place }) => [id, title, place.role, place.number, place.member]);
    return { places, studies };
  };
  globalThis.useClosed = async () => {
    const store = await openIndexedDbStore("closed");
    await store.close();
    return store.listRuns().then(() => "listed", codeOf);
  };
`;

const executablePath = findChromium();

// Where there is no browser the tests are passed over, but never on a machine that is set up for them.
describe.skipIf(executablePath === undefined && !process.env.CI)(
  "the store in IndexedDB, in Chromium",
  () => {
    let server: Server;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      const stdin = { contents: PAGE, resolveDir: join(root, "src/store") };
      const { outputFiles } = await build({
        stdin,
        bundle: true,
        write: false,
        format: "iife",
        platform: "browser",
      });
      const script = outputFiles[0].text.replaceAll("</script", "<\\/script");
      const html = `<!doctype html><script>${script}</script>`;
      // IndexedDB needs an origin, which a page without an address does not have.
      server = createServer((_, response) =>
        response.setHeader("content-type", "text/html; charset=utf-8").end(html),
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
      page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });

    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    const call = (name: string, argument?: string) =>
      page.evaluate(
        ([f, a]) => (globalThis as unknown as Record<string, (a?: string) => unknown>)[f!](a),
        [name, argument],
      );

    it.each(storeConformance())("$name", async ({ name }) => {
      expect(await call("runCase", name)).toBe("held");
    });

    it.each(studyConformance())("studies: $name", async ({ name }) => {
      expect(await call("runStudyCase", name)).toBe("held");
    });

    it("refuses a database that a newer version made", async () => {
      expect(await call("openNewer")).toBe("store-newer");
    });

    it("brings a database of an older version up to date", async () => {
      expect(await call("openOlder")).toEqual({
        places: [
          ["b", "treatment 2: Train longer, member 3", "candidate", 2, 3],
          ["a", "improve", "job", 1, 1],
        ],
        studies: [],
      });
    });

    it("says that a closed store cannot be used", async () => {
      expect(await call("useClosed")).toBe("store-unusable");
    });
  },
);
