/** Activations and losses of neural networks: torch, torch.nn.functional, jax.nn, scipy.special. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { simplify } from '../lower/convert';
import { matmul } from '../lower/matmul';
import { withShapes } from '../lower/operands';
import type { Tensor, Value } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { axisOf, logSumExpOf, meanOf } from './reductions';

/** log softmax: x − log Σ eˣ. */
function logSoftmax(context: Context, a: Tensor, axis: number): Tensor {
  return context.ops.binary('sub', a, logSumExpOf(context, a, [axis], true));
}

function softmax(context: Context, a: Tensor, axis: number): Tensor {
  const { ops } = context;
  const shifted = ops.unary('exp', ops.binary('sub', a, ops.reduce('max', a, [axis], true, 'float')));
  return ops.binary('div', shifted, ops.reduce('sum', shifted, [axis], true, 'float'));
}

const lastAxis = (context: Context, args: Binding, a: Tensor): number =>
  axisOf(args.integer(context, 'axis', -1), a.rank, args);

/** Mean, sum or none of the elements, as torch's `reduction` says. */
function reduced(context: Context, args: Binding, a: Tensor): Value {
  const reduction = args.optional('reduction');
  const how = reduction?.kind === 'string' ? reduction.value : 'mean';
  const all = a.shape.map((_, axis) => axis);
  if (how === 'none') return a;
  return simplify(
    context,
    how === 'sum' ? context.ops.reduce('sum', a, all, false, 'float') : meanOf(context, a, all, false),
  );
}

/** −log p of the given classes: class numbers (constant) or probabilities of each class. */
function crossEntropy(context: Context, args: Binding, logProbabilities: Tensor): Value {
  const { ops } = context;
  const target = args.tensor(context, 'target');
  const classes = logProbabilities.shape.at(-1)!;
  if (target.rank === logProbabilities.rank) {
    const axis = logProbabilities.rank - 1;
    return reduced(
      context,
      args,
      ops.unary('neg', ops.reduce('sum', ops.binary('mul', target, logProbabilities), [axis], false, 'float')),
    );
  }
  const labels = ops.dataOf(target);
  if (!labels)
    return fail(
      args.rangeOf('target'),
      'not-static',
      'The class numbers must be data, not depend on the point.',
      'Pass an array of whole numbers.',
    );
  const bad = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (bad !== undefined)
    fail(
      args.rangeOf('target'),
      'index',
      `Class ${bad} does not exist: there are ${classes} classes.`,
      `Classes are 0 to ${classes - 1}.`,
    );
  const hot = new Float64Array(labels.length * classes);
  labels.forEach((label, i) => (hot[i * classes + label] = 1));
  const mask = ops.constant(hot, [...target.shape, classes], 'bool');
  const picked = ops.reduce(
    'sum',
    ops.select(mask, logProbabilities, ops.scalar(0)),
    [logProbabilities.rank - 1],
    false,
    'float',
  );
  return reduced(context, args, ops.unary('neg', picked));
}

/** softplus(x) − x t: the binary cross-entropy of logits without overflow. */
function binaryCrossEntropyWithLogits(context: Context, args: Binding): Value {
  const { ops } = context;
  const [x, t] = [args.tensor(context, 'a'), args.tensor(context, 'target')];
  return withShapes(args.range, () =>
    reduced(context, args, ops.binary('sub', ops.unary('softplus', x), ops.binary('mul', x, t))),
  );
}

function binaryCrossEntropy(context: Context, args: Binding): Value {
  const { ops } = context;
  const [p, t] = [args.tensor(context, 'a'), args.tensor(context, 'target')];
  const one = ops.scalar(1);
  return withShapes(args.range, () => {
    const hit = ops.binary('mul', t, ops.unary('log', p));
    const miss = ops.binary('mul', ops.binary('sub', one, t), ops.unary('log', ops.binary('sub', one, p)));
    return reduced(context, args, ops.unary('neg', ops.binary('add', hit, miss)));
  });
}

