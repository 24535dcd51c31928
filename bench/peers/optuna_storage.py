"""python optuna_storage.py DATABASE TRIALS REPORTS

Waits for a line on stdin, then asks, reports and tells trials of the study of an SQLite database, and says how
many milliseconds that took. The sampler is the random one, so that what is timed is the storage.
"""

import sys
import time

import optuna
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)
database, trials, reports = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
study = optuna.create_study(
    storage=optuna.storages.RDBStorage(f"sqlite:///{database}", engine_kwargs={"connect_args": {"timeout": 100}}),
    study_name="study",
    load_if_exists=True,
    sampler=optuna.samplers.RandomSampler(seed=1),
    pruner=optuna.pruners.NopPruner(),
)
print("ready", flush=True)
sys.stdin.readline()
began = time.perf_counter()
for _ in range(trials):
    trial = study.ask()
    x = trial.suggest_float("x", 0, 1)
    for step in range(1, reports + 1):
        trial.report(x / step, step)
    study.tell(trial, x, state=TrialState.COMPLETE)
print((time.perf_counter() - began) * 1000, flush=True)
