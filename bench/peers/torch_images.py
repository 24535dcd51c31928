"""The image benchmark's peer: the same recipe on the same rows in PyTorch. Reads one JSON line, prints one.

It gets the images as uint8 [rows, 1, height, width], the labels, and which rows are for training, dev and test; the network
as the recipe's layers. One run takes PyTorch's fast ways on CPU: channels-last images and fused AdamW.
"""

import json
import sys
import time

import numpy as np
import torch
from torch import nn

command = json.loads(sys.stdin.readline())
recipe = command["recipe"]
torch.manual_seed(command["seed"])
torch.set_num_threads(command["threads"])


def read(name, kind):
    return torch.from_numpy(np.fromfile(command[name], dtype=kind))


images = read("images", np.uint8).reshape(-1, *command["shape"])
labels = read("labels", np.int32).long()
train, dev, test = (read(part, np.int32).long() for part in ("train", "dev", "test"))
mean = images[train].float().mean()
deviation = images[train].float().std()


def prepared(rows):
    return ((images[rows].float() - mean) / deviation).contiguous(memory_format=torch.channels_last)


def layer(spec, channels, width):
    """The module of a layer of the recipe, with the number of channels (or units) behind it."""
    kind = spec["kind"]
    if kind == "convolution2d":
        units = spec["units"]
        module = nn.Conv2d(channels, units, spec["kernel"], padding="same", bias=spec["bias"])
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        return module, units, width
    if kind == "batchNormalization":
        return nn.BatchNorm2d(channels), channels, width
    if kind == "relu":
        return nn.ReLU(), channels, width
    if kind == "maxPool2d":
        return nn.MaxPool2d(spec["kernel"]), channels, width // spec["kernel"]
    if kind == "flatten":
        return nn.Flatten(), channels * width * width, 1
    if kind == "dropout":
        return nn.Dropout(spec["rate"]), channels, width
    if kind == "dense":
        units = command["classes"] if spec["units"] == "outputs" else spec["units"]
        module = nn.Linear(channels, units)
        if spec["initializer"] == "heNormal":
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        else:
            nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)
        return module, units, width
    raise SystemExit(f"the peer knows no layer {kind}")


modules, channels, width = [], command["shape"][0], command["shape"][-1]
for spec in recipe["network"]["layers"]:
    module, channels, width = layer(spec, channels, width)
    modules.append(module)
model = nn.Sequential(*modules).to(memory_format=torch.channels_last)

options, training = recipe["optimizer"], recipe["training"]
weights = [p for p in model.parameters() if p.dim() > 1]
others = [p for p in model.parameters() if p.dim() == 1]
groups = [{"params": weights, "weight_decay": options["weightDecay"]}, {"params": others, "weight_decay": 0}]
optimizer = torch.optim.AdamW(groups, lr=options["learningRate"], fused=True)
size, epochs = training["batchSize"], training["epochs"]
steps = -(-len(train) // size)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * steps)
loss_function = nn.CrossEntropyLoss()


def accuracy(rows):
    model.eval()
    with torch.no_grad():
        right = sum((model(prepared(part)).argmax(1) == labels[part]).sum().item() for part in rows.split(2048))
    return right / len(rows)


x, y = prepared(train), labels[train]
began = time.perf_counter()
history = []
for epoch in range(epochs):
    model.train()
    for batch in torch.randperm(len(x)).split(size):
        optimizer.zero_grad()
        loss_function(model(x[batch]), y[batch]).backward()
        optimizer.step()
        schedule.step()
    history.append({"devAccuracy": accuracy(dev), "seconds": time.perf_counter() - began})
print(json.dumps({"epochs": history, "testAccuracy": accuracy(test)}))
