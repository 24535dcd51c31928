import type Database from "libsql";
import { migrateRecord, STORE_SCHEMA } from "../migrate-records.ts";
import { storeNewer } from "../store-errors.ts";
import { decodeJson, encodeJson } from "../stored-json.ts";

const RUN_TABLES = `
  CREATE TABLE runs (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE history (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL, epoch INTEGER NOT NULL, kind TEXT NOT NULL, "values" TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_by_run ON history (run_id, sequence);
  CREATE TABLE test_scorings (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    data_hash TEXT NOT NULL, test_rows_hash TEXT NOT NULL, scoring TEXT NOT NULL
  ) STRICT;
  CREATE INDEX scorings_by_test_set ON test_scorings (data_hash, test_rows_hash);
`;

/** The columns that runs are listed by, taken from their records. */
const RUN_COLUMNS = `
  ALTER TABLE runs ADD COLUMN created_at TEXT AS (record ->> '$.createdAt');
  ALTER TABLE runs ADD COLUMN job TEXT AS (record ->> '$.place.job');
  ALTER TABLE runs ADD COLUMN role TEXT AS (record ->> '$.place.role');
  ALTER TABLE runs ADD COLUMN status TEXT AS (record ->> '$.status');
  ALTER TABLE runs ADD COLUMN origin TEXT AS (record ->> '$.origin');
  CREATE INDEX runs_by_time ON runs (created_at, id);
  CREATE INDEX runs_by_job ON runs (job, created_at, id);
`;

/**
 * A trial's curve and its runs have rows of their own, so that a report writes what it reports and not the
 * whole trial. `mark` counts a study's changes; a trial's is that of its last one. `until` is when its lease
 * runs out.
 */
const STUDY_TABLES = `
  CREATE TABLE studies (
    id TEXT PRIMARY KEY, mark INTEGER NOT NULL, record TEXT NOT NULL,
    name TEXT UNIQUE AS (record ->> '$.name'), created_at TEXT AS (record ->> '$.createdAt')
  ) STRICT;
  CREATE TABLE trials (
    key INTEGER PRIMARY KEY,
    study_id TEXT NOT NULL REFERENCES studies (id),
    number INTEGER NOT NULL, mark INTEGER NOT NULL, record TEXT NOT NULL,
    status TEXT NOT NULL, until TEXT,
    UNIQUE (study_id, number)
  ) STRICT;
  CREATE INDEX trials_by_mark ON trials (study_id, mark);
  CREATE INDEX trials_by_status ON trials (study_id, status, number);
  CREATE TABLE trial_curves (
    trial INTEGER NOT NULL REFERENCES trials (key), step REAL NOT NULL, value REAL,
    PRIMARY KEY (trial, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE trial_runs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    trial INTEGER NOT NULL REFERENCES trials (key), run_id TEXT NOT NULL,
    UNIQUE (trial, run_id)
  ) STRICT;
`;

/**
 * Makes the tables, or brings those of an older version up to date; within a transaction, so all or nothing.
 *
 * @param place of the store, for people.
 * @throws TrainwellError `store-newer`.
 */
export function bringUpToDate(database: Database.Database, place: string): void {
  const version = userVersion(database);
  if (version > STORE_SCHEMA) throw storeNewer(place);
  if (version === STORE_SCHEMA) return;
  if (version === 0) database.exec(RUN_TABLES);
  if (version < 2) {
    migrateRuns(database, version);
    database.exec(RUN_COLUMNS);
  }
  if (version < 3) database.exec(STUDY_TABLES);
  database.exec(`PRAGMA user_version = ${STORE_SCHEMA}`);
}

function migrateRuns(database: Database.Database, version: number): void {
  const change = database.prepare("UPDATE runs SET record = ? WHERE id = ?");
  const rows = database.prepare("SELECT id, record FROM runs").all() as { id: string; record: string }[];
  for (const { id, record } of rows) change.run(encodeJson(migrateRecord(decodeJson(record), version)), id);
}

function userVersion(database: Database.Database): number {
  return (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
}
