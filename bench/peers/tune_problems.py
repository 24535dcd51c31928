"""The problems that hyperparameter searches are compared on: spaces as the toolkit writes them, and their objectives.

Every problem is a family of instances: `make(seed)` gives the objective of one, to be minimized, and the
least value where it is known. Points are dictionaries of numbers; choices are places from 0.
"""

import json
import math
from pathlib import Path

import numpy as np

# Part of the names that results are kept under: to be raised when a problem changes.
VERSION = 1


def number(name, low, high, scale="linear", step=None, condition=None):
    domain = {"kind": "number", "low": low, "high": high, "scale": scale}
    if step is not None:
        domain["step"] = step
    return with_condition({"name": name, "domain": domain}, condition)


def choice(name, labels, ordered=False, condition=None):
    labels = [str(label) for label in labels]
    return with_condition(
        {"name": name, "domain": {"kind": "choice", "labels": labels, "ordered": ordered}}, condition
    )


def with_condition(parameter, condition):
    if condition is not None:
        parameter["condition"] = {"parameter": condition[0], "values": list(condition[1])}
    return parameter


class Problem:
    def __init__(self, name, parameters, make):
        self.name, self.parameters, self.make = name, parameters, make


def bbob(function, dimension):
    import cma.bbobbenchmarks as suite

    names = [f"x{i}" for i in range(dimension)]

    def make(seed):
        objective, optimum = suite.instantiate(function, seed + 1)
        return (lambda p: float(objective(np.array([p[name] for name in names])))), float(optimum)

    return Problem(f"bbob-f{function}-{dimension}d", [number(name, -5, 5) for name in names], make)


