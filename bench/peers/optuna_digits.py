"""Optuna driving PyTorch on digits.csv: 64 trials of an MLP, on two cores. Prints one JSON line.

    python optuna_digits.py digits.csv TRIALS EPOCHS [PRUNER]

The same space, epochs and batch size as ours; two trials side by side, each on one thread, as Optuna's
documentation advises for networks this small (n_jobs). The columns but the last two are pixels.
"""

import csv
import json
import sys
import time

import optuna
import torch
from torch import nn

path, trials, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
pruned = len(sys.argv) > 4 and sys.argv[4] == "asha"
torch.set_num_threads(1)
optuna.logging.set_verbosity(optuna.logging.ERROR)

with open(path, newline="") as file:
    rows = list(csv.DictReader(file))
names = [name for name in rows[0] if name not in ("digit", "split")]


def part(name):
    chosen = [row for row in rows if row["split"] == name]
    features = torch.tensor([[float(row[column]) for column in names] for row in chosen])
    return features, torch.tensor([int(row["digit"]) for row in chosen])


x, y = part("train")
dev_x, dev_y = part("dev")
mean, deviation = x.mean(0), x.std(0)
deviation[deviation == 0] = 1
x, dev_x = (x - mean) / deviation, (dev_x - mean) / deviation
began = time.perf_counter()
reached = []


def objective(trial):
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    units = trial.suggest_int("units", 16, 256, log=True)
    dropout = trial.suggest_float("dropout", 0, 0.5)
    model = nn.Sequential(nn.Linear(len(names), units), nn.ReLU(), nn.Dropout(dropout), nn.Linear(units, 10))
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    best = 0.0
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(x))
        for start in range(0, len(x), 64):
            batch = order[start : start + 64]
            optimizer.zero_grad()
            loss = loss_function(model(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            accuracy = (model(dev_x).argmax(1) == dev_y).float().mean().item()
        best = max(best, accuracy)
        reached.append((time.perf_counter() - began, accuracy))
        trial.report(accuracy, epoch + 1)
        if pruned and trial.should_prune():
            raise optuna.TrialPruned()
    return best


pruner = optuna.pruners.SuccessiveHalvingPruner() if pruned else optuna.pruners.NopPruner()
study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1), pruner=pruner)
study.optimize(objective, n_trials=trials, n_jobs=2)
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "best": study.best_value, "reached": reached}))