const pairLoss = (
  name: string,
  homes: string,
  doc: string,
  of: (context: Context, difference: Tensor) => Tensor,
): Builtin =>
  row(name, '(a, target, reduction=None)', homes, doc, (context, args) =>
    withShapes(args.range, () =>
      reduced(
        context,
        args,
        of(context, context.ops.binary('sub', args.tensor(context, 'a'), args.tensor(context, 'target'))),
      ),
    ),
  );

/** d²/2 up to a limit, and its tangent beyond; smooth L1 is that over the limit. */
function huber(context: Context, args: Binding, limitName: 'beta' | 'delta'): Value {
  const { ops } = context;
  const limit = args.has(limitName) ? args.scalar(context, limitName) : ops.scalar(1);
  return withShapes(args.range, () => {
    const d = ops.binary('sub', args.tensor(context, 'a'), args.tensor(context, 'target'));
    const size = ops.unary('abs', d);
    const half = ops.scalar(0.5);
    const small = ops.binary('mul', half, ops.binary('mul', d, d));
    const large = ops.binary('mul', limit, ops.binary('sub', size, ops.binary('mul', half, limit)));
    const loss = ops.select(ops.binary('lt', size, limit, 'bool'), small, large);
    return reduced(context, args, limitName === 'beta' ? ops.binary('div', loss, limit) : loss);
  });
}

const activation = (
  name: string,
  signature: string,
  homes: string,
  doc: string,
  of: (context: Context, a: Tensor, args: Binding) => Tensor,
): Builtin =>
  row(name, signature, homes, doc, (context, args) => simplify(context, of(context, args.tensor(context, 'a'), args)));

function slopeOf(context: Context, args: Binding, key: string, fallback: number): Tensor {
  return args.has(key) ? args.scalar(context, key) : context.ops.scalar(fallback);
}

function gelu({ ops }: Context, a: Tensor): Tensor {
  const erf = ops.unary('erf', ops.binary('mul', a, ops.scalar(Math.SQRT1_2)));
  return ops.binary('mul', ops.binary('mul', a, ops.scalar(0.5)), ops.binary('add', erf, ops.scalar(1)));
}

function geluByTanh({ ops }: Context, a: Tensor): Tensor {
  const cubic = ops.binary('mul', ops.scalar(0.044715), ops.binary('mul', a, ops.binary('mul', a, a)));
  const inner = ops.binary('mul', ops.scalar(Math.sqrt(2 / Math.PI)), ops.binary('add', a, cubic));
  const bend = ops.binary('add', ops.scalar(1), ops.unary('tanh', inner));
  return ops.binary('mul', ops.binary('mul', ops.scalar(0.5), a), bend);
}

