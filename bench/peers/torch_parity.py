"""Writes golden trajectories of PyTorch's optimizers, one JSON file each.

    python torch_parity.py FOLDER [OPTIMIZER...]

A small network (5-12-8-3, ReLU) is trained for 200 steps on fixed batches from fixed weights. Each file holds: the data,
the batches, the weights at the start; the losses and the last weights in float64; in float32 the losses, PyTorch's own
state at every tenth step with the weights after one more step, and how far the losses move when the hidden units are
permuted, which changes nothing but the order of additions.

Arrays are base64 of little-endian numbers; weights are [inputs, units], in the order of the layers.
"""

import base64
import json
import os
import sys

import numpy as np
import torch
from torch import nn

SIZES = [5, 12, 8, 3]
ROWS, BATCH, STEPS, EVERY, PERMUTATIONS = 60, 12, 200, 10, 16

OPTIMIZERS = {
    "sgd": (
        {"kind": "sgd", "learningRate": 0.1},
        lambda p: torch.optim.SGD(p, lr=0.1),
        {},
    ),
    "momentum": (
        {"kind": "momentum", "learningRate": 0.02, "momentum": 0.9},
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
        {"velocity": "momentum_buffer"},
    ),
    "nesterov": (
        {"kind": "nesterov", "learningRate": 0.02, "momentum": 0.9},
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
        {"velocity": "momentum_buffer"},
    ),
    "rmsprop": (
        {"kind": "rmsprop", "learningRate": 0.005, "smoothing": 0.99, "epsilon": 1e-8},
        lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.99, eps=1e-8),
        {"sumOfSquares": "square_avg"},
    ),
    "adam": (
        {"kind": "adam", "learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8),
        {"sumOfGradients": "exp_avg", "sumOfSquares": "exp_avg_sq"},
    ),
    "adamW": (
        {"kind": "adamW", "learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.05},
        lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8),
        {"sumOfGradients": "exp_avg", "sumOfSquares": "exp_avg_sq"},
    ),
}


def encode(array):
    array = np.ascontiguousarray(array)
    little = array.astype(array.dtype.newbyteorder("<"))
    return base64.b64encode(little.tobytes()).decode()


def problem():
    random = np.random.default_rng(7)
    inputs, classes = SIZES[0], SIZES[-1]
    features = random.uniform(-1, 1, (ROWS, inputs)).astype(np.float32)
    labels = np.argmax(features @ random.normal(size=(inputs, classes)) + 0.3 * random.normal(size=(ROWS, classes)), 1)
    batches = np.stack([random.permutation(ROWS)[:BATCH] for _ in range(STEPS)]).astype(np.int32)
    weights = []
    for inputs, units in zip(SIZES[:-1], SIZES[1:]):
        bound = 1 / np.sqrt(inputs)
        weights.append(random.uniform(-bound, bound, (inputs, units)).astype(np.float32))
        weights.append(random.uniform(-bound, bound, units).astype(np.float32))
    return features, labels.astype(np.int32), batches, weights


def permuted(weights, seed):
    """The same network with its hidden units in another order."""
    random = np.random.default_rng(seed)
    result = list(weights)
    for layer, units in enumerate(SIZES[1:-1]):
        order = random.permutation(units)
        result[2 * layer] = result[2 * layer][:, order]
        result[2 * layer + 1] = result[2 * layer + 1][order]
        result[2 * layer + 2] = result[2 * layer + 2][order]
    return result


def model_of(weights, dtype):
    layers = [nn.Linear(inputs, units) for inputs, units in zip(SIZES[:-1], SIZES[1:])]
    hidden = [module for layer in layers[:-1] for module in (layer, nn.ReLU())]
    model = nn.Sequential(*hidden, layers[-1]).to(dtype)
    with torch.no_grad():
        for parameter, values in zip(model.parameters(), weights):
            parameter.copy_(torch.tensor(values.T if values.ndim == 2 else values))
    return model


def snapshot(values):
    """One flat vector in our order: weights as [inputs, units]."""
    return np.concatenate([value.detach().numpy().T.ravel() for value in values])


def optimizer_of(make, settings, model):
    optimizer = make(model.parameters())
    # Our weight decay is on weights alone, not on biases, so PyTorch gets two groups.
    decay = settings.get("weightDecay", 0)
    weights = [p for p in model.parameters() if p.ndim == 2]
    biases = [p for p in model.parameters() if p.ndim == 1]
    if decay > 0:
        optimizer.param_groups.clear()
        optimizer.add_param_group({"params": weights, "weight_decay": decay})
        optimizer.add_param_group({"params": biases, "weight_decay": 0.0})
    return optimizer


def train(weights, dtype, settings, make, slots, record=False):
    features, labels, batches, _ = problem()
    x, y = torch.tensor(features).to(dtype), torch.tensor(labels).long()
    model = model_of(weights, dtype)
    optimizer = optimizer_of(make, settings, model)
    loss_function = nn.CrossEntropyLoss()
    losses, states = [], []
    for step, rows in enumerate(batches):
        rows = torch.tensor(rows).long()
        recorded = record and step > 0 and step % EVERY == 0
        if recorded:
            state = {"step": step, "parameters": encode(snapshot(model.parameters()))}
            for ours, theirs in slots.items():
                state[ours] = encode(snapshot([optimizer.state[p][theirs] for p in model.parameters()]))
        optimizer.zero_grad()
        loss = loss_function(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if recorded:
            states.append({**state, "after": encode(snapshot(model.parameters()))})
    return np.array(losses), snapshot(model.parameters()), states


def golden(settings, make, slots):
    features, labels, batches, weights = problem()
    losses64, last64, _ = train(weights, torch.float64, settings, make, slots)
    losses32, _, states = train(weights, torch.float32, settings, make, slots, record=True)
    others = [permuted(weights, seed) for seed in range(PERMUTATIONS)]
    moved = [train(other, torch.float32, settings, make, slots)[0] for other in others]
    deviation = float(max(np.abs(losses - losses32).max() for losses in moved))
    return {
        "madeBy": f"bench/peers/torch_parity.py with PyTorch {torch.__version__.split('+')[0]}",
        "optimizer": settings,
        "sizes": SIZES,
        "batchSize": BATCH,
        "steps": STEPS,
        "features": encode(features),
        "labels": encode(labels),
        "batches": encode(batches),
        "start": encode(np.concatenate([value.ravel() for value in weights])),
        "float64": {"losses": encode(losses64), "last": encode(last64)},
        "float32": {"losses": encode(losses32.astype(np.float32)), "permutationDeviation": deviation, "states": states},
    }


def main(folder, *names):
    torch.set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    for name in names or OPTIMIZERS:
        settings, make, slots = OPTIMIZERS[name]
        with open(os.path.join(folder, f"parity-{name}.json"), "w") as file:
            json.dump(golden(settings, make, slots), file, indent=1)
            file.write("\n")


main(sys.argv[1])
