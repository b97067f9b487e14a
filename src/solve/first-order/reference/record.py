"""Records 200 steps of each first-order method on Rosenbrock and Beale, for first-order.test.ts.

Written from the formulas of PyTorch's documentation (and the papers that it cites), in NumPy and f64, independent of
the TypeScript. Run: python3 src/solve/first-order/reference/record.py
"""
import gzip
import json
import os
import numpy as np


def rosenbrock(z):
    x, y = z
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2, np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


def beale(z):
    x, y = z
    t = np.array([1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3])
    dx = np.array([y - 1, y**2 - 1, y**3 - 1])
    dy = np.array([x, 2 * x * y, 3 * x * y**2])
    return t @ t, np.array([2 * t @ dx, 2 * t @ dy])


PROBLEMS = {"rosenbrock": (rosenbrock, [-1.2, 1.0]), "beale": (beale, [1.0, 1.0])}


# Each optimizer is a generator: it is sent (theta, gradient, lr, momentum) and yields the next theta.
def sgd(momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    b = None
    theta, g, lr, cyc = yield
    while True:
        mu = momentum if cyc is None else cyc
        g = g + weight_decay * theta
        if mu != 0:
            b = g.copy() if b is None else mu * b + (1 - dampening) * g
            g = g + mu * b if nesterov else b
        theta, g, lr, cyc = yield theta - lr * g


def adam(betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False, decoupled=False):
    m = v = vmax = 0.0
    t = 0
    theta, g, lr, cyc = yield
    while True:
        t += 1
        b1, b2 = (betas[0] if cyc is None else cyc), betas[1]
        if decoupled:
            theta = theta - lr * weight_decay * theta
        else:
            g = g + weight_decay * theta
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        mhat = m / (1 - b1**t)
        if amsgrad:
            vmax = np.maximum(vmax, v)
            vhat = vmax / (1 - b2**t)
        else:
            vhat = v / (1 - b2**t)
        theta, g, lr, cyc = yield theta - lr * mhat / (np.sqrt(vhat) + eps)


def adadelta(rho=0.9, eps=1e-6, weight_decay=0.0):
    v = u = 0.0
    theta, g, lr, _ = yield
    while True:
        g = g + weight_decay * theta
        v = v * rho + g**2 * (1 - rho)
        d = np.sqrt(u + eps) / np.sqrt(v + eps) * g
        u = u * rho + d**2 * (1 - rho)
        theta, g, lr, _ = yield theta - lr * d


def adagrad(lr_decay=0.0, weight_decay=0.0, initial_accumulator_value=0.0, eps=1e-10):
    s = initial_accumulator_value
    t = 0
    theta, g, lr, _ = yield
    while True:
        t += 1
        rate = lr / (1 + (t - 1) * lr_decay)
        g = g + weight_decay * theta
        s = s + g**2
        theta, g, lr, _ = yield theta - rate * g / (np.sqrt(s) + eps)


def adamax(betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    m = u = 0.0
    t = 0
    theta, g, lr, cyc = yield
    while True:
        t += 1
        b1 = betas[0] if cyc is None else cyc
        g = g + weight_decay * theta
        m = b1 * m + (1 - b1) * g
        u = np.maximum(betas[1] * u, np.abs(g) + eps)
        theta, g, lr, cyc = yield theta - lr * m / ((1 - b1**t) * u)


def nadam(betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, momentum_decay=4e-3, decoupled_weight_decay=False):
    m = v = 0.0
    t = 0
    prod = 1.0
    b2 = betas[1]
    theta, g, lr, cyc = yield
    while True:
        t += 1
        b1 = betas[0] if cyc is None else cyc
        if decoupled_weight_decay:
            theta = theta - lr * weight_decay * theta
        else:
            g = g + weight_decay * theta
        mu = b1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
        mu1 = b1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
        prod = prod * mu
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        mhat = mu1 * m / (1 - prod * mu1) + (1 - mu) * g / (1 - prod)
        vhat = v / (1 - b2**t)
        theta, g, lr, cyc = yield theta - lr * mhat / (np.sqrt(vhat) + eps)


def radam(betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, decoupled_weight_decay=False):
    m = v = 0.0
    t = 0
    b1, b2 = betas
    rho_inf = 2 / (1 - b2) - 1
    theta, g, lr, _ = yield
    while True:
        t += 1
        if decoupled_weight_decay:
            theta = theta - lr * weight_decay * theta
        else:
            g = g + weight_decay * theta
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        mhat = m / (1 - b1**t)
        rho = rho_inf - 2 * t * b2**t / (1 - b2**t)
        if rho > 5:
            l = np.sqrt(1 - b2**t) / (np.sqrt(v) + eps)
            r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
            step = lr * mhat * r * l
        else:
            step = lr * mhat
        theta, g, lr, _ = yield theta - step


def rmsprop(alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0, centered=False):
    v = gav = b = 0.0
    theta, g, lr, cyc = yield
    while True:
        mu = momentum if cyc is None else cyc
        g = g + weight_decay * theta
        v = alpha * v + (1 - alpha) * g**2
        vt = v
        if centered:
            gav = gav * alpha + (1 - alpha) * g
            vt = v - gav**2
        if mu > 0:
            b = mu * b + g / (np.sqrt(vt) + eps)
            step = lr * b
        else:
            step = lr * g / (np.sqrt(vt) + eps)
        theta, g, lr, cyc = yield theta - step


def rprop(etas=(0.5, 1.2), step_sizes=(1e-6, 50.0)):
    prev = None
    theta, g, lr, _ = yield
    eta = np.full(theta.shape, lr)
    prev = np.zeros_like(theta)
    while True:
        g = g.copy()
        for i in range(len(g)):
            if prev[i] * g[i] > 0:
                eta[i] = min(eta[i] * etas[1], step_sizes[1])
            elif prev[i] * g[i] < 0:
                eta[i] = max(eta[i] * etas[0], step_sizes[0])
                g[i] = 0
        prev = g
        theta, g, _, _ = yield theta - eta * np.sign(g)


def asgd(lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0.0):
    t = 0
    theta, g, lr, _ = yield
    eta = lr
    while True:
        t += 1
        g = g + weight_decay * theta
        new = theta * (1 - lambd * eta) - eta * g
        eta = lr / (1 + lambd * lr * t) ** alpha
        theta, g, lr, _ = yield new


def lion(betas=(0.9, 0.99), weight_decay=0.0):
    m = 0.0
    theta, g, lr, _ = yield
    while True:
        u = np.sign(betas[0] * m + (1 - betas[0]) * g) + weight_decay * theta
        m = betas[1] * m + (1 - betas[1]) * g
        theta, g, lr, _ = yield theta - lr * u


# Schedules: lr (and momentum) at step k, in PyTorch's recursive, "chainable" form where it has one.
def schedule(spec, base):
    name = spec.get("scheduler", "none")
    warm = spec.get("warmup_steps", 0)
    s = warm_start = spec.get("warmup_start_factor", 1 / 3)
    for k in range(warm):
        yield base * (warm_start + (1 - warm_start) * k / warm), None
    lr, k, cur, T = base, 0, 0, spec.get("T_0", 10)
    while True:
        if name == "StepLR" and k > 0 and k % spec["step_size"] == 0:
            lr *= spec["gamma"]
        elif name == "MultiStepLR" and k in spec["milestones"]:
            lr *= spec["gamma"]
        elif name == "ExponentialLR" and k > 0:
            lr *= spec["gamma"]
        elif name == "CosineAnnealingLR" and k > 0:
            tm, em = spec["T_max"], spec["eta_min"]
            if (k - 1 - tm) % (2 * tm) == 0:
                lr += (base - em) * (1 - np.cos(np.pi / tm)) / 2
            else:
                lr = (1 + np.cos(np.pi * k / tm)) / (1 + np.cos(np.pi * (k - 1) / tm)) * (lr - em) + em
        elif name == "CosineAnnealingWarmRestarts":
            lr = spec["eta_min"] + (base - spec["eta_min"]) * (1 + np.cos(np.pi * cur / T)) / 2
            cur += 1
            if cur >= T:
                cur -= T
                T *= spec["T_mult"]
        elif name == "LinearLR":
            a, b, n = spec["start_factor"], spec["end_factor"], spec["total_iters"]
            if k == 0:
                lr = base * a
            elif k <= n:
                lr *= 1 + (b - a) / (n * a + (k - 1) * (b - a))
        elif name == "PolynomialLR":
            n, p = spec["total_iters"], spec["power"]
            if 0 < k <= n:
                lr *= ((1 - k / n) / (1 - (k - 1) / n)) ** p
        elif name == "OneCycleLR":
            total, peak = spec["total_steps"], spec["max_lr"]
            first = peak / 25
            last = first / 1e4
            rise = spec.get("pct_start", 0.3) * total
            if spec.get("three_phase", False):
                phases = [(rise - 1, first, peak, 0.95, 0.85), (2 * rise - 2, peak, first, 0.85, 0.95), (total - 1, first, last, 0.95, 0.95)]
            else:
                phases = [(rise - 1, first, peak, 0.95, 0.85), (total - 1, peak, last, 0.85, 0.95)]
            begin = 0.0
            for end, l0, l1, m0, m1 in phases:
                if k <= end:
                    break
                begin = end
            q = (k - begin) / (end - begin)
            share = q if spec.get("anneal_strategy") == "linear" else (1 - np.cos(np.pi * q)) / 2
            yield l0 + (l1 - l0) * share, m0 + (m1 - m0) * share
            k += 1
            continue
        yield lr, None
        k += 1


def plateau(base, factor=0.1, patience=10, threshold=1e-4, threshold_mode="rel", cooldown=0, min_lr=0.0, eps=1e-8):
    best, bad, cool, lr = np.inf, 0, 0, base
    f = yield None
    while True:
        used = lr
        if f < (best * (1 - threshold) if threshold_mode == "rel" else best - threshold):
            best, bad = f, 0
        else:
            bad += 1
        if cool > 0:
            cool -= 1
            bad = 0
        if bad > patience:
            new = max(lr * factor, min_lr)
            if lr - new > eps:
                lr = new
            cool, bad = cooldown, 0
        f = yield used


def run(opt, fun, x0, lr, steps, spec):
    next(opt)
    theta = np.array(x0)
    path, rates = [theta], []
    sched = schedule(spec, lr)
    watch = None
    if spec.get("scheduler") == "ReduceLROnPlateau":
        watch = plateau(lr, **{k: v for k, v in spec.items() if k != "scheduler"})
        next(watch)
    for _ in range(steps):
        f, g = fun(theta)
        rate, mom = (watch.send(f), None) if watch else next(sched)
        rates.append(rate)
        theta = opt.send((theta.copy(), g, rate, mom))
        path.append(theta)
    return path, rates


# LBFGS, line by line from Nocedal & Wright's algorithms 7.4, 3.5, 3.6 with PyTorch's constants.
def cubic(x1, f1, g1, x2, f2, g2, lo=None, hi=None):
    if lo is None:
        lo, hi = min(x1, x2), max(x1, x2)
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    sq = d1**2 - g1 * g2
    if sq < 0:
        return (lo + hi) / 2
    d2 = np.sqrt(sq)
    if x1 <= x2:
        p = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        p = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(p, lo), hi)


def wolfe(phi, t, dmax, f0, s0, tol):
    f, s = phi(t)
    tp, fp, sp = 0.0, f0, s0
    n = 0
    br = None
    while n < 25:
        if f > f0 + 1e-4 * t * s0 or (n > 1 and f >= fp):
            br = [(tp, fp, sp), (t, f, s)]
            break
        if abs(s) <= -0.9 * s0:
            return t
        if s >= 0:
            br = [(tp, fp, sp), (t, f, s)]
            break
        new = cubic(tp, fp, sp, t, f, s, t + 0.01 * (t - tp), 10 * t)
        tp, fp, sp, t = t, f, s, new
        f, s = phi(t)
        n += 1
    if br is None:
        return 0.0 if f0 <= f else t
    lo, hi = (0, 1) if br[0][1] <= br[1][1] else (1, 0)
    poor = False
    while n < 25 and abs(br[1][0] - br[0][0]) * dmax >= tol:
        a, b = min(br[0][0], br[1][0]), max(br[0][0], br[1][0])
        t = cubic(*br[0], *br[1])
        e = 0.1 * (b - a)
        if min(b - t, t - a) < e:
            if poor or t >= b or t <= a:
                t = b - e if abs(t - b) < abs(t - a) else a + e
                poor = False
            else:
                poor = True
        else:
            poor = False
        f, s = phi(t)
        n += 1
        if f > f0 + 1e-4 * t * s0 or f >= br[lo][1]:
            br[hi] = (t, f, s)
            lo, hi = (0, 1) if br[0][1] <= br[1][1] else (1, 0)
        else:
            if abs(s) <= -0.9 * s0:
                return t
            if s * (br[hi][0] - br[lo][0]) >= 0:
                br[hi] = br[lo]
            br[lo] = (t, f, s)
    return br[lo][0]


def lbfgs(fun, x0, lr, steps, history, search, tol_grad=1e-7, tol_change=1e-9):
    x = np.array(x0)
    f, g = fun(x)
    path = [x]
    S, Y = [], []
    H = 1.0
    for k in range(steps):
        if np.abs(g).max() <= tol_grad:
            break
        q = -g
        al = {}
        for i in reversed(range(len(S))):
            al[i] = S[i] @ q / (Y[i] @ S[i])
            q = q - al[i] * Y[i]
        q = q * H
        for i in range(len(S)):
            q = q + S[i] * (al[i] - Y[i] @ q / (Y[i] @ S[i]))
        d = q
        s0 = g @ d
        if s0 > -tol_change:
            break
        t = min(1.0, 1.0 / np.abs(g).sum()) * lr if k == 0 else lr
        if search:
            def phi(a):
                fa, ga = fun(x + a * d)
                return fa, ga @ d
            t = wolfe(phi, t, np.abs(d).max(), f, s0, tol_change)
        step = t * d
        x = x + step
        fn, gn = fun(x)
        path.append(x)
        y = gn - g
        if y @ step > 1e-10:
            S.append(step)
            Y.append(y)
            if len(S) > history:
                S.pop(0)
                Y.pop(0)
            H = (y @ step) / (y @ y)
        small = np.abs(step).max() <= tol_change or abs(fn - f) < tol_change
        f, g = fn, gn
        if small:
            break
    return path


CASES = [
    ("SGD", sgd, 1e-3, {}),
    ("SGD", sgd, 5e-4, {"momentum": 0.9}),
    ("SGD", sgd, 5e-4, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("SGD", sgd, 5e-4, {"momentum": 0.8, "dampening": 0.3, "weight_decay": 0.1}),
    ("Adam", adam, 0.02, {}),
    ("Adam", adam, 0.05, {"amsgrad": True, "betas": [0.8, 0.9]}),
    ("Adam", adam, 0.05, {"weight_decay": 0.1, "eps": 1e-3}),
    ("AdamW", adam, 0.02, {}),
    ("AdamW", adam, 0.02, {"weight_decay": 0.2, "amsgrad": True}),
    ("Adadelta", adadelta, 1.0, {}),
    ("Adadelta", adadelta, 0.5, {"rho": 0.95, "eps": 1e-5, "weight_decay": 0.1}),
    ("Adagrad", adagrad, 0.5, {}),
    ("Adagrad", adagrad, 0.3, {"lr_decay": 0.01, "weight_decay": 0.1, "initial_accumulator_value": 0.1, "eps": 1e-6}),
    ("Adamax", adamax, 0.02, {}),
    ("Adamax", adamax, 0.05, {"weight_decay": 0.1, "betas": [0.8, 0.99]}),
    ("NAdam", nadam, 0.02, {}),
    ("NAdam", nadam, 0.02, {"weight_decay": 0.1, "momentum_decay": 0.02}),
    ("NAdam", nadam, 0.02, {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", radam, 2e-4, {"betas": [0.9, 0.99]}),
    ("RAdam", radam, 1e-3, {}),
    ("RAdam", radam, 1e-3, {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RMSprop", rmsprop, 0.01, {}),
    ("RMSprop", rmsprop, 0.002, {"momentum": 0.9, "weight_decay": 0.1}),
    ("RMSprop", rmsprop, 0.002, {"centered": True, "momentum": 0.5, "eps": 1e-3}),
    ("Rprop", rprop, 0.01, {}),
    ("Rprop", rprop, 0.1, {"etas": [0.4, 1.3], "step_sizes": [1e-4, 0.2]}),
    ("ASGD", asgd, 1e-3, {}),
    ("ASGD", asgd, 1e-3, {"lambd": 0.1, "alpha": 0.5, "weight_decay": 0.1}),
    ("Lion", lion, 0.01, {}),
    ("Lion", lion, 0.01, {"betas": [0.8, 0.95], "weight_decay": 0.1}),
    ("SGD", sgd, 1e-3, {"scheduler": "StepLR", "step_size": 30, "gamma": 0.5}),
    ("Adam", adam, 0.05, {"scheduler": "MultiStepLR", "milestones": [20, 90, 150], "gamma": 0.3}),
    ("Adam", adam, 0.05, {"scheduler": "ExponentialLR", "gamma": 0.98}),
    ("Adam", adam, 0.05, {"scheduler": "CosineAnnealingLR", "T_max": 80, "eta_min": 0.001}),
    ("Adam", adam, 0.05, {"scheduler": "CosineAnnealingWarmRestarts", "T_0": 20, "T_mult": 2, "eta_min": 0.0}),
    ("Adam", adam, 0.01, {"scheduler": "OneCycleLR", "max_lr": 0.1, "total_steps": 200}),
    ("SGD", sgd, 1e-4, {"momentum": 0.9, "scheduler": "OneCycleLR", "max_lr": 5e-4, "total_steps": 200}),
    ("Adam", adam, 0.05, {"scheduler": "LinearLR", "start_factor": 0.1, "end_factor": 0.5, "total_iters": 60}),
    ("Adam", adam, 0.05, {"scheduler": "PolynomialLR", "total_iters": 250, "power": 2}),
    ("Adam", adam, 0.2, {"scheduler": "ReduceLROnPlateau", "factor": 0.5, "patience": 3, "cooldown": 2, "min_lr": 0.01}),
    ("Adam", adam, 0.05, {"scheduler": "StepLR", "step_size": 50, "gamma": 0.5, "warmup_steps": 20}),
    ("NAdam", nadam, 0.01, {"scheduler": "OneCycleLR", "max_lr": 0.05, "total_steps": 200, "three_phase": True, "anneal_strategy": "linear", "pct_start": 0.25}),
    ("RMSprop", rmsprop, 0.002, {"momentum": 0.5, "scheduler": "OneCycleLR", "max_lr": 0.002, "total_steps": 200, "three_phase": True}),
    ("SGD", sgd, 1e-3, {"scheduler": "ReduceLROnPlateau", "factor": 0.5, "patience": 2, "threshold": 0.05, "threshold_mode": "abs", "min_lr": 1e-4}),
    ("ASGD", asgd, 1e-3, {"lambd": 0.05, "scheduler": "StepLR", "step_size": 40, "gamma": 0.5, "warmup_steps": 10}),
    ("Rprop", rprop, 0.03, {"scheduler": "StepLR", "step_size": 40, "gamma": 0.5, "warmup_steps": 10}),
]
SCHEDULE_KEYS = (
    "scheduler step_size gamma milestones T_max eta_min T_0 T_mult max_lr total_steps start_factor end_factor total_iters "
    "power factor patience cooldown min_lr warmup_steps threshold threshold_mode three_phase anneal_strategy pct_start"
).split()

out = []
for name, maker, lr, options in CASES:
    for problem, (fun, x0) in PROBLEMS.items():
        spec = {k: v for k, v in options.items() if k in SCHEDULE_KEYS}
        own = {k: v for k, v in options.items() if k not in SCHEDULE_KEYS}
        if name == "AdamW":
            own = {"weight_decay": 0.01, **own, "decoupled": True}
        path, rates = run(maker(**own), fun, x0, lr, 200, spec)
        assert np.all(np.isfinite(path)), (name, options, problem)
        kept = [*range(0, 20), *range(20, 201, 20)]
        out.append({"method": name, "problem": problem, "x0": x0, "options": {"lr": lr, **options}, "steps": kept,
                    "x": [path[k].tolist() for k in kept],
                    "lr": [rates[k] for k in range(0, 200, 10)] if spec else None})
for options in [{"lr": 1.0, "line_search_fn": "strong_wolfe"}, {"lr": 0.5, "line_search_fn": "strong_wolfe", "history_size": 3}, {"lr": 0.1}]:
    for problem, (fun, x0) in PROBLEMS.items():
        start = (options["lr"], 200, options.get("history_size", 100), "line_search_fn" in options)
        path = lbfgs(fun, x0, *start)
        # How far the path moves when its start does by one rounding: no implementation can agree better than that.
        nudged = lbfgs(fun, [x0[0] * (1 + 2**-52), x0[1]], *start)
        spread = max(float(np.abs(a - b).max()) for a, b in zip(path, nudged))
        assert np.all(np.isfinite(path)), (options, problem)
        kept = sorted({*range(0, min(20, len(path))), *range(0, len(path), 20), len(path) - 1})
        out.append({"method": "LBFGS", "problem": problem, "x0": x0, "options": options, "steps": kept, "length": len(path) - 1, "spread": spread,
                    "x": [path[k].tolist() for k in kept], "lr": None})

name = os.path.join(os.path.dirname(__file__), "paths.json.gz")
with gzip.GzipFile(name, "wb", mtime=0) as file:
    file.write(json.dumps(out, separators=(",", ":")).encode())
