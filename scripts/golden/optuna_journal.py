"""python scripts/golden/optuna_journal.py test/fixtures/optuna-journal.jsonl

Writes a journal as Optuna 5.0.0 keeps it, with one of everything that an import meets: several studies, one of
them deleted; every kind of distribution, conditional parameters, a range that changes; trials that are complete,
pruned, failed, enqueued and running; several objectives with names.
"""

import os
import sys

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)
path = sys.argv[1]
if os.path.exists(path):
    os.remove(path)
storage = JournalStorage(JournalFileBackend(path))
pruner = optuna.pruners.MedianPruner(n_startup_trials=2)


def create(name, **options):
    sampler = optuna.samplers.RandomSampler(seed=1)
    return optuna.create_study(storage=storage, study_name=name, sampler=sampler, pruner=pruner, **options)


create("first, deleted").optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
optuna.delete_study(study_name="first, deleted", storage=storage)

single = create("single", direction="maximize")
single.enqueue_trial({"rate": 0.01, "momentum": 0.5, "units": 32, "width": 4, "kind": "b", "on": True})


def objective(trial):
    rate = trial.suggest_float("rate", 1e-4, 1e-1 if trial.number < 3 else 1, log=True)
    trial.suggest_float("momentum", 0, 0.9, step=0.1)
    trial.suggest_int("units", 16, 64, step=16)
    trial.suggest_int("width", 1, 128, log=True)
    kind = trial.suggest_categorical("kind", ["a", "b", None, 2])
    trial.suggest_categorical("on", [True, False])
    if kind == "a":
        trial.suggest_float("only a", -1, 1)
    if trial.number == 2:
        raise ValueError("made to fail")
    for step in range(4):
        trial.report(rate * (step + 1), step)
        if trial.number == 4:
            raise optuna.TrialPruned()
    trial.set_user_attr("note", "ünï")
    return rate


single.optimize(objective, n_trials=7, catch=(ValueError,))
single.tell(single.ask(), float("inf"))
single.enqueue_trial({"rate": 0.02, "momentum": 0.1, "kind": 2})
asked = single.ask()
asked.suggest_float("rate", 1e-4, 1, log=True)
single.enqueue_trial({"rate": 0.03})

several = create("several", directions=["minimize", "maximize"])
several.set_metric_names(["loss", "speed"])
several.optimize(lambda trial: (trial.suggest_float("x", 0, 1), trial.suggest_int("n", 1, 3)), n_trials=3)
