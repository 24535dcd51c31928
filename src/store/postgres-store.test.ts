import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, test, vi } from "vitest";
import { hasPostgres, startPostgres } from "../../scripts/lib/database-servers.js";
import type { RunRecord } from "../run/record.ts";
import type { StudyRecord } from "../run/study.ts";
import { storeConformance } from "./conformance/store-conformance.ts";
import { studyConformance } from "./conformance/study-conformance.ts";
import { openPostgresStore } from "./postgres-store.node.ts";

let server: Awaited<ReturnType<typeof startPostgres>>;
let databases = 0;

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client(server.address);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The address of a new and empty database. */
async function freshDatabase(): Promise<string> {
  const name = `test_${databases++}`;
  await onServer(`CREATE DATABASE ${name}`);
  const address = new URL(server.address);
  address.pathname = `/${name}`;
  return address.href;
}

/** A run of another program. */
function runOf(id: string): RunRecord {
  const place = { job: id, role: "fit", number: 1, member: 1 } as const;
  const createdAt = "2025-01-01T00:00:00.000Z";
  return { id, createdAt, place, status: "done", title: "t", origin: "other", environment: {} };
}

/** A study that takes trials. */
function studyOf(id: string): StudyRecord {
  const [sampler, stopper] = [{ kind: "random" }, { kind: "none" }];
  const objectives = [{ metric: "loss", direction: "minimize" }] as const;
  const about = { space: {}, sampler, stopper, objectives, limits: [], seed: 1, version: "1", settings: {} };
  return { id, name: id, createdAt: "2025-01-01T00:00:00.000Z", status: "open", ...about };
}

describe.skipIf(!hasPostgres())("the store in PostgreSQL", () => {
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.remove());

  it.each(storeConformance())("$name", async ({ run }) => {
    const address = await freshDatabase();
    await run({ open: () => openPostgresStore(address) });
  });

  it.each(studyConformance())("$name", async ({ run }) => {
    const address = await freshDatabase();
    let now = 0;
    await run({
      open: async () => (await openPostgresStore(address, { now: () => now })).studies,
      setTime(time) {
        now = time;
      },
    });
  });

  it("keeps the same bytes once, and forgets those that no run has", async () => {
    const address = await freshDatabase();
    const store = await openPostgresStore(address);
    for (const id of ["a", "b"]) {
      await store.createRun(runOf(id));
      await store.saveModel(id, Uint8Array.of(1, 2));
    }
    const client = new pg.Client(address);
    await client.connect();
    const count = async () =>
      (await client.query("SELECT COUNT(*)::int AS n FROM trainwell.contents")).rows[0].n;
    expect(await count()).toBe(1);
    await store.removeRun("a");
    expect([await count(), [...(await store.loadModel("b"))!]]).toEqual([1, [1, 2]]);
    await store.removeRun("b");
    expect(await count()).toBe(0);
    await client.query("UPDATE trainwell.versions SET version = 99");
    await client.end();
    await store.close();
    await expect(openPostgresStore(address)).rejects.toMatchObject({ code: "store-newer" });
  });

  it("says that a database or a password is wrong", async () => {
    const address = new URL(server.address);
    address.pathname = "/absent";
    await expect(openPostgresStore(address.href)).rejects.toMatchObject({
      kind: "input",
      message: expect.stringContaining("cannot be used: it has no such database."),
    });
    await onServer("CREATE ROLE other LOGIN PASSWORD 'right'");
    await server.stop();
    const access = join(server.folder, "data", "pg_hba.conf");
    const before = readFileSync(access, "utf8");
    writeFileSync(access, `host all other 127.0.0.1/32 scram-sha-256\n${before}`);
    await server.start();
    const other = new URL(server.address);
    other.username = "other";
    other.password = "wrong";
    const error = await openPostgresStore(other.href).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      kind: "input",
      message: expect.stringContaining("the password is wrong."),
    });
    expect(JSON.stringify(error)).not.toContain("wrong@");
  });

  it("makes no tables where it is only looked at", async () => {
    const address = await freshDatabase();
    await expect(openPostgresStore(address, { make: false })).rejects.toMatchObject({
      code: "store-missing",
    });
    await (await openPostgresStore(address)).close();
    await (await openPostgresStore(address, { make: false })).close();
  });

  it("waits for a server that restarts or crashes, and loses and doubles nothing", async () => {
    const waits: string[] = [];
    const store = await openPostgresStore(await freshDatabase(), { onWait: (said) => waits.push(said) });
    await store.createRun(runOf("a"));
    const writes = (async () => {
      for (let step = 1; step <= 400; step++)
        await store.appendHistory("a", [{ step, epoch: step, kind: "epoch", values: { loss: step } }]);
    })();
    for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await server.stop(signal);
      await server.start();
    }
    await writes;
    expect((await store.history("a")).map(({ step }) => step)).toEqual(
      Array.from({ length: 400 }, (_, index) => index + 1),
    );
    expect(waits.length).toBeGreaterThan(0);
    await store.close();
  }, 120_000);

  it("gives up a server that stays away", async () => {
    const store = await openPostgresStore(await freshDatabase(), { awayMs: 300 });
    await server.stop();
    await expect(store.listRuns()).rejects.toMatchObject({ kind: "failure", code: "store-unusable" });
    await server.start();
    expect(await store.listRuns()).toEqual([]);
    await store.close();
  });

  it("lets one process have a run, also after the server restarted", async () => {
    const address = await freshDatabase();
    const [mine, other] = [await openPostgresStore(address), await openPostgresStore(address)];
    const lock = await mine.lockRun("a");
    await expect(other.lockRun("a")).rejects.toMatchObject({ code: "run-in-use" });
    await expect(mine.lockRun("a")).rejects.toMatchObject({ code: "run-in-use" });
    expect([await other.isRunLocked("a"), await other.isRunLocked("b")]).toEqual([true, false]);
    await server.stop();
    await server.start();
    await vi.waitFor(async () => expect(await other.isRunLocked("a")).toBe(true), { timeout: 10_000 });
    await lock.release();
    await vi.waitFor(async () => expect(await other.isRunLocked("a")).toBe(false));
    await (await other.lockRun("a")).release();
    await mine.close();
    await other.close();
  });

  it("keeps shared files by their content until no study has them", async () => {
    const store = await openPostgresStore(await freshDatabase());
    async function* chunks() {
      yield Uint8Array.of(1, 2);
      yield Uint8Array.of(3);
    }
    const { sharedFiles: files, studies } = store;
    await files!.add("ab12", chunks());
    await files!.add("ab12", chunks());
    const read = async () => {
      const bytes: number[] = [];
      for await (const chunk of files!.read("ab12")) bytes.push(...chunk);
      return bytes;
    };
    expect([await files!.has("ab12"), await read()]).toEqual([true, [1, 2, 3]]);
    const sharedData = { hash: "ab12", name: "t.csv", isFolder: false, sizeBytes: 3 };
    for (const id of ["one", "two"]) await studies.createStudy({ ...studyOf(id), sharedData });
    await studies.removeStudy("one");
    expect(await read()).toEqual([1, 2, 3]);
    await studies.removeStudy("two");
    expect([await files!.has("ab12"), await read()]).toEqual([false, []]);
    await store.close();
  });
});

test("says that no server answers, without the password", async () => {
  const address = "postgres://me:secret@127.0.0.1:1/trainings";
  await expect(openPostgresStore(address)).rejects.toMatchObject({
    code: "store-unusable",
    kind: "input",
    message: "The store postgres://127.0.0.1:1/trainings cannot be used: no server answers there.",
  });
});
