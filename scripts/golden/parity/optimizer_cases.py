"""The training of a 5-6-3 network by each optimizer, and under each schedule, of ../optimizers.py and ../schedules.py."""

import math
import warnings

import torch
import torch.nn.functional as F

import optimizers
import schedules
from counted import codes
from loss_cases import features_of, layers_of, network, start_of
from trajectory import BATCH, OUTPUTS, ROWS, train

lr_scheduler = torch.optim.lr_scheduler


class Lion(torch.optim.Optimizer):
    """As its paper has it, with decoupled weight decay; PyTorch has none."""

    def __init__(self, parameters, lr, beta1=0.9, beta2=0.99):
        super().__init__(parameters, {"lr": lr, "beta1": beta1, "beta2": beta2, "weight_decay": 0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                average = self.state[p].setdefault("average", torch.zeros_like(p))
                direction = torch.sign(group["beta1"] * average + (1 - group["beta1"]) * p.grad)
                p.mul_(1 - group["lr"] * group["weight_decay"]).sub_(group["lr"] * direction)
                average.mul_(group["beta2"]).add_((1 - group["beta2"]) * p.grad)


LION = {
    "lion": (lambda p: Lion(p, lr=0.003), {"kind": "lion", "learningRate": 0.003}),
    "lion with weight decay": (
        lambda p: Lion(optimizers.groups(p, 0.1), lr=0.003, beta1=0.95, beta2=0.98),
        {"kind": "lion", "learningRate": 0.003, "beta1": 0.95, "beta2": 0.98, "weightDecay": 0.1},
    ),
}


def case_of(name, by, seed, make_optimizer, optimizer, extra=None, make_scheduler=None):
    target = codes("target", [ROWS], seed, OUTPUTS)
    blocks, start = features_of(seed), start_of(OUTPUTS, seed)
    trajectory = train(network, F.cross_entropy, blocks, target, start, seed, make_optimizer, make_scheduler)
    settings = {"optimizer": optimizer, "loss": {"kind": "softmaxCrossEntropy"}, **(extra or {})}
    return {"name": name, "by": by, "seed": seed, "layers": layers_of(OUTPUTS), "trajectory": {**settings, **trajectory}}


def clipping(make_optimizer, clip):
    """An optimizer whose steps clip first."""

    def make(parameters):
        optimizer = make_optimizer(parameters)
        plain = optimizer.step

        def step():
            if clip["value"] > 0:
                torch.nn.utils.clip_grad_value_(parameters, clip["value"])
            if clip["globalNorm"] > 0:
                torch.nn.utils.clip_grad_norm_(parameters, clip["globalNorm"])
            plain()

        optimizer.step = step
        return optimizer

    return make


def optimizer_goldens():
    given = [(name, "torch", case) for name, case in optimizers.CASES.items()]
    given += [(name, "formula", case) for name, case in LION.items()]
    cases = []
    for seed, (name, by, (make, optimizer, *extra)) in enumerate(given, 1):
        settings = extra[0] if extra else {}
        made = clipping(make, settings["clip"]) if "clip" in settings else make
        cases.append(case_of(name, by, seed, made, optimizer, settings))
    return cases


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=schedules.BASE)


class Plateau:
    """Tells PyTorch's scheduler the mean loss of each epoch, which the training's own losses give."""

    def __init__(self, optimizer, per_epoch, **options):
        self.scheduler, self.per_epoch = lr_scheduler.ReduceLROnPlateau(optimizer, **options), per_epoch
        self.losses = []

    def step(self, loss):
        self.losses.append(loss)
        if len(self.losses) % self.per_epoch == 0:
            self.scheduler.step(sum(self.losses[-self.per_epoch :]) / self.per_epoch)


def warmed(optimizer):
    """Four steps of warm-up, the last of which has the whole rate, then a cosine over the other steps."""
    rise = lr_scheduler.LinearLR(optimizer, start_factor=0.25, total_iters=3)
    course = lr_scheduler.CosineAnnealingLR(optimizer, T_max=schedules.STEPS - 4)
    return lr_scheduler.SequentialLR(optimizer, [rise, course], milestones=[4])


def waves(step, cycles):
    """coslog of RealMLP, whose four cycles are log2(1 + 15 t)."""
    return 0.5 * (1 - math.cos(2 * math.pi * math.log2(1 + (2**cycles - 1) * step / schedules.STEPS)))


MORE = [
    ({"kind": "constant"}, lambda o: lr_scheduler.ConstantLR(o, factor=1), "torch"),
    ({"kind": "cosine", "warmupSteps": 4}, warmed, "torch"),
    (
        {"kind": "inverseTime", "everySteps": 7, "decay": 0.5},
        lambda o: lr_scheduler.LambdaLR(o, lambda step: 1 / (1 + 0.5 * step / 7)),
        "formula",
    ),
    (
        {"kind": "reduceOnPlateau", "factor": 0.5, "patience": 1, "threshold": 0.05},
        lambda o: Plateau(o, ROWS // BATCH, factor=0.5, patience=1, threshold=0.05),
        "torch",
    ),
    ({"kind": "cosineLog", "cycles": 3}, lambda o: lr_scheduler.LambdaLR(o, lambda step: waves(step, 3)), "formula"),
]


def schedule_goldens():
    warnings.filterwarnings("ignore")
    given = [(schedule, make, "torch") for schedule, make in schedules.CASES] + MORE
    cases = []
    for seed, (schedule, make, by) in enumerate(given, 1):
        total = schedules.STEPS + (schedule["kind"] == "oneCycle")
        told = ", ".join(f"{key} {value}" for key, value in schedule.items() if key != "kind")
        name = f"{schedule['kind']}{' with ' + told if told else ''}"
        settings = {"schedule": schedule, "totalSteps": total}
        optimizer = {"kind": "sgd", "learningRate": schedules.BASE}
        cases.append(case_of(name, by, seed, sgd, optimizer, settings, make))
    return cases
