"""How a case of a layer is computed: its output and gradients alone, and the training of a network that holds it."""

import math

import torch
import torch.nn.functional as F

from counted import codes, layer_key, numbers
from record import plain
from trajectory import FEATURES, MOMENTUM, OUTPUTS, ROWS, linear, starting, train

EXAMPLES = 3


class Run:
    """What a layer's PyTorch form is given: its parameters `p` and buffers by local name, and in training its key."""

    def __init__(self, parameters, buffers, training, keys):
        self.all, self.training, self.keys = parameters, training, keys
        self.buffers = buffers

    @property
    def p(self):
        return {name.removeprefix("layer."): value for name, value in self.all.items() if name.startswith("layer.")}

    def key(self, layer="layer"):
        return self.keys(layer)


class Case:
    """A layer "layer", or a chain of layers of which the last has this id, on blocks of rows.

    `blocks` tells each block's row shape; a block of codes is (row shape, cardinality). `shapes` are those of parameters,
    `buffers` those of buffers, by full name. `by` is "torch" where PyTorch has the layer, and "formula" where its formula
    is written in PyTorch's operations. `last` is a layer that has none behind it.
    """

    def __init__(self, name, layers, forward, *, blocks, shapes=None, buffers=None, modes=(False,), by="torch", last=False):
        self.name, self.layers, self.forward, self.blocks = name, layers, forward, blocks
        self.shapes, self.buffers, self.modes, self.by = shapes or {}, buffers or {}, modes, by
        self.last = last

    def block(self, name, rows, seed):
        shape = self.blocks[name]
        if isinstance(shape, tuple):
            return codes(name, [rows, *shape[0]], seed, shape[1])
        return numbers(name, [rows, *shape], seed)

    def specification(self):
        return {
            name: {"rowShape": shape[0], "cardinality": shape[1]} if isinstance(shape, tuple) else {"rowShape": shape}
            for name, shape in self.blocks.items()
        }


def alone(case, training, seed):
    """The output for three examples, and the gradients of its product with fixed numbers by inputs and parameters."""
    blocks = {name: case.block(name, EXAMPLES, seed) for name in case.blocks}
    inputs = {name: block.requires_grad_() if block.is_floating_point() else block for name, block in blocks.items()}
    parameters = {name: numbers(name, shape, seed).requires_grad_() for name, shape in case.shapes.items()}
    buffers = {name: numbers(name, shape, seed, 0.5, 1.5) for name, shape in case.buffers.items()}
    run = Run(parameters, buffers, training, lambda layer: layer_key(seed, layer, 0))
    output = case.forward(run, *inputs.values())
    (output * numbers("projection", output.shape, seed)).sum().backward()
    slopes = {name: value.grad for name, value in {**inputs, **parameters}.items() if value.is_floating_point()}
    return {
        "training": training,
        "output": plain(output),
        "gradients": {name: plain(torch.zeros(()) if value is None else value) for name, value in slopes.items()},
        "buffers": {name: plain(value) for name, value in buffers.items()} if training else {},
    }


def members_loss(output, target):
    """The mean of the losses of the members [batch, members, classes], as TabM trains them."""
    members = output.shape[1]
    return sum(F.cross_entropy(output[:, member], target) for member in range(members)) / members


def stems_of(case):
    """Blocks of numbers come from a dense layer, so that the training needs the gradient by the layer's input."""
    return {name: shape for name, shape in case.blocks.items() if not isinstance(shape, tuple)}


def trained(case, seed):
    """50 steps: a dense layer before each block of numbers, the layer, and a dense layer before the loss.

    Where the layer is itself the last of a network of several members, the loss is the mean of the members' losses.
    """
    stems = stems_of(case)
    probe = {name: case.block(name, 2, seed) for name in case.blocks}
    parameters = {name: numbers(name, shape, seed) for name, shape in case.shapes.items()}
    start = {name: torch.ones(shape) for name, shape in case.buffers.items()}
    probed = case.forward(Run(parameters, start, True, lambda layer: 0), *probe.values())
    head = {} if case.last else {"head.weight": [math.prod(probed.shape[1:]), OUTPUTS], "head.bias": [OUTPUTS]}
    shapes = {}
    for name, shape in stems.items():
        shapes[f"stem-{name}.weight"], shapes[f"stem-{name}.bias"] = [FEATURES, math.prod(shape)], [math.prod(shape)]
    shapes |= {**case.shapes, **head}
    buffers = {name: torch.full(shape, 0.0 if name.endswith("Mean") else 1.0) for name, shape in case.buffers.items()}
    data = {name: case.block(name, ROWS, seed) for name in case.blocks if name not in stems}
    if stems:
        data["rows"] = numbers("rows", [ROWS, FEATURES], seed)

    def network(parameters, blocks, step):
        inputs = [
            linear(blocks["rows"], parameters, f"stem-{name}").reshape(-1, *stems[name]) if name in stems else blocks[name]
            for name in case.blocks
        ]
        run = Run(parameters, buffers, True, lambda layer: layer_key(seed, layer, step))
        output = case.forward(run, *inputs)
        return output if case.last else linear(output.flatten(1), parameters, "head")

    def loss(output, target):
        return members_loss(output, target) if case.last else F.cross_entropy(output, target)

    target = codes("target", [ROWS], seed, OUTPUTS)
    result = train(network, loss, data, target, starting(shapes, seed), seed)
    return {"optimizer": MOMENTUM, "loss": {"kind": "softmaxCrossEntropy"}, **result}


def layer_golden(case, seed):
    return {
        "name": case.name,
        "by": case.by,
        **({"last": True} if case.last else {}),
        "seed": seed,
        "layers": case.layers,
        "blocks": case.specification(),
        "modes": [alone(case, training, seed) for training in case.modes],
        "trajectory": trained(case, seed),
    }
