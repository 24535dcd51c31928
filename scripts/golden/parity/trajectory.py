"""Trainings of small networks by PyTorch, which the comparison repeats with the whole training step."""

import torch
import torch.nn.functional as F

from counted import numbers, random_key, uniform
from record import digest, plain

STEPS, ROWS, BATCH, FEATURES, OUTPUTS = 50, 24, 8, 5, 3
MOMENTUM = {"kind": "momentum", "learningRate": 0.02, "momentum": 0.9}


# Rows without repetition within a batch: those with the least numbers of the step's stream.
BATCHES = torch.stack([torch.argsort(uniform(random_key(step), ROWS))[:BATCH] for step in range(STEPS)])


def linear(x, parameters, layer):
    return F.linear(x, parameters[f"{layer}.weight"].T, parameters[f"{layer}.bias"])


def momentum_of(parameters):
    return torch.optim.SGD(parameters, lr=MOMENTUM["learningRate"], momentum=MOMENTUM["momentum"])


def train(network, loss, blocks, target, parameters, seed, make_optimizer=momentum_of, make_scheduler=None):
    """Trains from given parameters, by name.

    `network(parameters, blocks, step)` gives the outputs for rows, `loss(outputs, targets)` a number.
    """
    state = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    optimizer = make_optimizer(list(state.values()))
    scheduler = make_scheduler(optimizer) if make_scheduler else None
    losses, digests = [], {}
    for step, rows in enumerate(BATCHES):
        value = loss(network(state, {name: block[rows] for name, block in blocks.items()}, step), target[rows])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        if isinstance(scheduler, torch.optim.lr_scheduler.LRScheduler):
            scheduler.step()
        elif scheduler:
            scheduler.step(value.item())
        losses.append(value)
        if step + 1 in (1, STEPS):
            digests[str(step + 1)] = digest(state, seed)
    return {"losses": plain(torch.stack(losses)), "digests": digests}


def starting(shapes, seed):
    """Parameters at the beginning, by name."""
    return {name: numbers(name, shape, seed, -0.5, 0.5) for name, shape in shapes.items()}
