import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import Database from "libsql";
import { afterAll, describe, expect, it } from "vitest";
import { TrainwellError } from "../base/errors.ts";
import { parseRecipe } from "../recipe/schema.ts";
import type { RunRecord } from "../run/record.ts";
import { writeFileAtomically } from "./atomic-write.node.ts";
import { storeConformance } from "./conformance/store-conformance.ts";
import { openSqliteStore } from "./sqlite-store.node.ts";

const root = mkdtempSync(join(tmpdir(), "trainwell-store-"));
const leftovers: string[] = [root];
const freshFolder = () => mkdtempSync(join(root, "place-"));
afterAll(() => {
  for (const folder of leftovers) rmSync(folder, { recursive: true, force: true });
});

const recipe = parseRecipe(
  {
    schema: 1,
    data: { target: "y" },
    network: { layers: [{ id: "o", kind: "dense", units: 1 }] },
    loss: { kind: "huber" },
  },
  { source: "test" },
);
const run: RunRecord = {
  id: "a",
  createdAt: "2025-01-01T00:00:00.000Z",
  status: "running",
  place: { job: "a", role: "fit", number: 1, member: 1 },
  title: "fit",
  origin: "trainwell",
  recipe,
  dataHash: "d",
  environment: {},
};

function failureOf(open: () => unknown): TrainwellError {
  try {
    open();
  } catch (error) {
    if (error instanceof TrainwellError) return error;
    throw error;
  }
  throw new Error("The store was opened.");
}

describe("the store in a folder", () => {
  it.each(storeConformance())("$name", ({ run: check }) => {
    const folder = join(freshFolder(), "deep", "store");
    return check({ open: async () => openSqliteStore(folder) });
  });

  it("writes each file under its own name and leaves nothing else", async () => {
    const store = openSqliteStore(freshFolder());
    await store.createRun(run);
    await store.saveCheckpoint("a", Uint8Array.of(1));
    await store.saveCheckpoint("a", Uint8Array.of(2));
    await store.saveModel("a", Uint8Array.of(3));
    expect(readdirSync(store.runFolder("a")).sort()).toEqual(["checkpoint.safetensors", "model.safetensors"]);
    expect([...readFileSync(join(store.runFolder("a"), "model.safetensors"))]).toEqual([3]);
    await store.close();
  });

  it("clears away what a killed writer left, and nothing of a living one", async () => {
    const store = openSqliteStore(freshFolder());
    await store.createRun(run);
    await store.saveCheckpoint("a", Uint8Array.of(1));
    const { pid: dead } = await finishedProcess();
    const living = `.checkpoint.safetensors.${process.pid}.0123abcd.tmp`;
    writeFileSync(join(store.runFolder("a"), `.checkpoint.safetensors.${dead}.0123abcd.tmp`), "half");
    writeFileSync(join(store.runFolder("a"), living), "half");
    expect(await store.loadCheckpoint("a")).toEqual(Uint8Array.of(1));
    expect(readdirSync(store.runFolder("a")).sort()).toEqual([living, "checkpoint.safetensors"]);
    await store.close();
  });

  it("keeps the old file when the new one cannot be written", async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "taken"));
    await expect(writeFileAtomically(join(folder, "taken"), Uint8Array.of(1))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  it("says in one sentence that a folder cannot be used", () => {
    const file = join(freshFolder(), "file");
    writeFileSync(file, "");
    expect(failureOf(() => openSqliteStore(join(file, "store"))).toJSON()).toMatchObject({
      kind: "failure",
      code: "store-unusable",
      message:
        `The run store ${join(file, "store")} cannot be used: a part of its path is a file and not ` +
        `a folder.`,
    });
    const folder = freshFolder();
    mkdirSync(join(folder, "store.db"));
    expect(failureOf(() => openSqliteStore(folder)).message).toContain("its database cannot be opened.");
  });

  it("says in one sentence that the files of a run cannot be written", async () => {
    const folder = freshFolder();
    const store = openSqliteStore(folder);
    await store.createRun(run);
    writeFileSync(join(folder, "runs", "a"), "in the way");
    await expect(store.saveModel("a", Uint8Array.of(1))).rejects.toMatchObject({
      kind: "failure",
      code: "store-unusable",
    });
    await store.close();
  });

  it("refuses a database that is damaged, and leaves it as it is", () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "store.db"), "no database".repeat(1000));
    expect(failureOf(() => openSqliteStore(folder)).code).toBe("store-damaged");
    expect(readFileSync(join(folder, "store.db"), "utf8")).toBe("no database".repeat(1000));
  });

  it.each([
    ["no JSON", 0x20],
    ["no text", 0xff],
  ])("refuses a record that is damaged and %s", async (_what, byte) => {
    const folder = freshFolder();
    const first = openSqliteStore(folder);
    await first.createRun(run);
    await first.compact();
    await first.close();
    const bytes = readFileSync(join(folder, "store.db"));
    bytes[bytes.indexOf('"status"')] = byte;
    writeFileSync(join(folder, "store.db"), bytes);
    const store = openSqliteStore(folder);
    const damaged = { kind: "failure", code: "store-damaged" };
    await expect(store.listRuns()).rejects.toMatchObject(damaged);
    await expect(store.getRun(run.id)).rejects.toMatchObject(damaged);
    await store.close();
  });

  it("refuses a database that a newer version made", async () => {
    const folder = freshFolder();
    await openSqliteStore(folder).close();
    const database = new Database(join(folder, "store.db"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(failureOf(() => openSqliteStore(folder)).code).toBe("store-newer");
  });

  it("loses nothing when several processes open a new store and write to it at the same time", async () => {
    const folder = join(freshFolder(), "store");
    const script = await bundled(SHORT_WRITER);
    const writers = ["w1", "w2", "w3", "w4"];
    await Promise.all(
      writers.map((writer) => promisify(execFile)(process.execPath, [script, folder, writer])),
    );
    const store = openSqliteStore(folder);
    expect((await store.listRuns()).map(({ id }) => id).sort()).toEqual(writers);
    for (const writer of writers) {
      expect((await store.history(writer)).map(({ step }) => step)).toEqual(
        Array.from({ length: 40 }, (_, index) => index + 1),
      );
    }
    const testSet = { dataHash: "d", testRowsHash: "t" };
    const metrics = (await store.testScorings(testSet)).map((scoring) => scoring.runId);
    expect(metrics.sort()).toEqual(writers);
    await store.close();
  });

  it("has a whole checkpoint, and the history up to it, after a process was killed while it wrote", async () => {
    const folder = join(freshFolder(), "store");
    const script = await bundled(ENDLESS_WRITER);
    for (const [index, lines] of [1, 2, 5, 9].entries()) {
      const id = `run${index}`;
      await killAfter(lines, [script, folder, id]);
      const store = openSqliteStore(folder);
      const checkpoint = (await store.loadCheckpoint(id))!;
      const steps = (await store.history(id)).map(({ step }) => step);
      expect(checkpoint.length).toBe(1_000_000);
      expect(checkpoint.every((byte) => byte === checkpoint[0])).toBe(true);
      expect(checkpoint[0]).toBeGreaterThanOrEqual(lines);
      expect(steps).toEqual(Array.from({ length: steps.length }, (_, position) => position + 1));
      expect(steps.length).toBeGreaterThanOrEqual(checkpoint[0]);
      expect(readdirSync(store.runFolder(id))).toEqual(["checkpoint.safetensors"]);
      await store.close();
    }
  });
});

