"""Times training steps of a plain PyTorch MLP, as PyTorch's documentation writes a training loop.

Reads one JSON command a line and answers each with one JSON line:

    {"command": "prepare", "sizes": [...], "batchSize": 64, "features": PATH, "classes": PATH,
     "fused": true, "compiled": false, "threads": 1}  ->  {"variant": 0}
    {"command": "run", "variant": 0, "steps": 100}    ->  {"milliseconds": 20.1, "loss": 0.31}
    {"command": "versions"}                           ->  {"torch": "2.13.0"}
"""

import json
import sys
import time

import torch
from torch import nn


def network(sizes):
    layers = []
    for inputs, units in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(inputs, units), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def read(path, dtype):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype)


class Variant:
    def __init__(self, command):
        torch.manual_seed(1)
        self.threads = command["threads"]
        torch.set_num_threads(self.threads)
        self.batch_size = command["batchSize"]
        self.features = read(command["features"], torch.float32).view(-1, command["sizes"][0])
        self.classes = read(command["classes"], torch.int32).long()
        self.model = network(command["sizes"])
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, fused=True if command["fused"] else None)
        self.step = torch.compile(self.plain_step) if command["compiled"] else self.plain_step
        self.order, self.position = None, 0

    def plain_step(self, features, classes):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(features), classes)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def next_rows(self):
        if self.order is None or self.position + self.batch_size > len(self.order):
            self.order, self.position = torch.randperm(len(self.features)), 0
        self.position += self.batch_size
        return self.order[self.position - self.batch_size : self.position]

    def run(self, steps):
        torch.set_num_threads(self.threads)
        began = time.perf_counter()
        total = torch.zeros(())
        for _ in range(steps):
            rows = self.next_rows()
            total += self.step(self.features[rows], self.classes[rows])
        loss = total.item() / steps
        return {"milliseconds": (time.perf_counter() - began) * 1e3, "loss": loss}


def main():
    variants = []
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if command["command"] == "prepare":
                variants.append(Variant(command))
                answer = {"variant": len(variants) - 1}
            elif command["command"] == "run":
                answer = variants[command["variant"]].run(command["steps"])
            else:
                answer = {"torch": torch.__version__, "cpu": torch.backends.cpu.get_cpu_capability()}
        except Exception as error:  # the harness reports it and ends
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
