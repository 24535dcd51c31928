"""Trajectories of PyTorch's optimizers, for test/golden/optimizers.json.

Trains a 5-8-3 network (tanh, softmax cross-entropy) for 200 steps in float64 on fixed batches, with weights [in, out].
Muon sees its weights as [out, in], and iterates in float64 where PyTorch's own would round to bfloat16.

    pip install torch==2.13.0
    python scripts/golden/optimizers.py > test/golden/optimizers.json
"""

import json
import sys

import torch

STEPS, ROWS, BATCH = 200, 40, 8
RECORDED = [1, 2, 10, 50, 200]
NAMES = ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
SHAPES = [(5, 8), (8,), (8, 3), (3,)]

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20240517)


def rounded(tensor):
    """Numbers that survive JSON exactly and read well."""
    return torch.round(tensor * 1e4) / 1e4


features = rounded(torch.randn(ROWS, 5, generator=generator))
scores = features @ torch.randn(5, 3, generator=generator) + 0.5 * torch.randn(ROWS, 3, generator=generator)
targets = scores.argmax(dim=1)
batches = torch.stack([torch.randperm(ROWS, generator=generator)[:BATCH] for _ in range(STEPS)])
initial = [rounded(0.5 * torch.randn(shape, generator=generator)) for shape in SHAPES]


def groups(parameters, decay):
    """Weights are decayed, biases are not."""
    weights = [p for p in parameters if p.dim() == 2]
    biases = [p for p in parameters if p.dim() == 1]
    return [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0}]


class Muon:
    """PyTorch's Muon for the weights, transposed to [out, in], and its AdamW for the biases."""

    def __init__(self, parameters, lr, adam_lr, weight_decay=0.1, **options):
        self.weights = [p for p in parameters if p.dim() == 2]
        self.turned = [p.detach().T.contiguous().requires_grad_() for p in self.weights]
        self.muon = torch.optim.Muon(self.turned, lr=lr, weight_decay=weight_decay, **options)
        biases = [p for p in parameters if p.dim() == 1]
        self.adam = torch.optim.AdamW(biases, lr=adam_lr, betas=(0.9, 0.95), weight_decay=0)
        self.parameters = parameters

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for weight, turned in zip(self.weights, self.turned):
            turned.grad = weight.grad.T.contiguous()
        # The iterations begin with `grad.bfloat16()`, and divide what it gives in place.
        rounded_by, torch.Tensor.bfloat16 = torch.Tensor.bfloat16, lambda self: self.clone()
        self.muon.step()
        torch.Tensor.bfloat16 = rounded_by
        self.adam.step()
        with torch.no_grad():
            for weight, turned in zip(self.weights, self.turned):
                weight.copy_(turned.T)