HARTMANN_A = np.array(
    [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
)
HARTMANN_P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def hartmann6():
    names = [f"x{i}" for i in range(6)]

    def value(p):
        x = np.array([p[name] for name in names])
        return float(-np.dot([1.0, 1.2, 3.0, 3.2], np.exp(-np.sum(HARTMANN_A * (x - HARTMANN_P) ** 2, axis=1))))

    return Problem("hartmann6", [number(name, 0, 1) for name in names], lambda seed: (value, -3.32236801141551))


def drawn(seed, name):
    """Random numbers that follow an instance."""
    return np.random.default_rng([seed, sum(ord(letter) * (i + 1) for i, letter in enumerate(name))])


def mixed_valley():
    """A quadratic valley whose place and depth follow a choice, with whole numbers beside."""
    parameters = [
        *(number(f"x{i}", -2, 2) for i in range(3)),
        number("k0", 0, 20, step=1),
        number("k1", 1, 8, step=1),
        choice("family", ["a", "b", "c", "d"]),
    ]

    def make(seed):
        rng = drawn(seed, "mixed-valley")
        centers, depths = rng.uniform(-1.5, 1.5, (4, 3)), rng.permutation([0.0, 0.3, 0.8, 1.5])
        whole = [int(rng.integers(3, 18)), int(rng.integers(2, 8))]

        def value(p):
            x = np.array([p[f"x{i}"] for i in range(3)]) - centers[p["family"]]
            ints = ((p["k0"] - whole[0]) / 6) ** 2 + ((p["k1"] - whole[1]) / 3) ** 2
            return float(x[0] ** 2 + 4 * x[1] ** 2 + (x[2] - 0.5 * x[0]) ** 2 + ints + depths[p["family"]])

        return value, 0.0

    return Problem("mixed-valley", parameters, make)


def mixed_ripples():
    """Rastrigin's ripples over numbers, two choices that multiply, and an ordered one."""
    parameters = [
        *(number(f"x{i}", -3, 3) for i in range(3)),
        choice("first", ["a", "b", "c"]),
        choice("second", ["a", "b", "c", "d", "e"]),
        choice("size", [16, 32, 64, 128, 256], ordered=True),
    ]

    def make(seed):
        rng = drawn(seed, "mixed-ripples")
        center, table = rng.uniform(-2, 2, 3), rng.uniform(0.5, 6, (3, 5))
        table[rng.integers(3), rng.integers(5)] = 0
        size = int(rng.integers(5))

        def value(p):
            x = np.array([p[f"x{i}"] for i in range(3)]) - center
            ripples = float(np.sum(x**2 + 2 * (1 - np.cos(2 * math.pi * x))))
            return ripples + float(table[p["first"], p["second"]]) + 0.7 * (p["size"] - size) ** 2

        return value, 0.0

    return Problem("mixed-ripples", parameters, make)


def mixed_training():
    """Like a network's training: rates on a log scale whose best value follows the optimizer and the batch."""
    parameters = [
        choice("optimizer", ["sgd", "adam", "lion"]),
        number("learningRate", 1e-5, 1, "log"),
        number("weightDecay", 1e-6, 1e-1, "log"),
        choice("batch", [16, 32, 64, 128, 256], ordered=True),
        number("dropout", 0, 0.8),
        number("layers", 1, 6, step=1),
        number("momentum", 0.5, 0.999, "oneMinusLog"),
    ]

    def make(seed):
        rng = drawn(seed, "mixed-training")
        rates, bonus = rng.permutation([-1.0, -2.7, -3.6]), rng.permutation([0.0, 0.02, 0.05])
        decay, dropout, layers, momentum = rng.uniform(-5, -2), rng.uniform(0.05, 0.5), rng.integers(2, 6), rng.uniform(0.6, 2.4)

        def value(p):
            rate = math.log10(p["learningRate"]) - rates[p["optimizer"]] - 0.15 * (p["batch"] - 2)
            loss = 0.1 * (1 - math.exp(-0.7 * rate**2)) + 0.3 / (1 + math.exp(-8 * (rate - 1.2)))
            loss += 0.01 * (math.log10(p["weightDecay"]) - decay) ** 2 + 0.2 * (p["dropout"] - dropout - 0.03 * p["layers"] + 0.1) ** 2
            loss += 0.008 * (p["layers"] - layers) ** 2 + 0.02 * (-math.log10(1 - p["momentum"]) - momentum) ** 2
            return loss + bonus[p["optimizer"]]

        return value, None

    return Problem("mixed-training", parameters, make)


def conditional_optimizers():
    """Each optimizer with parameters of its own."""
    parameters = [
        choice("optimizer", ["sgd", "adam", "rmsprop"]),
        number("sgd.learningRate", 1e-4, 10, "log", condition=("optimizer", [0])),
        number("sgd.momentum", 0, 0.99, condition=("optimizer", [0])),
        number("adam.learningRate", 1e-5, 1e-1, "log", condition=("optimizer", [1])),
        number("adam.beta1", 0.5, 0.99, "oneMinusLog", condition=("optimizer", [1])),
        number("rmsprop.learningRate", 1e-5, 1e-1, "log", condition=("optimizer", [2])),
        number("weightDecay", 1e-6, 1e-1, "log"),
        number("dropout", 0, 0.8),
    ]

    def make(seed):
        rng = drawn(seed, "conditional-optimizers")
        bonus = rng.permutation([0.0, 0.03, 0.08])
        places = rng.uniform(0.2, 0.8, 7)

        def value(p):
            kind = p["optimizer"]
            if kind == 0:
                rate = math.log10(p["sgd.learningRate"]) - (5 * places[0] - 4)
                inner = 0.06 * (rate + 1.5 * (p["sgd.momentum"] - places[1])) ** 2 + 0.2 * (p["sgd.momentum"] - places[1]) ** 2
            elif kind == 1:
                inner = 0.06 * (math.log10(p["adam.learningRate"]) - (4 * places[2] - 5)) ** 2
                inner += 0.05 * (-math.log10(1 - p["adam.beta1"]) - (0.3 + 1.7 * places[3])) ** 2
            else:
                inner = 0.06 * (math.log10(p["rmsprop.learningRate"]) - (4 * places[4] - 5)) ** 2
            outer = 0.01 * (math.log10(p["weightDecay"]) - (5 * places[5] - 6)) ** 2 + 0.2 * (p["dropout"] - 0.8 * places[6]) ** 2
            return min(inner, 0.4) + outer + bonus[kind]

        return value, 0.0

    return Problem("conditional-optimizers", parameters, make)


def conditional_layers():
    """As many widths as there are layers."""
    parameters = [
        number("layers", 1, 4, step=1),
        *(number(f"width{i}", 8, 512, "log", 1, condition=("layers", range(max(1, i), 5)) if i > 1 else None) for i in range(1, 5)),
        number("learningRate", 1e-5, 1e-1, "log"),
        choice("activation", ["relu", "tanh", "gelu"]),
    ]

    def make(seed):
        rng = drawn(seed, "conditional-layers")
        best, widths = int(rng.integers(2, 5)), rng.uniform(4, 8, 4)
        bonus, rate = rng.permutation([0.0, 0.1, 0.3]), rng.uniform(-4, -2)

        def value(p):
            loss = 0.3 * abs(p["layers"] - best) ** 1.5 + bonus[p["activation"]]
            for i in range(int(p["layers"])):
                loss += 0.08 * (math.log2(p[f"width{i + 1}"]) - widths[i]) ** 2
            return loss + 0.3 * (math.log10(p["learningRate"]) - rate + 0.1 * p["layers"]) ** 2

        return value, None

    return Problem("conditional-layers", parameters, make)


def conditional_algorithms():
    """Which algorithm, and its settings, one of them two conditions deep."""
    parameters = [
        choice("algorithm", ["kernel", "forest", "neighbours", "network"]),
        number("kernel.c", 1e-3, 1e3, "log", condition=("algorithm", [0])),
        choice("kernel.kind", ["linear", "radial", "polynomial"], condition=("algorithm", [0])),
        number("kernel.gamma", 1e-4, 10, "log", condition=("kernel.kind", [1])),
        number("kernel.degree", 2, 5, step=1, condition=("kernel.kind", [2])),
        number("forest.depth", 1, 30, "log", 1, condition=("algorithm", [1])),
        number("forest.share", 0.05, 1, condition=("algorithm", [1])),
        number("neighbours.k", 1, 100, "log", 1, condition=("algorithm", [2])),
        choice("neighbours.weights", ["uniform", "distance"], condition=("algorithm", [2])),
        number("network.learningRate", 1e-5, 1e-1, "log", condition=("algorithm", [3])),
        number("network.width", 8, 512, "log", 1, condition=("algorithm", [3])),
        number("network.decay", 1e-6, 1e-1, "log", condition=("algorithm", [3])),
    ]

    def make(seed):
        rng = drawn(seed, "conditional-algorithms")
        floors, places = rng.permutation([0.0, 0.01, 0.03, 0.06]), rng.uniform(0.2, 0.8, 8)

        def value(p):
            kind = p["algorithm"]
            if kind == 0:
                loss = 0.02 * (math.log10(p["kernel.c"]) - (6 * places[0] - 3)) ** 2
                if p["kernel.kind"] == 1:
                    loss += 0.04 * (math.log10(p["kernel.gamma"]) - (5 * places[1] - 4)) ** 2
                elif p["kernel.kind"] == 2:
                    loss += 0.05 + 0.02 * abs(p["kernel.degree"] - 3)
                else:
                    loss += 0.1
            elif kind == 1:
                loss = 0.05 * (math.log2(p["forest.depth"]) - 4.9 * places[2]) ** 2 + 0.2 * (p["forest.share"] - places[3]) ** 2
            elif kind == 2:
                loss = 0.05 * (math.log10(p["neighbours.k"]) - 2 * places[4]) ** 2 + 0.03 * p["neighbours.weights"]
            else:
                loss = 0.1 * (math.log10(p["network.learningRate"]) - (4 * places[5] - 5)) ** 2
                loss += 0.01 * (math.log2(p["network.width"]) - (3 + 6 * places[6])) ** 2
                loss += 0.01 * (math.log10(p["network.decay"]) - (5 * places[7] - 6)) ** 2
            return 1 - math.exp(-2 * loss) + floors[kind]

        return value, None

    return Problem("conditional-algorithms", parameters, make)


def tabular(path, spec):
    """A table of trained networks: an instance is one of its seeds."""
    names = list(spec["parameters"])
    sign = -1 if spec["direction"] == "maximize" else 1
    parameters = [
        choice(name, values, ordered=not isinstance(values[0], str)) for name, values in spec["parameters"].items()
    ]

    def make(seed):
        table = np.load(path, mmap_mode="r")
        slice_ = sign * np.asarray(table[..., seed % table.shape[-1]], dtype=np.float64)
        return (lambda p: float(slice_[tuple(int(p[name]) for name in names)])), float(np.nanmin(slice_))

    return Problem(path.stem, parameters, make)


def lcbench(folder, task):
    """The surrogate's error of validation after 52 epochs; its least value is not known."""
    space = json.loads((folder / "lcbench-config_space.json").read_text())["hyperparameters"]
    code = json.loads((folder / "lcbench-encoding.json").read_text())["OpenML_task_id"][task]
    tuned = [entry for entry in space if entry["name"] in LCBENCH_INPUTS]
    parameters = [
        number(
            entry["name"],
            entry["lower"],
            entry["upper"],
            "log" if entry["log"] else "linear",
            1 if entry["type"] == "uniform_int" else None,
        )
        for entry in tuned
    ]

    def make(seed):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(folder / "lcbench-model.onnx"), options)
        category = np.array([[code]], dtype=np.int32)

        def value(p):
            row = np.array([[52, *(p[name] for name in LCBENCH_INPUTS)]], np.float32)
            output = session.run(None, {"x_cat": category, "x_cont": row})[0]
            return float(100 - output[0, 1])

        return value, None

    return Problem(f"lcbench-{task}", parameters, make)


# In the order that the surrogate takes them, behind the epoch (yahpo_gym/benchmarks/lcbench.py).
LCBENCH_INPUTS = ["batch_size", "learning_rate", "momentum", "weight_decay", "num_layers", "max_units", "max_dropout"]
LCBENCH_TASKS = ["3945", "167152", "168868", "189906"]


def all_problems(folder=None):
    """Every problem; the tables and the surrogate where a folder with them is named."""
    found = [bbob(function, 5) for function in range(1, 25)]
    found += [bbob(function, 10) for function in range(2, 25, 2)]
    found += [hartmann6(), mixed_valley(), mixed_ripples(), mixed_training()]
    found += [conditional_optimizers(), conditional_layers(), conditional_algorithms()]
    if folder is not None:
        folder = Path(folder)
        specs = json.loads((folder / "spaces.json").read_text())
        found += [tabular(path, specs[path.stem.split("-")[0]]) for path in sorted(folder.glob("hpo*.npy"))]
        if (folder / "lcbench-model.onnx").exists():
            found += [lcbench(folder, task) for task in LCBENCH_TASKS]
    return found
