"""SciPy's side of the benchmarks: reads [job, runs] lines, answers with microseconds of processor time per run."""

import json
import sys
import time
import warnings

import numpy as np
import scipy
from scipy.optimize import differential_evolution, minimize, rosen, rosen_der

warnings.simplefilter("ignore")


def rosen2(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


def rosen2_der(x):
    a = x[1] - x[0] ** 2
    return np.array([-400 * x[0] * a - 2 * (1 - x[0]), 200 * a])


def rosen2_hess(x):
    return np.array([[1200 * x[0] ** 2 - 400 * x[1] + 2, -400 * x[0]], [-400 * x[0], 200.0]])


def rastrigin_columns(x):
    return 10 * x.shape[0] + np.sum(x * x - 10 * np.cos(2 * np.pi * x), axis=0)


USES_GRADIENT = {
    "CG", "BFGS", "L-BFGS-B", "Newton-CG", "TNC", "dogleg", "trust-ncg", "trust-krylov", "trust-exact", "SLSQP",
    "trust-constr",
}
USES_HESSIAN = {"Newton-CG", "dogleg", "trust-ncg", "trust-krylov", "trust-exact", "trust-constr"}


def solve_rosen2(method):
    jac = rosen2_der if method in USES_GRADIENT else None
    hess = rosen2_hess if method in USES_HESSIAN else None
    return lambda: minimize(rosen2, [-1.2, 1.0], method=method, jac=jac, hess=hess)


def solve_rosen(method, n):
    x0 = np.where(np.arange(n) % 2 == 0, -1.2, 1.0)
    return lambda: minimize(rosen, x0, jac=rosen_der, method=method)


def evolve():
    differential_evolution(
        rastrigin_columns, [(-5.12, 5.12)] * 10, popsize=15, maxiter=200, tol=0, polish=False, rng=1,
        updating="deferred", vectorized=True,
    )


def find(job):
    kind, _, rest = job.partition(" ")
    if kind == "rosen2":
        return solve_rosen2(rest)
    if kind == "rosen":
        method, n = rest.split(" ")
        return solve_rosen(method, int(n))
    return evolve


jobs = {}
print(scipy.__version__, flush=True)
for line in sys.stdin:
    job, runs = json.loads(line)
    run = jobs.setdefault(job, find(job))
    begun = time.process_time()
    for _ in range(runs):
        run()
    print((time.process_time() - begun) * 1e6 / runs, flush=True)
