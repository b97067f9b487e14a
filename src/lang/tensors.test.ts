/** Losses in the spelling of PyTorch, JAX and scipy.special, against values of the same formulas in NumPy. */
import { describe, expect, it } from 'vitest';
import { agrees, valueOf } from './fuzz/compare';

const points = [
  [0.7, 1.3, 0.4, 2.2],
  [0.5, 1.7, 1.1, 0.3],
];

const recorded: [source: string, first: number, second: number][] = [
  [
    `import torch
def loss_fn(x):
    return torch.nn.functional.huber_loss(x, torch.zeros_like(x), delta=1.0)`,
    0.70625,
    0.4925,
  ],
  [
    `import torch
import torch.nn.functional as F
X = torch.tensor([[1., 2.], [3., -1.], [0.5, 0.5]])
y = torch.tensor([0, 1, 1])
def closure(w):
    logits = X @ w.view(2, 2).t()
    loss = F.cross_entropy(logits, y)
    return loss + 1e-2 * w.pow(2).sum()`,
    1.4747153776591178,
    0.3970839684436929,
  ],
  [
    `import torch
def f(x):
    x1, x2, x3, x4 = x.unbind()
    return (x1 - 1).square() + torch.abs(x2) + torch.exp(-x3) + torch.logaddexp(x4, x1)`,
    4.461733324018391,
    3.3810099530796713,
  ],
  [
    `import torch
def f(x):
    a, b = torch.chunk(x, 2)
    c, d = x.split([1, 3])
    return (a * b).sum() + c.item() * d.mean() + x.max() - x.min().abs() + x.norm(p=1)`,
    10.45,
    6.576666666666666,
  ],
  [
    `import torch
import torch.nn.functional as F
def f(x):
    h = F.gelu(x) + F.silu(x) + F.elu(x, alpha=1.0) + F.leaky_relu(x, negative_slope=0.1) + F.softplus(x)
    return h.sum()`,
    22.907999906938805,
    18.135921872870526,
  ],
  [
    `import torch
def f(x):
    return torch.mean(torch.clamp(1 - x, min=0)) + torch.sum(torch.sigmoid(x).log()) + x.var() + x.std(unbiased=False) + torch.prod(x)`,
    1.0808932793562778,
    0.04466897435483602,
  ],
  [
    `import torch
def f(x):
    W = x.reshape(2, 2)
    return torch.trace(W @ W.T) + torch.linalg.norm(W) + torch.det(W) + torch.einsum('ij,ij->', W, W) + torch.diag(W).sum() + W.sum(dim=0)[1] + W.mean(1)[0] + torch.cat([W, W], dim=0).shape[0]`,
    29.459552201394857,
    17.16713075057055,
  ],
  [
    `import torch
import torch.nn as nn
import torch.nn.functional as F
def f(x):
    p = F.softmax(x, dim=-1)
    lp = F.log_softmax(x, dim=0)
    q = torch.tensor([0.1, 0.2, 0.3, 0.4])
    return F.kl_div(lp, q, reduction='sum') + F.nll_loss(lp.unsqueeze(0), torch.tensor([2])) + (p * lp).sum() + F.mse_loss(x, q, reduction='sum') + F.l1_loss(x, q) + F.smooth_l1_loss(x, q)`,
    7.660329518636081,
    4.537602493006306,
  ],
  [
    `import jax
import jax.numpy as jnp
from jax import grad, jit, vmap
@jax.jit
def loss(params):
    def body(carry, t):
        x, v = carry
        a = -params[0] * x - params[1] * v
        return (x + 0.1 * v, v + 0.1 * a), x
    (_, _), xs = jax.lax.scan(body, (params[2], params[3]), jnp.arange(20))
    return jnp.mean((xs - 0.5) ** 2)`,
    0.6171892999985643,
    0.31388412156870327,
  ],
  [
    `import jax.numpy as jnp
import jax
def predict(params, x):
    W, b = params
    return jnp.tanh(jnp.dot(W, x) + b)
xs = jnp.array([[0.1, 0.2], [0.3, -0.4], [1.0, 0.5]])
ys = jnp.array([1.0, -1.0, 0.5])
def loss(theta):
    params = (theta[:2], theta[2])
    preds = jax.vmap(lambda x: predict(params, x))(xs)
    return jnp.sum((preds - ys) ** 2) + 0.1 * theta[3] ** 2`,
    2.0084641260938145,
    2.5500953036894045,
  ],
  [
    `import torch
def f(x):
    with torch.no_grad():
        c = torch.tensor([1.0, 2.0])
    out = torch.zeros(2, dtype=torch.float32)
    for i in range(2):
        out = out + c * x[i]
    mask = (x > 0).float()
    return out.sum() + (mask * x).sum() + torch.where(x < 0, -x, x).mean() + torch.dot(x, x) + (x ** 2).mean().sqrt()`,
    20.269776100697428,
    16.593565375285273,
  ],
  [
    `import torch
import math
def rastrigin(x):
    A = 10
    n = x.shape[0]
    return A * n + (x.pow(2) - A * torch.cos(2 * math.pi * x)).sum(dim=-1)`,
    58.36033988749896,
    52.530169943749485,
  ],
  [
    `import jax.numpy as jnp
from jax.scipy.stats import norm
from jax.scipy.special import expit, logit
def f(x):
    return -norm.logpdf(x, 0.0, 1.0).sum() + expit(x[0]) + logit(expit(x[1])) + jnp.hypot(x[2], x[3])`,
    11.470009882486648,
    9.358388889119682,
  ],
  [
    `from scipy.special import xlogy, expit, log1p, logsumexp, softmax, rel_entr, entr
import numpy as np
def f(x):
    p = softmax(x)
    return xlogy(p, p).sum() + expit(x).sum() + logsumexp(x) + rel_entr(p, np.full(4, 0.25)).sum() + entr(p).sum()`,
    5.9831837295686805,
    5.384879442255288,
  ],
  [
    `import numpy as onp
import autograd.numpy as np
from autograd import grad
def f(x):
    return np.sum(np.log(1 + np.exp(x)))`,
    5.8622930748870985,
    5.083553583150331,
  ],
];

describe('tensors', () => {
  it.each(recorded)('%s', (source, ...expected) => {
    points.forEach((x, i) => {
      const got = valueOf(source, 'python', x);
      expect(agrees(got, expected[i]!), `${got} for ${expected[i]}`).toBe(true);
    });
  });

  it('asks which variance is meant where NumPy and torch are both used', () => {
    const both = 'import numpy as np\nimport torch\ndef f(x):\n    return x.var() + np.sum(x)';
    expect(valueOf(both, 'python', [1, 2, 4])).toMatch(/^ambiguous/);
    expect(valueOf(both.replace('x.var()', 'x.var(ddof=1)'), 'python', [1, 2, 4])).toBeCloseTo(7 / 3 + 7, 12);
    expect(valueOf('import numpy as np\ndef f(x):\n    return x.var()', 'python', [1, 2, 4])).toBeCloseTo(14 / 9, 12);
  });
});
