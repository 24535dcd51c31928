"""Forms that cases of layers share."""

import math

from counted import mask_uniform
from layers import Case

IMAGES, SEQUENCE, TIMES, ROW = [2, 4, 5], [2, 7], [4, 4], [4]
BOTH = (True, False)


def name_of(kind, options):
    told = ", ".join(f"{key} {value}" for key, value in options.items())
    return f"{kind}{' with ' + told if told else ''}"


def one(kind, forward, shape, shapes=None, options=None, **more):
    """A case of one layer on one block."""
    options = options or {}
    local = {f"layer.{name}": size for name, size in (shapes or {}).items()}
    layers = [{"id": "layer", "kind": kind, **options}]
    more.setdefault("blocks", {"features": shape})
    return Case(name_of(kind, options), layers, forward, shapes=local, **more)


def shape_case(kind, forward, options=None, shape=IMAGES):
    """A case of a layer without parameters."""
    return one(kind, lambda run, x: forward(x), shape, options=options)


def dropped(run, x, rate, axes):
    """Dropout with the mask imposed that the layer's key draws for the first axes."""
    shape = [*x.shape[:axes], *[1] * (x.dim() - axes)]
    kept = mask_uniform(run.key(), math.prod(shape)).reshape(shape) >= rate
    return x * kept / (1 - rate) if run.training else x
