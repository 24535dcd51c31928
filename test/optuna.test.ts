import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exported, parameters } from "../src/tune/exchange/exchange.samples.ts";
import { parseOptunaJournal } from "../src/tune/exchange/read-optuna-journal.ts";
import { formatOptunaJournal } from "../src/tune/exchange/write-optuna-journal.ts";

const folder = mkdtempSync(join(tmpdir(), "trainwell-optuna-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const python = [process.env.TRAINWELL_TEST_PYTHON, "python3"].find(
  (name) => name !== undefined && spawnSync(name, ["-c", "import optuna"]).status === 0,
);
if (python === undefined)
  console.warn("No python3 with optuna: the exchange with it is not run. TRAINWELL_TEST_PYTHON names one.");

/** Loads the study, says what it holds, and goes on with it. */
const SCRIPT = `
import json, sys, warnings
warnings.simplefilter("ignore")
import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = JournalStorage(JournalFileBackend(sys.argv[1]))
sampler = optuna.samplers.RandomSampler(seed=1)
study = optuna.load_study(study_name=sys.argv[2], storage=storage, sampler=sampler)
print(json.dumps({
    "directions": [direction.name for direction in study.directions],
    "metrics": study.metric_names,
    "best": study.best_trial.number,
    "trials": [
        [t.number, t.state.name, t.values, t.params, t.intermediate_values,
            t.user_attrs.get("trainwell:number")]
        for t in study.trials
    ],
    "log": study.trials[0].distributions["width"].log,
    "whole": type(study.trials[0].distributions["units"]).__name__,
    "seconds": study.trials[0].duration.total_seconds(),
    "system": study._storage.get_study_system_attrs(study._study_id),
}, allow_nan=True))
def objective(trial):
    trial.suggest_float("rate", 1e-4, 0.1, log=True)
    trial.suggest_float("momentum", 0.5, 0.999)
    trial.suggest_float("dropout", 0, 0.5, step=0.1)
    trial.suggest_int("units", 16, 64, step=16)
    trial.suggest_int("width", 1, 128, log=True)
    kind = trial.suggest_categorical("kind", ["adam", "=sgd", 'a "b", c'])
    return trial.suggest_float("beta", 0, 1) if kind == "adam" else 0.5
study.optimize(objective, n_trials=3)
`;

test.skipIf(python === undefined)("Optuna reads a study that was written for it, and goes on with it", () => {
  const journal = join(folder, "study.journal");
  writeFileSync(journal, formatOptunaJournal(exported, parameters));
  const { stdout, stderr, status } = spawnSync(python!, ["-c", SCRIPT, journal, exported.study.name], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const told = JSON.parse(stdout.replaceAll("NaN", "null"));
  const { directions, metrics, best, log, whole, seconds, system } = told;
  expect({ directions, metrics, best, log, whole, seconds }).toEqual({
    directions: ["MAXIMIZE"],
    metrics: ["accuracy"],
    best: 0,
    log: true,
    whole: "IntDistribution",
    seconds: 2.5,
  });
  expect(system["trainwell:oneMinusLog"]).toEqual(["momentum"]);
  const { beta: _beta, ...shared } = exported.trials[0].point;
  const adam = { ...shared, kind: "adam", beta: 0.25 };
  expect(told.trials).toEqual([
    [0, "COMPLETE", [0.875], adam, { 1: 0.5, 2: 0.875 }, 0],
    [1, "PRUNED", [0.25], { ...shared, kind: "=sgd" }, { 1: null }, 1],
    [2, "FAIL", null, adam, {}, 2],
    [3, "WAITING", null, {}, {}, 3],
    [4, "FAIL", null, adam, {}, 4],
    [5, "WAITING", null, {}, {}, 5],
  ]);

  const at = new Date("2026-01-01T00:00:00Z");
  const defaults = { sampler: { kind: "random" }, stopper: { kind: "none" }, version: "1.0.0" };
  const [{ trials }] = parseOptunaJournal(readFileSync(journal, "utf8"), { source: "journal", at, defaults });
  expect(trials).toHaveLength(7);
  // Optuna took the two that waited, with the values that they were told, and one of its own.
  expect(trials.map(({ status }) => status).slice(3)).toEqual(["complete", "failed", "complete", "complete"]);
  expect([trials[3].point, trials[5].point]).toEqual([exported.trials[3].point, exported.trials[5].point]);
  expect([trials[3].values, trials[5].values]).toEqual([[0.5], [0.25]]);
});