CASES = {
    "sgd": (lambda p: torch.optim.SGD(p, lr=0.1), {"kind": "sgd", "learningRate": 0.1}),
    "momentum": (
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        {"kind": "momentum", "learningRate": 0.05, "momentum": 0.9},
    ),
    "nesterov": (
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
        {"kind": "nesterov", "learningRate": 0.05, "momentum": 0.9},
    ),
    "rmsprop": (lambda p: torch.optim.RMSprop(p, lr=0.01), {"kind": "rmsprop", "learningRate": 0.01}),
    "rmsprop with momentum": (
        lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.95, momentum=0.9),
        {"kind": "rmsprop", "learningRate": 0.005, "smoothing": 0.95, "momentum": 0.9},
    ),
    "rmsprop, centered": (
        lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-4, centered=True),
        {"kind": "rmsprop", "learningRate": 0.01, "smoothing": 0.9, "epsilon": 1e-4, "centered": True},
    ),
    "rmsprop, centered, with momentum": (
        lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.9, eps=1e-4, centered=True, momentum=0.8),
        {"kind": "rmsprop", "learningRate": 0.005, "smoothing": 0.9, "epsilon": 1e-4, "centered": True, "momentum": 0.8},
    ),
    "adagrad": (lambda p: torch.optim.Adagrad(p, lr=0.1), {"kind": "adagrad", "learningRate": 0.1}),
    "adagrad with other constants": (
        lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.01, initial_accumulator_value=0.1, eps=1e-6),
        {"kind": "adagrad", "learningRate": 0.1, "learningRateDecay": 0.01, "initialAccumulator": 0.1, "epsilon": 1e-6},
    ),
    "amsgrad": (
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.9, 0.9), amsgrad=True),
        {"kind": "amsgrad", "learningRate": 0.02, "beta2": 0.9},
    ),
    "amsgrad with weight decay": (
        lambda p: torch.optim.AdamW(groups(p, 0.1), lr=0.02, betas=(0.9, 0.9), amsgrad=True),
        {"kind": "amsgrad", "learningRate": 0.02, "beta2": 0.9, "weightDecay": 0.1},
    ),
    "nadam": (lambda p: torch.optim.NAdam(p, lr=0.01), {"kind": "nadam", "learningRate": 0.01}),
    "nadam with other constants": (
        lambda p: torch.optim.NAdam(
            groups(p, 0.1), lr=0.01, betas=(0.8, 0.95), momentum_decay=0.1, decoupled_weight_decay=True
        ),
        {"kind": "nadam", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "momentumDecay": 0.1, "weightDecay": 0.1},
    ),
    "radam": (lambda p: torch.optim.RAdam(p, lr=0.02), {"kind": "radam", "learningRate": 0.02}),
    "radam with weight decay": (
        lambda p: torch.optim.RAdam(groups(p, 0.1), lr=0.02, betas=(0.8, 0.95), decoupled_weight_decay=True),
        {"kind": "radam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.95, "weightDecay": 0.1},
    ),
    "muon": (
        lambda p: Muon(p, lr=0.02, adam_lr=0.01),
        {"kind": "muon", "learningRate": 0.02, "adamLearningRate": 0.01, "matrices": "all"},
    ),
    "muon without Nesterov, adjusted to Adam": (
        lambda p: Muon(
            p, lr=0.01, adam_lr=0.01, weight_decay=0, momentum=0.8, nesterov=False, adjust_lr_fn="match_rms_adamw"
        ),
        {
            "kind": "muon",
            "learningRate": 0.01,
            "weightDecay": 0,
            "momentum": 0.8,
            "nesterov": False,
            "adjustment": "matchAdam",
            "adamLearningRate": 0.01,
            "matrices": "all",
        },
    ),
    "adam": (lambda p: torch.optim.Adam(p, lr=0.01), {"kind": "adam", "learningRate": 0.01}),
    "adam with other constants": (
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3),
        {"kind": "adam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
    ),
    "adamW": (
        lambda p: torch.optim.AdamW(groups(p, 0.1), lr=0.01),
        {"kind": "adamW", "learningRate": 0.01, "weightDecay": 0.1},
    ),
    "sgd with an L2 penalty": (
        lambda p: torch.optim.SGD(groups(p, 0.05), lr=0.1),
        {"kind": "sgd", "learningRate": 0.1},
        {"penalties": {"l1": 0, "l2": 0.05}},
    ),
    "adam with an L2 penalty": (
        lambda p: torch.optim.Adam(groups(p, 0.05), lr=0.01),
        {"kind": "adam", "learningRate": 0.01},
        {"penalties": {"l1": 0, "l2": 0.05}},
    ),
    "adam clipped by norm": (
        lambda p: torch.optim.Adam(p, lr=0.01),
        {"kind": "adam", "learningRate": 0.01},
        {"clip": {"value": 0, "globalNorm": 0.3}},
    ),
    "momentum clipped by value": (
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        {"kind": "momentum", "learningRate": 0.05, "momentum": 0.9},
        {"clip": {"value": 0.05, "globalNorm": 0}},
    ),
}


def trajectory(make_optimizer, clip):
    parameters = [value.clone().requires_grad_() for value in initial]
    optimizer = make_optimizer(parameters)
    losses, recorded = [], {}
    for step in range(1, STEPS + 1):
        rows = batches[step - 1]
        w1, b1, w2, b2 = parameters
        logits = torch.tanh(features[rows] @ w1 + b1) @ w2 + b2
        loss = torch.nn.functional.cross_entropy(logits, targets[rows])
        optimizer.zero_grad()
        loss.backward()
        if clip["value"] > 0:
            torch.nn.utils.clip_grad_value_(parameters, clip["value"])
        if clip["globalNorm"] > 0:
            torch.nn.utils.clip_grad_norm_(parameters, clip["globalNorm"])
        optimizer.step()
        losses.append(loss.item())
        if step in RECORDED:
            recorded[str(step)] = {name: p.detach().flatten().tolist() for name, p in zip(NAMES, parameters)}
    return losses, recorded


def main():
    cases = []
    for name, (make_optimizer, optimizer, *extra) in CASES.items():
        settings = {"penalties": {"l1": 0, "l2": 0}, "clip": {"value": 0, "globalNorm": 0}, **(extra[0] if extra else {})}
        losses, parameters = trajectory(make_optimizer, settings["clip"])
        cases.append({"name": name, "optimizer": optimizer, **settings, "losses": losses, "parameters": parameters})

    document = {
        "madeBy": f"PyTorch {torch.__version__}, scripts/golden/optimizers.py",
        "shapes": {name: list(shape) for name, shape in zip(NAMES, SHAPES)},
        "features": features.tolist(),
        "targets": targets.tolist(),
        "batches": batches.tolist(),
        "initial": {name: value.flatten().tolist() for name, value in zip(NAMES, initial)},
        "cases": cases,
    }
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
