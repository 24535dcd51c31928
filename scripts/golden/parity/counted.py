"""Counted randomness as src/base/random.ts has it: every number is a function of a key and an index."""

import math

import numpy as np
import torch

DROPOUT_STREAM = 3


def mix32(values):
    x = np.asarray(values, dtype=np.uint32)
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
        x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))


def hash_name(name):
    value = 0x811C9DC5
    for character in name:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value


def random_key(*coordinates):
    """Of whole numbers below 2^32."""
    key = 0x9E3779B9
    for coordinate in coordinates:
        key = int(mix32(((key ^ coordinate) + 0x9E3779B9) & 0xFFFFFFFF))
    return key


def uniform(key, count):
    """The first numbers of a stream, in [0, 1), multiples of 2^-24."""
    with np.errstate(over="ignore"):
        spread = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
    return torch.tensor((mix32(spread ^ np.uint32(key)) >> np.uint32(8)).astype(np.float64) / 2**24)


def mask_uniform(key, count):
    """The first numbers of a stream for masks, in [0, 1), multiples of 2^-24."""
    with np.errstate(over="ignore"):
        spread = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
        product = (mix32(spread) | np.uint32(1)) * np.uint32(key | 1)
    return torch.tensor((product >> np.uint32(8)).astype(np.float64) / 2**24)


def normal(key, count):
    """The first normal numbers of a stream, by Box and Muller."""
    pairs = uniform(key, 2 * count).reshape(count, 2)
    return torch.sqrt(-2 * torch.log(1 - pairs[:, 0])) * torch.cos(2 * math.pi * pairs[:, 1])


def numbers(name, shape, seed, low=-1.0, high=1.0):
    """The numbers that a case gives the tensor of a name; the comparison draws the same."""
    drawn = uniform(random_key(seed, hash_name(name)), math.prod(shape)).reshape(shape)
    return low + (high - low) * drawn


def codes(name, shape, seed, cardinality):
    """Whole numbers below a cardinality."""
    return torch.floor(numbers(name, shape, seed, 0, cardinality)).long()


def layer_key(seed, layer, step):
    """The random key of a layer in a step of a training."""
    return random_key(seed, DROPOUT_STREAM, hash_name(layer), step)
