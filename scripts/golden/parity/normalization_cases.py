"""Normalizations, in training and evaluation where these differ."""

import torch.nn.functional as F

from case_forms import BOTH, IMAGES, ROW, SEQUENCE, one


def batch_norm(momentum=0.1, epsilon=1e-5):
    def forward(run, x):
        mean, variance = run.buffers["layer.runningMean"], run.buffers["layer.runningVariance"]
        return F.batch_norm(x, mean, variance, run.p["scale"], run.p["shift"], run.training, momentum, epsilon)

    return forward


def batch_case(shape, options=None):
    given = options or {}
    size = [shape[0]]
    return one(
        "batchNormalization",
        batch_norm(**given),
        shape,
        {"scale": size, "shift": size},
        given,
        buffers={"layer.runningMean": size, "layer.runningVariance": size},
        modes=BOTH,
    )


def norm_case(kind, forward, shape, size, options=None, shift=True):
    """A normalization without memory, with a scale and a shift of a size, or without."""
    shapes = {} if size is None else {"scale": size, **({"shift": size} if shift else {})}
    return one(kind, lambda run, x: forward(x, run.p.get("scale"), run.p.get("shift")), shape, shapes, options)


NORMALIZATION = [
    batch_case([4]),
    batch_case([2, 3, 2]),
    batch_case([3, 4], {"momentum": 0.3, "epsilon": 0.01}),
    norm_case("layerNormalization", lambda x, w, b: F.layer_norm(x, [4], w, b), ROW, [4]),
    norm_case(
        "layerNormalization",
        lambda x, w, b: F.layer_norm(x, [3, 4], w, b, 0.01),
        [2, 3, 4],
        [3, 4],
        {"axes": [-2, -1], "epsilon": 0.01},
    ),
    norm_case("layerNormalization", lambda x, w, b: F.layer_norm(x, [4]), [3, 4], None, {"affine": False}),
    norm_case("groupNormalization", lambda x, w, b: F.group_norm(x, 2, w, b), [4, 2, 3], [4], {"groups": 2}),
    norm_case(
        "groupNormalization",
        lambda x, w, b: F.group_norm(x, 1, eps=0.01),
        [4],
        None,
        {"groups": 1, "epsilon": 0.01, "affine": False},
    ),
    norm_case("instanceNormalization", lambda x, w, b: F.instance_norm(x), IMAGES, None),
    norm_case(
        "instanceNormalization",
        lambda x, w, b: F.instance_norm(x, weight=w, bias=b, eps=0.01),
        SEQUENCE,
        [2],
        {"affine": True, "epsilon": 0.01},
    ),
    norm_case("rmsNormalization", lambda x, w, b: F.rms_norm(x, [4], w, 1e-6), ROW, [4], shift=False),
    norm_case(
        "rmsNormalization",
        lambda x, w, b: F.rms_norm(x, [3, 4], w, 0.01),
        [2, 3, 4],
        [3, 4],
        {"axes": [-2, -1], "epsilon": 0.01},
        shift=False,
    ),
]
