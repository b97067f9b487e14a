"""Records what CPython and NumPy make of the pasted losses: python3 src/lang/pasted/record.py

Writes values.json: for each cell of python.txt and tensors.txt its points and values. torch and jax are stood in for by
shims.py. A cell's head is `# %% title | n [| name:shape …]`; with shapes, the packed point is handed over by name.
"""
import contextlib
import inspect
import io
import json
import math
import pathlib
import re
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import numpy as np


def point(n, k):
    return [round(1000 * (1.3 * math.sin(2.399963 * (i + 1) + 1.7 * k) + 0.25)) / 1000 + 0.0007 for i in range(n)]


def pick(scope, before):
    """The function that is called last in the text, or else defined last."""
    functions = [v for k, v in scope.items() if k not in before and isinstance(v, types.FunctionType)
                 and v.__code__.co_filename == '<cell>']
    return functions[-1]


def call(f, x, shapes, is_torch):
    arrays, at = {}, 0
    make = sys.modules['shims'].wrap if is_torch else np.array
    for name, shape in shapes:
        size = math.prod(shape)
        arrays[name] = make(np.array(x[at:at + size]).reshape(shape))
        at += size
    parameters = inspect.signature(f).parameters.values()
    required = [p for p in parameters if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD]
    if shapes:
        return f(arrays) if len(required) == 1 else f(**arrays)
    if len(required) == len(x) and len(x) > 1 or any(p.kind == p.VAR_POSITIONAL for p in parameters) and not required:
        return f(*x)
    return f(x[0] if len(x) == 1 else make(np.array(x)))


def record(path, out):
    text = pathlib.Path(path).read_text()
    for head, source in re.findall(r'^# %% (.*)\n([\s\S]*?)(?=^# %% |\Z)', text, re.M):
        title, n, *rest = [part.strip() for part in head.split('|')]
        shapes = [(s.split(':')[0], [int(k) for k in s.split(':')[1].split(',')]) for s in rest[0].split()] if rest else []
        scope = {}
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all='ignore'):
            exec(compile(source, '<cell>', 'exec'), scope)
            f = pick(scope, set())
            values = []
            for k in range(3):
                x = point(int(n), k)
                values.append(float(call(f, x, shapes, 'torch' in title)))
        out[title] = values


def main():
    here = pathlib.Path(__file__).parent
    out = {}
    record(here / 'python.txt', out)
    import shims  # noqa: F401; after the cells that use SciPy, which would take the stand-in for jax
    record(here / 'tensors.txt', out)
    lines = ',\n'.join(f'  {json.dumps(title, ensure_ascii=False)}: {json.dumps(values)}' for title, values in out.items())
    (here / 'values.json').write_text('{\n' + lines + '\n}\n')
    print(len(out), 'losses')


main()
