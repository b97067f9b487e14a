"""Just enough of torch and jax over NumPy to record values: each function is its documented formula in f64."""
import sys
import types

import numpy as np


def erf(a):
    import math
    return np.vectorize(math.erf)(a)


def axis_of(options):
    if 'dim' in options:
        options['axis'] = options.pop('dim')
    if 'keepdim' in options:
        options['keepdims'] = options.pop('keepdim')
    return options


class Tensor(np.ndarray):
    def pow(self, p): return self ** p
    def square(self): return self ** 2
    def exp(self): return np.exp(self)
    def sin(self): return np.sin(self)
    def tanh(self): return np.tanh(self)
    def abs(self): return np.abs(self)
    def sqrt(self): return np.sqrt(self)
    def sigmoid(self): return 1 / (1 + np.exp(-self))
    def view(self, *shape): return self.reshape(*shape) if isinstance(shape[0], int) else super().view(*shape)
    def mv(self, v): return self @ v
    def matmul(self, b): return self @ b
    def unsqueeze(self, at): return np.expand_dims(self, at)
    def squeeze(self, at): return np.squeeze(np.asarray(self), at).view(Tensor)
    def permute(self, *order): return self.transpose(*order)
    def t(self): return self.T
    def clamp(self, min=None, max=None): return np.clip(self, min, max)
    def sum(self, *a, **k): return wrap(np.sum(np.asarray(self), *a, **axis_of(k)))
    def mean(self, *a, **k): return wrap(np.mean(np.asarray(self), *a, **axis_of(k)))
    def prod(self, *a, **k): return wrap(np.prod(np.asarray(self), *a, **axis_of(k)))
    def max(self, *a, **k): return wrap(np.max(np.asarray(self), *a, **axis_of(k)))
    def norm(self, p=2): return wrap(np.linalg.norm(np.asarray(self), p))
    def var(self, unbiased=True): return wrap(np.var(np.asarray(self), ddof=int(unbiased)))


def wrap(a):
    a = np.asarray(a)
    return np.ndarray.view(a, Tensor)


def softmax(z, axis=-1, dim=None):
    axis = axis if dim is None else dim
    e = np.exp(z - np.max(np.asarray(z), axis=axis, keepdims=True))
    return e / np.sum(np.asarray(e), axis=axis, keepdims=True)


def log_softmax(z, axis=-1, dim=None):
    return np.log(softmax(z, axis, dim))


def cross_entropy(logits, y):
    return -np.mean(np.asarray(log_softmax(logits))[np.arange(len(y)), np.asarray(y)])


def bce(p, t):
    return -np.mean(np.asarray(t * np.log(p) + (1 - t) * np.log(1 - p)))


sigmoid = lambda z: 1 / (1 + np.exp(-z))
torch = types.ModuleType('torch')
functional = types.ModuleType('torch.nn.functional')
nn = types.ModuleType('torch.nn')
nn.functional = functional
torch.nn = nn
torch.float64 = np.float64
torch.Tensor = Tensor
torch.tensor = lambda data, dtype=None: wrap(np.array(data, dtype=dtype))
torch.eye = lambda n: wrap(np.eye(n))
torch.ones = lambda *s: wrap(np.ones(s))
torch.zeros_like = lambda a: wrap(np.zeros_like(a))
torch.relu = functional.relu = lambda x: np.maximum(x, 0)
torch.sigmoid = sigmoid
torch.tanh = np.tanh
torch.where = lambda c, a, b: wrap(np.where(c, a, b))
torch.clamp = lambda x, min=None, max=None: np.clip(x, min, max)
torch.stack = lambda parts, dim=0: wrap(np.stack(parts, axis=dim))
torch.minimum = np.minimum
torch.norm = lambda x: np.linalg.norm(np.asarray(x))
torch.linalg = types.SimpleNamespace(norm=lambda x, ord=None: np.linalg.norm(np.asarray(x), ord))
torch.dot = torch.matmul = lambda a, b: a @ b
torch.outer = lambda a, b: wrap(np.outer(a, b))
torch.cumsum = lambda a, dim: wrap(np.cumsum(np.asarray(a), axis=dim))
torch.einsum = lambda s, *a: np.einsum(s, *map(np.asarray, a))
torch.log_softmax = functional.log_softmax = log_softmax
functional.softmax = torch.softmax = softmax
functional.softplus = lambda x: np.log1p(np.exp(x))
functional.leaky_relu = lambda x, s=0.01: np.where(x > 0, x, s * x)
functional.elu = lambda x: wrap(np.where(x > 0, x, np.expm1(x)))
functional.mse_loss = lambda a, b: np.mean((np.asarray(a) - np.asarray(b)) ** 2)
functional.cross_entropy = cross_entropy
functional.binary_cross_entropy = bce
functional.binary_cross_entropy_with_logits = lambda z, t: bce(sigmoid(z), t)
torch.logsumexp = lambda x, dim: np.log(np.sum(np.exp(np.asarray(x)), axis=dim))
torch.var = lambda x: np.var(np.asarray(x), ddof=1)
torch.std = lambda x, unbiased=True: np.std(np.asarray(x), ddof=int(unbiased))

jax = types.ModuleType('jax')
jax.numpy = types.ModuleType('jax.numpy')
jax.numpy.__dict__.update({k: v for k, v in np.__dict__.items() if not k.startswith('__')})
jax.nn = types.ModuleType('jax.nn')
jax.lax = types.ModuleType('jax.lax')
jax.jit = lambda f: f
jax.grad = lambda f: f


class At:
    """jax's functional updates: a.at[i].set(v) is a new array."""
    def __init__(self, array, index=None): self.array, self.index = array, index
    def __getitem__(self, index): return At(self.array, index)
    def changed(self, change):
        copy = np.array(self.array)
        change(copy)
        return JaxArray.of(copy)
    def set(self, v): return self.changed(lambda a: a.__setitem__(self.index, v))
    def add(self, v): return self.changed(lambda a: a.__setitem__(self.index, a[self.index] + v))


class JaxArray(np.ndarray):
    @staticmethod
    def of(a): return np.asarray(a, dtype=float).view(JaxArray)
    @property
    def at(self): return At(self)


def scan(f, init, xs):
    carry, ys = init, []
    for x in xs:
        carry, y = f(carry, x)
        ys.append(y)
    return carry, np.array(ys)


def fori_loop(low, high, f, value):
    for i in range(low, high):
        value = f(i, value)
    return value


jax.numpy.zeros = lambda n: JaxArray.of(np.zeros(n))
jax.vmap = lambda f: lambda *arrays: np.array([f(*row) for row in zip(*arrays)])
jax.lax.scan = scan
jax.lax.fori_loop = fori_loop
jax.lax.cond = lambda test, yes, no, *a: yes(*a) if test else no(*a)
jax.nn.relu = lambda x: np.maximum(x, 0)
jax.nn.softmax, jax.nn.log_softmax, jax.nn.sigmoid = softmax, log_softmax, sigmoid
jax.nn.softplus = lambda x: np.logaddexp(x, 0)
jax.nn.silu = lambda x: x * sigmoid(x)
jax.nn.gelu = lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)))

for module in (torch, nn, functional, jax, jax.numpy, jax.nn, jax.lax):
    sys.modules[module.__name__] = module
