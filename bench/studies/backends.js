// Where disturbed and measured studies are kept: in folders, or on a server of PostgreSQL of one's own. Each
// writes down, by a trigger of its database, every time that a trial comes to its end, whoever does it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import pg from "pg";
import { hasPostgres, startPostgres } from "../../scripts/lib/database-servers.js";

const ENDED = "('complete', 'stopped', 'failed')";
const ENDS = `NEW.status IN ${ENDED} AND OLD.status NOT IN ${ENDED}`;

/** Stores in folders. @returns `server`, undefined, and functions of addresses. */
export function folderBackend() {
  const base = mkdtempSync(join(tmpdir(), "trainwell-studies-"));
  const inDatabase = (address, work) => {
    const database = new Database(join(address, "store.db"));
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  return {
    name: "SQLite",
    server: undefined,
    /** How long others may be held up by one that is stopped while it has the database. */
    patienceMs: 1500,
    fresh: async (name) => join(base, name),
    audit: async (address) =>
      inDatabase(address, (database) =>
        database.exec(`CREATE TABLE audited_ends (number INTEGER NOT NULL);
          CREATE TRIGGER audit AFTER UPDATE ON trials WHEN ${ENDS}
          BEGIN INSERT INTO audited_ends VALUES (NEW.number); END`),
      ),
    auditedEnds: async (address) =>
      inDatabase(address, (database) =>
        database.prepare("SELECT number FROM audited_ends ORDER BY number").all(),
      ).map(({ number }) => number),
    close: async () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Stores on a server of PostgreSQL that is started for them. */
export async function postgresBackend() {
  if (!hasPostgres()) throw new Error("PostgreSQL is not installed.");
  const server = await startPostgres();
  const inDatabase = async (address, sql) => {
    const client = new pg.Client(address);
    await client.connect();
    return (await client.query(sql).finally(() => client.end())).rows;
  };
  return {
    name: "PostgreSQL",
    server,
    /** How it goes away: ended in order, ended at once, and killed. */
    endings: ["SIGINT", "SIGQUIT", "SIGKILL"],
    // After ten seconds the server ends whoever is idle within a transaction.
    patienceMs: 20_000,
    async fresh(name) {
      await inDatabase(server.address, `CREATE DATABASE ${name}`);
      return server.address.replace(/\w+$/, name);
    },
    audit: (address) =>
      inDatabase(
        address,
        `CREATE TABLE trainwell.audited_ends (number integer NOT NULL);
        CREATE FUNCTION trainwell.audit() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO trainwell.audited_ends VALUES (NEW.number); RETURN NEW; END';
        CREATE TRIGGER audit AFTER UPDATE ON trainwell.trials FOR EACH ROW WHEN (${ENDS})
          EXECUTE FUNCTION trainwell.audit()`,
      ),
    auditedEnds: async (address) => {
      const sql = "SELECT number FROM trainwell.audited_ends ORDER BY number";
      return (await inDatabase(address, sql)).map(({ number }) => number);
    },
    close: () => server.remove(),
  };
}

/** The backend of a name: "folder" or "postgres". */
export async function backendOf(name) {
  return name === "postgres" ? postgresBackend() : folderBackend();
}
