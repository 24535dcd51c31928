"""Numbers of NumPy, mpmath and scikit-learn for the parts of the Gaussian process sampler.

    python scripts/golden/gaussian_process.py test/golden

Made with NumPy 2.4.6, scikit-learn 1.9.1 and mpmath 1.3.0.
"""

import json
import sys
from pathlib import Path

import mpmath
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

matrix = np.array([[4, 2, 0.6, 0.2], [2, 5, 1.5, 0.1], [0.6, 1.5, 3, 0.7], [0.2, 0.1, 0.7, 2]])
lower = np.linalg.cholesky(matrix)
right = np.array([1.0, 2, 3, 4])
cholesky = {
    "matrix": matrix.tolist(),
    "lower": lower.tolist(),
    "inverse": np.linalg.inv(matrix).tolist(),
    "right": right.tolist(),
    "forward": np.linalg.solve(lower, right).tolist(),
    "backward": np.linalg.solve(lower.T, right).tolist(),
}

mpmath.mp.dps = 80
improvement = []
for z in [-40, -12, -3, -2.5001, -2.4999, -1, -0.5, 0, 0.7, 1.5, 2.5]:
    exact = mpmath.mpf(z)
    h = mpmath.npdf(exact) + exact * mpmath.ncdf(exact)
    improvement.append({"z": z, "logImprovement": float(mpmath.log(h)), "logShare": float(mpmath.log(mpmath.ncdf(exact)))})

rows = np.array([[0.1, 0.2], [0.4, 0.9], [0.7, 0.3], [0.9, 0.8], [0.5, 0.5]])
targets = np.array([0.3, -1.2, 0.8, 0.4, -0.5])
lengths, scale, noise = np.array([0.5, 1.25]), 1.7, 0.01
kernel = ConstantKernel(scale, "fixed") * Matern(lengths, "fixed", nu=2.5)
process = GaussianProcessRegressor(kernel, alpha=noise, optimizer=None).fit(rows, targets)
places = np.array([[0.3, 0.6], [0.95, 0.05]])
means, deviations = process.predict(places, return_std=True)
regression = {
    "rows": rows.tolist(),
    "targets": targets.tolist(),
    "lengths": lengths.tolist(),
    "scale": scale,
    "noise": noise,
    "logLikelihood": process.log_marginal_likelihood_value_,
    "places": places.tolist(),
    "means": means.tolist(),
    "deviations": deviations.tolist(),
}

path = Path(sys.argv[1]) / "gaussian-process.json"
path.write_text(json.dumps({"cholesky": cholesky, "improvement": improvement, "regression": regression}, indent=1) + "\n")
