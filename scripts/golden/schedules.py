"""Learning rates of PyTorch's schedulers, for test/golden/schedules.json.

    pip install torch==2.13.0
    python scripts/golden/schedules.py > test/golden/schedules.json
"""

import json
import sys
import warnings

import torch

warnings.filterwarnings("ignore")
from torch.optim import lr_scheduler

STEPS, BASE = 60, 0.05


def rates(make_scheduler):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    scheduler = make_scheduler(optimizer)
    result = []
    for _ in range(STEPS):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


CASES = [
    ({"kind": "step", "everySteps": 7, "factor": 0.5}, lambda o: lr_scheduler.StepLR(o, step_size=7, gamma=0.5)),
    ({"kind": "exponential", "everySteps": 1, "factor": 0.97}, lambda o: lr_scheduler.ExponentialLR(o, gamma=0.97)),
    ({"kind": "cosine", "finalFraction": 0.1}, lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=BASE / 10)),
    (
        {"kind": "multiStep", "milestones": [8, 0.5, 41], "factor": 0.3},
        lambda o: lr_scheduler.MultiStepLR(o, milestones=[8, 30, 41], gamma=0.3),
    ),
    ({"kind": "polynomial"}, lambda o: lr_scheduler.PolynomialLR(o, total_iters=STEPS, power=1)),
    ({"kind": "polynomial", "power": 2.5}, lambda o: lr_scheduler.PolynomialLR(o, total_iters=STEPS, power=2.5)),
    (
        {"kind": "cosineRestarts", "periodSteps": 12, "finalFraction": 0.1},
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=12, eta_min=BASE / 10),
    ),
    (
        {"kind": "cosineRestarts", "periodSteps": 7, "periodFactor": 2},
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=7, T_mult=2),
    ),
    (
        {"kind": "oneCycle", "riseFraction": 0.25},
        lambda o: lr_scheduler.OneCycleLR(o, max_lr=BASE, total_steps=STEPS + 1, pct_start=0.25, cycle_momentum=False),
    ),
]
PLATEAU_LOSSES = [2, 1.5, 1.4, 1.41, 1.3999, 1.42, 1.2, 1.3, 1.3, 1.3, 1.3, 1.3, 1.1, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2]


def plateau_rates(**options):
    """The rate of each epoch, given the losses of those before it."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    result = []
    for loss in PLATEAU_LOSSES:
        result.append(optimizer.param_groups[0]["lr"])
        scheduler.step(loss)
    return result


PLATEAUS = [
    ({"factor": 0.5, "patience": 1}, {"factor": 0.5, "patience": 1}),
    (
        {"factor": 0.3, "patience": 0, "cooldown": 2, "minimumFraction": 0.05},
        {"factor": 0.3, "patience": 0, "cooldown": 2, "min_lr": 0.05 * BASE},
    ),
    (
        {"factor": 0.5, "patience": 2, "threshold": 0.15, "thresholdMode": "absolute"},
        {"factor": 0.5, "patience": 2, "threshold": 0.15, "threshold_mode": "abs"},
    ),
]


def main():
    # OneCycleLR wants a step for every call; one more than there are steps keeps its last call legal. Its totalSteps is 61.
    document = {
        "madeBy": f"PyTorch {torch.__version__}, scripts/golden/schedules.py",
        "base": BASE,
        "cases": [
            {"schedule": schedule, "totalSteps": STEPS + (schedule["kind"] == "oneCycle"), "rates": rates(make)}
            for schedule, make in CASES
        ],
        "plateau": {
            "losses": PLATEAU_LOSSES,
            "cases": [
                {"schedule": {"kind": "reduceOnPlateau", **ours}, "rates": plateau_rates(**theirs)} for ours, theirs in PLATEAUS
            ],
        },
    }
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
