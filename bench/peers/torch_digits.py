"""A plain PyTorch script: digits.csv to a trained network. Prints one JSON line.

    python torch_digits.py digits.csv

The columns but the last are standardized by the training rows; a "split" column says which rows are for training and
which are for the dev set.
"""

import csv
import json
import sys
import time

began = time.perf_counter()

import torch  # noqa: E402
from torch import nn  # noqa: E402

loaded = time.perf_counter()
torch.manual_seed(1)
torch.set_num_threads(1)  # a network this small is fastest on one thread

with open(sys.argv[1], newline="") as file:
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

model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
training = time.perf_counter()
for epoch in range(30):
    model.train()
    order = torch.randperm(len(x))
    total = torch.zeros(())
    for start in range(0, len(x), 64):
        batch = order[start : start + 64]
        optimizer.zero_grad()
        loss = loss_function(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(batch)
    model.eval()
    with torch.no_grad():
        accuracy = (model(dev_x).argmax(1) == dev_y).float().mean().item()
trained = time.perf_counter()
torch.save(model.state_dict(), sys.argv[2])
print(json.dumps({"devAccuracy": accuracy, "importMs": (loaded - began) * 1e3, "trainingMs": (trained - training) * 1e3}))
