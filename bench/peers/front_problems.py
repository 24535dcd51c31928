"""The problems with several objectives that hyperparameter searches are compared on.

As in `tune_problems.py`; `make(seed)` gives a function of a point to a list of values to be minimized, and None. Of
the textbook's problems the place of the best is moved by the seed, for the corner and the middle, where it
is by the book, are what some searches try first.
"""

import math

import numpy as np

from tune_problems import Problem, choice, drawn, number

NUMBERS = 10


class FrontProblem(Problem):
    """A problem with a reference point, up to which the volume is measured, and the largest volume there is."""

    def __init__(self, name, parameters, make, reference, largest):
        super().__init__(name, parameters, make)
        self.reference, self.objectives, self.largest = reference, len(reference), largest


def described(problem):
    about = {"name": problem.name, "parameters": problem.parameters}
    return {**about, "objectives": problem.objectives, "reference": problem.reference}


def area(front, reference):
    """The volume that a front of two objectives dominates, of points by growing first objective."""
    total, height = 0.0, reference[1]
    for x, y in front:
        if x < reference[0] and y < height:
            total += (reference[0] - x) * (height - y)
            height = y
    return total


def zdt(kind):
    """Zitzler, Deb & Thiele 2000, of ten numbers: the first says where on the front, the others how near."""
    names = [f"x{i}" for i in range(NUMBERS)]
    shapes = {
        1: lambda f, g: 1 - np.sqrt(f / g),
        2: lambda f, g: 1 - (f / g) ** 2,
        3: lambda f, g: 1 - np.sqrt(f / g) - f / g * np.sin(10 * np.pi * f),
    }
    shape = shapes[kind]
    reference = [1.1, 5.0]

    def make(seed):
        best = drawn(seed, f"zdt{kind}").uniform(0.15, 0.85, NUMBERS - 1)
        reach = np.maximum(best, 1 - best)

        def values(p):
            x = np.array([p[name] for name in names])
            g = 1 + 9 * float(np.mean(np.abs(x[1:] - best) / reach))
            return [float(x[0]), float(g * shape(x[0], g))]

        return values, None

    def largest(_):
        f = np.linspace(0, 1, 200_001)
        return area(zip(f, shape(f, 1)), reference)

    return FrontProblem(f"zdt{kind}", [number(name, 0, 1) for name in names], make, reference, largest)


def dtlz2(objectives):
    """Deb, Thiele, Laumanns & Zitzler 2002: a part of a sphere."""
    count = objectives - 1 + NUMBERS
    names = [f"x{i}" for i in range(count)]
    reference = [2.0] * objectives

    def make(seed):
        best = drawn(seed, f"dtlz2-{objectives}").uniform(0.15, 0.85, NUMBERS)

        def values(p):
            x = np.array([p[name] for name in names])
            radius = 1 + float(np.sum((x[objectives - 1 :] - best) ** 2))
            angles = x[: objectives - 1] * math.pi / 2
            result = []
            for place in range(objectives):
                value = radius * float(np.prod(np.cos(angles[: objectives - 1 - place])))
                result.append(value * math.sin(angles[objectives - 1 - place]) if place > 0 else value)
            return result

        return values, None

    def largest(_):
        # All but the part of the unit ball in the corner.
        ball = math.pi ** (objectives / 2) / math.gamma(objectives / 2 + 1)
        return 2.0**objectives - ball / 2**objectives

    return FrontProblem(f"dtlz2-{objectives}", [number(name, 0, 1) for name in names], make, reference, largest)


def training():
    """Like a network's training: its error against what it costs; optimizers have parameters of their own."""
    parameters = [
        choice("optimizer", ["sgd", "adam"]),
        number("sgd.learningRate", 1e-4, 10, "log", condition=("optimizer", [0])),
        number("sgd.momentum", 0, 0.99, condition=("optimizer", [0])),
        number("adam.learningRate", 1e-5, 1e-1, "log", condition=("optimizer", [1])),
        number("layers", 1, 6, step=1),
        number("width", 8, 512, "log", 1),
        choice("batch", [16, 32, 64, 128, 256], ordered=True),
        number("dropout", 0, 0.8),
    ]
    reference = [1.2, 6.5]

    def instance(seed):
        rng = drawn(seed, "training-front")
        rates, bonus = rng.uniform(0.2, 0.8, 2), rng.permutation([0.0, 0.05])
        return rates, bonus, rng.uniform(0.1, 0.5), rng.uniform(0.3, 0.9), rng.uniform(0.2, 0.6)

    def make(seed):
        rates, bonus, dropout, momentum, depth = instance(seed)

        def values(p):
            if p["optimizer"] == 0:
                rate = math.log10(p["sgd.learningRate"]) - (5 * rates[0] - 4) + 0.15 * (p["batch"] - 2)
                loss = 0.2 * (1 - math.exp(-(rate**2))) + 0.1 * (p["sgd.momentum"] - momentum) ** 2
            else:
                rate = math.log10(p["adam.learningRate"]) - (4 * rates[1] - 5)
                loss = 0.2 * (1 - math.exp(-(rate**2)))
            size = math.log2(p["width"]) + depth * p["layers"]
            loss += 1.2 * math.exp(-0.3 * size) + bonus[p["optimizer"]]
            loss += 0.3 * (p["dropout"] - dropout) ** 2 + 0.01 * abs(p["layers"] - 3)
            cost = math.log10(p["layers"] * p["width"] ** 2 + 20 * p["width"]) + 0.1 * (4 - p["batch"])
            return [loss, cost + 0.1 * p["optimizer"]]

        return values, None

    def largest(seed):
        # Whatever is not a matter of the front at its best, and all of what is.
        rates, _, dropout, momentum, _ = instance(seed)
        (value, _), found = make(seed), []
        for optimizer in (0, 1):
            for layers in range(1, 7):
                for width in range(8, 513):
                    point = {"optimizer": optimizer, "layers": layers, "width": width, "batch": 4, "dropout": dropout}
                    point["sgd.learningRate"] = 10 ** (5 * rates[0] - 4 - 0.3)
                    point["sgd.momentum"], point["adam.learningRate"] = momentum, 10 ** (4 * rates[1] - 5)
                    found.append(value(point))
        return area(sorted(found), reference)

    return FrontProblem("training-front", parameters, make, reference, largest)


def front_problems():
    return [zdt(1), zdt(2), zdt(3), dtlz2(2), dtlz2(3), training()]
