import { STORE_SCHEMA } from "../migrate-records.ts";

/**
 * The tables of a store, in a schema of PostgreSQL of their own. Records are JSON in text columns, because
 * `jsonb` refuses some texts and rounds numbers; what is searched for stands beside. Files of runs are found
 * by their content, so that the same bytes are kept once; data that workers read are cut into chunks.
 */
export const TABLES = `
  CREATE SCHEMA IF NOT EXISTS trainwell;
  CREATE TABLE trainwell.versions (version integer NOT NULL);
  INSERT INTO trainwell.versions VALUES (${STORE_SCHEMA});
  CREATE TABLE trainwell.commits (
    connection uuid PRIMARY KEY, count double precision NOT NULL, at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE trainwell.runs (
    id text COLLATE "C" PRIMARY KEY, created_at text COLLATE "C" NOT NULL,
    job text NOT NULL, role text NOT NULL, status text NOT NULL, origin text NOT NULL, record text NOT NULL
  );
  CREATE INDEX ON trainwell.runs (created_at, id);
  CREATE INDEX ON trainwell.runs (job, created_at, id);
  CREATE TABLE trainwell.history (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id text COLLATE "C" NOT NULL REFERENCES trainwell.runs (id),
    step bigint NOT NULL, row text NOT NULL
  );
  CREATE INDEX ON trainwell.history (run_id, sequence);
  CREATE TABLE trainwell.contents (hash text PRIMARY KEY, bytes bytea NOT NULL);
  CREATE TABLE trainwell.files (
    run_id text COLLATE "C" NOT NULL REFERENCES trainwell.runs (id), name text NOT NULL,
    hash text NOT NULL REFERENCES trainwell.contents (hash), PRIMARY KEY (run_id, name)
  );
  CREATE INDEX ON trainwell.files (hash);
  CREATE TABLE trainwell.test_scorings (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    data_hash text NOT NULL, test_rows_hash text NOT NULL, scoring text NOT NULL
  );
  CREATE INDEX ON trainwell.test_scorings (data_hash, test_rows_hash);
  CREATE TABLE trainwell.shared_files (hash text PRIMARY KEY, chunks integer NOT NULL);
  CREATE TABLE trainwell.shared_chunks (
    hash text NOT NULL, place integer NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (hash, place)
  );
  CREATE TABLE trainwell.studies (
    id text COLLATE "C" PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
    created_at text COLLATE "C" NOT NULL, mark double precision NOT NULL, record text NOT NULL
  );
  CREATE TABLE trainwell.trials (
    key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    study_id text COLLATE "C" NOT NULL REFERENCES trainwell.studies (id), number integer NOT NULL,
    mark double precision NOT NULL, status text NOT NULL, until text COLLATE "C", record text NOT NULL,
    UNIQUE (study_id, number)
  );
  CREATE INDEX ON trainwell.trials (study_id, mark);
  CREATE INDEX ON trainwell.trials (study_id, status, number);
  CREATE TABLE trainwell.trial_curves (
    trial integer NOT NULL REFERENCES trainwell.trials (key),
    step double precision NOT NULL, value double precision NOT NULL, PRIMARY KEY (trial, step)
  );
  CREATE TABLE trainwell.trial_runs (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    trial integer NOT NULL REFERENCES trainwell.trials (key), run_id text NOT NULL, UNIQUE (trial, run_id)
  );
`;
