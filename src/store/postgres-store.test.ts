import pg from "pg";
import { afterAll, describe, expect, it, test } from "vitest";
import { openPostgresStore } from "./postgres-store.node.ts";
import { storeConformance } from "./store-conformance.ts";
import { studyConformance } from "./study-conformance.ts";

/** A server of one's own whose databases these tests may make and remove. */
const server = process.env.TRAINWELL_TEST_POSTGRES;
if (server === undefined)
  console.warn("The store in PostgreSQL is not tested: TRAINWELL_TEST_POSTGRES names no server.");

const made: string[] = [];

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The address of a new and empty database. */
async function freshDatabase(): Promise<string> {
  const name = `trainwell_test_${process.pid}_${made.length}`;
  made.push(name);
  await onServer(`CREATE DATABASE ${name}`);
  const address = new URL(server!);
  address.pathname = `/${name}`;
  return address.href;
}

describe.skipIf(server === undefined)("the store in PostgreSQL", () => {
  afterAll(async () => {
    for (const name of made) await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  });

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
    const run = { status: "done", title: "t", origin: "other", environment: {} } as const;
    for (const id of ["a", "b"]) {
      const place = { job: id, role: "fit", number: 1, member: 1 } as const;
      await store.createRun({ ...run, id, createdAt: "2025-01-01T00:00:00.000Z", place });
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
    const address = new URL(server!);
    address.pathname = "/trainwell_absent";
    await expect(openPostgresStore(address.href)).rejects.toThrow("cannot be used: it has no such database.");
    const other = new URL(server!);
    other.password = "wrong";
    await expect(openPostgresStore(other.href)).rejects.toThrow("cannot be used: the password is wrong.");
  });
});

test("says that no server answers, without the password", async () => {
  const address = "postgres://me:secret@127.0.0.1:1/trainings";
  await expect(openPostgresStore(address)).rejects.toMatchObject({
    code: "store-unusable",
    message: "The store 127.0.0.1:1/trainings cannot be used: no server answers there.",
  });
});
