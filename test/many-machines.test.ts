import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disturbStudy } from "../bench/studies/faults.js";
import { hasPostgres, hasRedis, startPostgres, startRedis } from "../scripts/lib/database-servers.js";
import { openPostgresStore } from "../src/store/postgres-store.node.ts";
import { callIn } from "./support/called-machine.ts";

const hasServer = hasPostgres();

const RECIPE = ["--epochs", "3", "--repeats", "1", "--sampler", "random", "--threads", "1"];
const SPACE = ["--set", "optimizer.learningRate=log(1e-4,1e-1)"];

describe.skipIf(!hasServer)("a study in PostgreSQL", () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let base: string;
  const children: ChildProcess[] = [];
  const on = (machine: string, ...args: string[]) => {
    const made = callIn(join(base, machine), args);
    children.push(made.child);
    return made;
  };
  const tune = (machine: string, ...args: string[]) =>
    on(machine, "tune", "flowers.csv", "-t", "kind", "--store", server.address, ...SPACE, ...RECIPE, ...args);

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), "trainwell-machines-"));
    server = await startPostgres();
    mkdirSync(join(base, "first"));
    const rows = Array.from({ length: 60 }, (_, row) => `${row % 7},${row % 11},${row % 7 > 3 ? "a" : "b"}`);
    writeFileSync(join(base, "first", "flowers.csv"), `x,y,kind\n${rows.join("\n")}\n`);
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await server.remove();
    rmSync(base, { recursive: true, force: true });
  });

  it("is worked on by a machine without the data, which may be killed, while the server restarts", {
    timeout: 300_000,
  }, async () => {
    const waiting = on("second", "worker", "--store", server.address, "--idle", "1m", "--json");
    const first = tune("first", "--trials", "40", "--name", "far", "--json");
    await expect.poll(() => waiting.said.stderr, { timeout: 120_000 }).toContain("trial ");
    waiting.child.kill("SIGKILL");
    await server.stop();
    await server.start();
    const other = on("third", "worker", "--study", "far", "--store", server.address, "--json");
    const { code, stdout, stderr } = await first.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { trials } = JSON.parse(stdout);
    expect(trials.map(({ number }: { number: number }) => number)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    expect(trials.every(({ status }: { status: string }) => status === "complete")).toBe(true);
    const joined = await other.ended;
    expect({ code: joined.code, stderr: joined.stderr }).toMatchObject({ code: 0 });
    const listed = await on("fourth", "study", "list", "--store", server.address, "--json").ended;
    expect(JSON.parse(listed.stdout).studies).toMatchObject([{ name: "far", status: "done" }]);
  });

  it("is served by workers that wait, woken by Redis, and goes on without it", {
    timeout: 300_000,
    skip: !hasRedis(),
  }, async () => {
    const redis = await startRedis();
    const queue = ["--queue", redis.address];
    const waiting = on("fifth", "worker", "--store", server.address, "--idle", "4s", "--json", ...queue);
    await expect.poll(() => waiting.said.stderr, { timeout: 60_000 }).toContain("waiting");
    const first = tune("first", "--trials", "12", "--name", "woken", "--json", ...queue);
    await expect.poll(() => first.said.stderr, { timeout: 120_000 }).toContain("trial ");
    await redis.stop("SIGKILL");
    const { code, stdout, stderr } = await first.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout).trials).toHaveLength(12);
    expect((await waiting.ended).code).toBe(0);
    await redis.remove();
  });

  it("says without a password where a store or a queue cannot be reached", { timeout: 180_000 }, async () => {
    const store = "postgres://me:secret@127.0.0.1:1/trainings";
    const calls = [
      ["study", "list"],
      ["runs", "list"],
      ["worker", "--study", "far"],
      ["tune", "flowers.csv", "-t", "kind", "--trials", "1"],
    ];
    for (const args of calls) {
      const { code, stdout, stderr } = await on("first", ...args, "--store", store, "--json").ended;
      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({
        error: {
          code: "store-unusable",
          message: "The store postgres://127.0.0.1:1/trainings cannot be used: no server answers there.",
        },
      });
      expect(stdout + stderr).not.toContain("secret");
    }
    const other = await on("first", "study", "list", "--store", "mysql://me:secret@host/db").ended;
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("received an address of mysql://"),
    });
    expect(other.stderr).not.toContain("secret");
    const late = await tune("first", "--trials", "1", "--queue", "redis://:secret@127.0.0.1:1").ended;
    expect(late).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("The queue at 127.0.0.1:1 cannot"),
    });
    expect(late.stderr).not.toContain("secret");
  });

  it("keeps no password", { timeout: 120_000 }, async () => {
    const address = server.address.replace("trainwell@", "trainwell:s3cr3t@");
    const args = [
      "tune",
      "flowers.csv",
      "-t",
      "kind",
      "--trials",
      "1",
      ...SPACE,
      ...RECIPE,
      "--name",
      "kept",
    ];
    const { code, stdout, stderr } = await on("first", ...args, "--store", address, "--json").ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const store = await openPostgresStore(server.address);
    const record = await store.studies.getStudy("kept");
    const runs = await store.listRuns({ job: record!.id });
    const stored = JSON.stringify([record, ...(await Promise.all(runs.map(({ id }) => store.getRun(id))))]);
    await store.close();
    expect(stdout + stderr + stored).not.toContain("s3cr3t");
  });
});

// `npm run bench -- tune-faults --store postgres` has 200 kills and 20 restarts.
it.skipIf(!hasServer)(
  "a study in PostgreSQL survives kills, a pause and restarts of its server",
  {
    timeout: 300_000,
  },
  async () => {
    const { problems, trials, lost } = await disturbStudy({ kills: 6, restarts: 3, store: "postgres" });
    expect(problems).toEqual([]);
    expect(trials).toBeGreaterThan(6);
    expect(lost).toBeGreaterThanOrEqual(1);
  },
);

// `npm run bench -- tune-faults --store postgres --queue redis` has 200 kills and 20 restarts.
it.skipIf(!hasServer || !hasRedis())(
  "a study whose workers Redis wakes survives that all its hints are forgotten",
  {
    timeout: 300_000,
  },
  async () => {
    const asked = { kills: 8, restarts: 4, store: "postgres", queue: "redis" };
    const { problems, trials, woken } = await disturbStudy(asked);
    expect(problems).toEqual([]);
    expect(woken).toBeGreaterThan(0);
    // Whatever was begun without a hint was found by those who look.
    expect(woken).toBeLessThan(trials);
  },
);