/** Rows of activations and network losses. */
export const neuralRows: readonly Builtin[] = [
  row('softmax', '(a, axis=-1)', 'torch functional method', 'eˣ divided by its sum along an axis.', (context, args) => {
    const a = args.tensor(context, 'a');
    return softmax(context, a, lastAxis(context, args, a));
  }),
  row(
    'log_softmax',
    '(a, axis=-1)',
    'torch functional method',
    'Logarithm of softmax, without overflow.',
    (context, args) => {
      const a = args.tensor(context, 'a');
      return logSoftmax(context, a, lastAxis(context, args, a));
    },
  ),
  activation('softplus', '(a)', 'torch functional method formula', 'log(1 + eˣ).', (context, a) =>
    context.ops.unary('softplus', a),
  ),
  activation('logsigmoid', '(a)', 'functional:logsigmoid|log_sigmoid', 'log(1 / (1 + e⁻ˣ)).', (context, a) =>
    context.ops.unary('neg', context.ops.unary('softplus', context.ops.unary('neg', a))),
  ),
  activation('silu', '(a)', 'functional:silu|swish', 'x · sigmoid(x).', (context, a) =>
    context.ops.binary('mul', a, context.ops.unary('sigmoid', a)),
  ),
  activation(
    'leaky_relu',
    '(a, negative_slope=0.01)',
    'functional',
    'x where positive, a small multiple elsewhere.',
    (context, a, args) =>
      context.ops.select(
        context.ops.binary('ge', a, context.ops.scalar(0), 'bool'),
        a,
        context.ops.binary('mul', a, slopeOf(context, args, 'negative_slope', 0.01)),
      ),
  ),
  activation('elu', '(a, alpha=1)', 'functional', 'x where positive, α(eˣ − 1) elsewhere.', (context, a, args) =>
    context.ops.select(
      context.ops.binary('gt', a, context.ops.scalar(0), 'bool'),
      a,
      context.ops.binary('mul', slopeOf(context, args, 'alpha', 1), context.ops.unary('expm1', a)),
    ),
  ),
  activation(
    'gelu',
    '(a, approximate=True)',
    'jaxnn',
    'x Φ(x), by default as jax approximates it.',
    (context, a, args) =>
      args.has('approximate') && !args.flag('approximate') ? gelu(context, a) : geluByTanh(context, a),
  ),
  activation('gelu', '(a, approximate=None)', 'functional', 'x Φ(x).', (context, a, args) => {
    const how = args.optional('approximate');
    return how?.kind === 'string' && how.value === 'tanh' ? geluByTanh(context, a) : gelu(context, a);
  }),
  activation('logit', '(a)', 'functional torch', 'log(x / (1 − x)).', (context, a) =>
    context.ops.unary('log', context.ops.binary('div', a, context.ops.binary('sub', context.ops.scalar(1), a))),
  ),
  row(
    'cross_entropy',
    '(a, target, reduction=None)',
    'functional',
    'Mean negative log-likelihood of classes, from logits.',
    (context, args) => {
      const a = args.tensor(context, 'a');
      return crossEntropy(context, args, logSoftmax(context, a, a.rank - 1));
    },
  ),
  row(
    'nll_loss',
    '(a, target, reduction=None)',
    'functional',
    'Mean negative log-likelihood of classes, from log-probabilities.',
    (context, args) => crossEntropy(context, args, args.tensor(context, 'a')),
  ),
  row(
    'binary_cross_entropy_with_logits',
    '(a, target, reduction=None)',
    'functional',
    'Binary cross-entropy of logits.',
    binaryCrossEntropyWithLogits,
  ),
  row(
    'binary_cross_entropy',
    '(a, target, reduction=None)',
    'functional',
    'Binary cross-entropy of probabilities.',
    binaryCrossEntropy,
  ),
  pairLoss('mse_loss', 'functional', 'Mean squared difference.', (context, d) => context.ops.binary('mul', d, d)),
  pairLoss('l1_loss', 'functional', 'Mean absolute difference.', (context, d) => context.ops.unary('abs', d)),
  row(
    'smooth_l1_loss',
    '(a, target, reduction=None, beta=None)',
    'functional',
    'Squared for small differences, linear for large ones.',
    (context, args) => huber(context, args, 'beta'),
  ),
  row(
    'huber_loss',
    '(a, target, reduction=None, delta=None)',
    'functional',
    'Squared for small differences, linear for large ones.',
    (context, args) => huber(context, args, 'delta'),
  ),
  row('linear', '(a, weight, bias=None)', 'functional', 'x Wᵀ + b.', (context, args) => {
    const weight = args.tensor(context, 'weight');
    const product = matmul(context, args.tensor(context, 'a'), context.ops.transpose(weight, [1, 0]), args.range);
    return args.has('bias')
      ? withShapes(args.range, () => context.ops.binary('add', product, args.tensor(context, 'bias')))
      : product;
  }),
  row('one_hot', '(a, num_classes)', 'functional', 'Rows with a single one.', (context, args) => {
    const a = args.tensor(context, 'a');
    const labels = context.ops.dataOf(a);
    const classes = args.integer(context, 'num_classes', 0);
    if (!labels)
      return fail(args.range, 'not-static', 'The class numbers must be data.', 'Pass an array of whole numbers.');
    const hot = new Float64Array(labels.length * classes);
    labels.forEach((label, i) => (hot[i * classes + label] = 1));
    return context.ops.constant(hot, [...a.shape, classes]);
  }),
];
