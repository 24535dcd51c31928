"""What a golden file says of tensors."""

import torch

from counted import numbers

DIGITS = 13


def plain(tensor):
    """Numbers with 13 significant digits, more than the 1e-9 of the comparison needs."""
    return [float(f"{value:.{DIGITS}g}") for value in tensor.detach().reshape(-1).tolist()]


def digest(named, seed):
    """Two fixed random projections of each tensor, which an error in any of its numbers moves."""
    directions = ("first", "second")
    return {
        name: plain(torch.stack([(value * numbers(f"{which}:{name}", value.shape, seed)).sum() for which in directions]))
        for name, value in named.items()
    }