async function finishedProcess(): Promise<{ pid: number }> {
  const child = promisify(execFile)(process.execPath, ["--version"]);
  await child;
  return { pid: child.child.pid! };
}

/** A store that any process can write to as the run of an id: the beginning of a program. */
const WRITER = `
  import { openSqliteStore } from "./sqlite-store.node.ts";
  const [folder, id] = process.argv.slice(2);
  const store = openSqliteStore(folder);
  const recipe = ${JSON.stringify(recipe)};
  const at = new Date().toISOString();
  await store.createRun({ id, createdAt: at, status: "running", recipe, dataHash: "d", environment: {} });
`;

/** Forty steps, four checkpoints, one scoring. */
const SHORT_WRITER = `${WRITER}
  for (let step = 1; step <= 40; step++) {
    await store.appendHistory(id, [{ step, epoch: 1, kind: "epoch", values: { loss: 1 / step } }]);
    if (step % 10 === 0) await store.saveCheckpoint(id, new Uint8Array(100));
  }
  await store.recordTestScoring({ dataHash: "d", testRowsHash: "t", runId: id, metrics: {}, at });
  await store.close();
`;

/**
 * Steps without end; a checkpoint of step s is full of the byte s mod 256, and comes after the history of s.
 */
const ENDLESS_WRITER = `${WRITER}
  for (let step = 1; ; step++) {
    await store.appendHistory(id, [{ step, epoch: 1, kind: "epoch", values: { loss: 1 / step } }]);
    await store.saveCheckpoint(id, new Uint8Array(1_000_000).fill(step % 256));
    process.stdout.write("saved\\n");
  }
`;

/** Bundles a program into the checkout, where libsql is found, and returns its path. */
async function bundled(contents: string): Promise<string> {
  const checkout = fileURLToPath(new URL("../..", import.meta.url));
  const folder = mkdtempSync(join(checkout, "node_modules", ".trainwell-writer-"));
  leftovers.push(folder);
  const outfile = join(folder, "writer.mjs");
  const stdin = { resolveDir: fileURLToPath(new URL(".", import.meta.url)), contents };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["libsql"],
    logLevel: "error",
  });
  return outfile;
}

/** Runs a program until it has written this many lines, and kills it at once. */
function killAfter(lines: number, command: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  let seen = 0;
  child.stdout.on("data", (data: Buffer) => {
    seen += data.toString().split("\n").length - 1;
    if (seen >= lines) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (_, signal) =>
      signal === "SIGKILL" ? resolve() : reject(new Error("The writer ended by itself.")),
    );
  });
}
