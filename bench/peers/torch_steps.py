"""Times training steps of PyTorch networks, as PyTorch's documentation writes a training loop.

Reads one JSON command a line and answers each with one JSON line:

    {"command": "prepare", "model": {"kind": "mlp", "sizes": [...]}, "rowShape": [...], "batchSize": 64,
     "features": PATH, "classes": PATH, "fused": true, "compiled": false, "threads": 1, "channelsLast": false,
     "weights": {"path": PATH, "tensors": [{"name": "dense1.weight", "shape": [...]}, ...]}}  ->  {"variant": 0}
    {"command": "run", "variant": 0, "steps": 100}    ->  {"milliseconds": 20.1, "loss": 0.31}
    {"command": "first", "variant": 0, "steps": 8}    ->  {"losses": [...]}, of steps on the first batch
    {"command": "versions"}                           ->  {"torch": "2.13.0"}

`weights` are ours, in our names and shapes; without them PyTorch draws its own.
"""

import json
import math
import sys
import time

import torch
from torch import nn


def mlp(sizes):
    layers = []
    for inputs, units in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(inputs, units), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, 10),
    )


def deep(depth, width):
    layers = []
    for _ in range(depth):
        layers += [nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(width, 10))


class Table(nn.Module):
    def __init__(self, cardinalities, units, sizes):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(cardinality, units) for cardinality in cardinalities)
        self.network = mlp([sizes[0] + units * len(cardinalities), *sizes[1:]])

    def forward(self, features, codes):
        embedded = [embedding(codes[:, column]) for column, embedding in enumerate(self.embeddings)]
        return self.network(torch.cat([features, *embedded], 1))


class Attention(nn.Module):
    def __init__(self, features, width, heads, wide, depth):
        super().__init__()
        self.project = nn.Linear(features, width)
        layer = nn.TransformerEncoderLayer(width, heads, wide, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.output = nn.Linear(width, 10)

    def forward(self, features):
        return self.output(self.encoder(self.project(features)).mean(1))


MODELS = {"mlp": mlp, "cnn": cnn, "deep": deep, "table": Table, "attention": Attention}


def modules_by_our_names(kind, model):
    """The modules with parameters by the ids of our layers, in whose order they come."""
    if kind == "attention":
        names = {"project": model.project, "output": model.output}
        for number, layer in enumerate(model.encoder.layers, 1):
            names[f"attention{number}"] = layer.self_attn
            names[f"first{number}"], names[f"second{number}"] = layer.norm1, layer.norm2
            names[f"expand{number}"], names[f"contract{number}"] = layer.linear1, layer.linear2
        return names
    counts, names = {}, {}
    ours = {"Linear": "dense", "Conv2d": "convolution", "BatchNorm1d": "normalize", "Embedding": "embedding"}
    for module in model.modules():
        if type(module).__name__ in ours:
            name = ours[type(module).__name__]
            counts[name] = counts.get(name, 0) + 1
            names[f"{name}{counts[name]}"] = module
    names["output"] = names.pop(f"dense{counts['dense']}")
    return names


def parameter_of(module, name):
    """PyTorch's parameter, and whether ours is its transpose."""
    if isinstance(module, nn.MultiheadAttention):
        part = {"input": module, "output": module.out_proj}[name[: -len("Weight" if "Weight" in name else "Bias")]]
        prefix = "in_proj_" if part is module else ""
        return getattr(part, prefix + ("weight" if "Weight" in name else "bias")), "Weight" in name
    theirs = {"scale": "weight", "shift": "bias", "table": "weight"}.get(name, name)
    return getattr(module, theirs), isinstance(module, nn.Linear) and name == "weight"


def load(model, kind, path, tensors):
    values = read(path, torch.float32)
    modules = modules_by_our_names(kind, model)
    start, loaded = 0, set()
    for tensor in tensors:
        size = math.prod(tensor["shape"])
        layer, name = tensor["name"].split(".")
        parameter, transposed = parameter_of(modules[layer], name)
        value = values[start : start + size].view(tensor["shape"])
        with torch.no_grad():
            parameter.copy_(value.T if transposed else value)
        start += size
        loaded.add(parameter)
    if len(loaded) != len(list(model.parameters())) or start != len(values):
        raise ValueError("The weights are not those of this network.")


def read(path, dtype):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype)


class Variant:
    def __init__(self, command):
        torch.manual_seed(1)
        self.threads = command["threads"]
        torch.set_num_threads(self.threads)
        self.batch_size = command["batchSize"]
        kind, options = command["model"]["kind"], {k: v for k, v in command["model"].items() if k != "kind"}
        self.model = MODELS[kind](**options)
        features = read(command["features"], torch.float32).view(-1, *command["rowShape"])
        self.classes = read(command["classes"], torch.int32).long()
        if "weights" in command:
            load(self.model, kind, **command["weights"])
        if command["channelsLast"]:
            self.model = self.model.to(memory_format=torch.channels_last)
            features = features.to(memory_format=torch.channels_last)
        self.inputs = [features]
        if "codes" in command:
            codes = read(command["codes"], torch.int32).long().view(-1, len(features))
            self.inputs.append(codes.T.contiguous())
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(
            self.model.parameters(),
            lr=1e-3,
            eps=command.get("epsilon", 1e-8),
            fused=True if command["fused"] else None,
        )
        self.step = torch.compile(self.plain_step) if command["compiled"] else self.plain_step
        self.order, self.position = None, 0

    def plain_step(self, inputs, classes):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(*inputs), classes)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def step_on(self, rows):
        return self.step([block[rows] for block in self.inputs], self.classes[rows])

    def next_rows(self):
        if self.order is None or self.position + self.batch_size > len(self.order):
            self.order, self.position = torch.randperm(len(self.classes)), 0
        self.position += self.batch_size
        return self.order[self.position - self.batch_size : self.position]

    def run(self, steps):
        torch.set_num_threads(self.threads)
        began = time.perf_counter()
        total = torch.zeros(())
        for _ in range(steps):
            total += self.step_on(self.next_rows())
        loss = total.item() / steps
        return {"milliseconds": (time.perf_counter() - began) * 1e3, "loss": loss}

    def first(self, steps):
        torch.set_num_threads(self.threads)
        return {"losses": [self.step_on(torch.arange(self.batch_size)).item() for _ in range(steps)]}


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
            elif command["command"] == "first":
                answer = variants[command["variant"]].first(command["steps"])
            else:
                answer = {"torch": torch.__version__, "cpu": torch.backends.cpu.get_cpu_capability()}
        except Exception as error:  # the harness reports it and ends
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
