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
        {"kind": "oneCycle", "riseFraction": 0.25},
        lambda o: lr_scheduler.OneCycleLR(o, max_lr=BASE, total_steps=STEPS + 1, pct_start=0.25),
    ),
]
# OneCycleLR wants a step for every call; one more than there are steps keeps its last call legal. Its totalSteps is 61.
document = {
    "madeBy": f"PyTorch {torch.__version__}, scripts/golden/schedules.py",
    "base": BASE,
    "cases": [
        {"schedule": schedule, "totalSteps": STEPS + (schedule["kind"] == "oneCycle"), "rates": rates(make)}
        for schedule, make in CASES
    ],
}
json.dump(document, sys.stdout)
