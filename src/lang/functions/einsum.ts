/** Einstein summation: every letter is an axis, letters that the result lacks are summed over. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { simplify, toTensor } from '../lower/convert';
import { matmul } from '../lower/matmul';
import { type ArgumentValue, type Tensor, type Value, shapeText } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';

interface Term {
  readonly letters: string;
  readonly tensor: Tensor;
}

function subscriptsOf(args: Binding): { inputs: string[]; output: string; operands: readonly ArgumentValue[] } {
  const [first, ...operands] = args.rest;
  if (first?.value.kind !== 'string') {
    return fail(args.range, 'unsupported', 'einsum takes its axes as text here.', "Write einsum('ij,j->i', A, x).");
  }
  const text = first.value.value.replaceAll(' ', '');
  const [left, right] = text.split('->') as [string, string?];
  const inputs = left.split(',');
  if (!/^[A-Za-z,]*(->[A-Za-z]*)?$/.test(text)) {
    fail(
      first.range,
      'unsupported',
      `einsum's axes are letters here, and “${text}” has other signs.`,
      'Name every axis by a letter, also those of “...”.',
    );
  }
  if (inputs.length !== operands.length) {
    fail(
      args.range,
      'argument-count',
      `“${text}” names ${inputs.length} arrays; ${operands.length} ${operands.length === 1 ? 'was' : 'were'} given.`,
      'Give one array for each group of letters.',
    );
  }
  const all = inputs.join('');
  const once = [...new Set(all)].filter((letter) => all.split(letter).length === 2);
  const output = right ?? once.sort().join('');
  const unknown = Array.from(output).find((letter) => !all.includes(letter));
  if (unknown)
    fail(
      first.range,
      'unsupported',
      `The result's axis “${unknown}” belongs to no array.`,
      'Use letters that stand before the arrow.',
    );
  return { inputs, output, operands };
}

/** An array with each letter once: repeated letters take the diagonal. */
function diagonalTerm(context: Context, letters: string, tensor: Tensor): Term {
  const repeated = Array.from(letters).find((letter, i) => letters.indexOf(letter) < i);
  if (!repeated) return { letters, tensor };
  const [p, q] = [letters.indexOf(repeated), letters.lastIndexOf(repeated)];
  const n = tensor.shape[p]!;
  const others = Array.from(letters)
    .map((_, i) => i)
    .filter((i) => i !== p && i !== q);
  const moved = context.ops.transpose(tensor, [p, q, ...others]);
  const flat = context.ops.reshape(moved, [n * n, ...others.map((i) => tensor.shape[i]!)]);
  const indices = Array.from({ length: n }, (_, i) => i * n + i);
  const picked = context.ops.wrap(context.graph.gather(flat.node, indices, flat.batch), flat, flat.type);
  return diagonalTerm(context, repeated + others.map((i) => letters[i]).join(''), picked);
}

/** Axes in the order of `letters`, extent 1 for those that the term lacks. */
function spread(context: Context, { letters: own, tensor }: Term, letters: string): Tensor {
  const kept = Array.from(letters).filter((letter) => own.includes(letter));
  const moved = context.ops.transpose(
    tensor,
    kept.map((letter) => own.indexOf(letter)),
  );
  return context.ops.reshape(
    moved,
    Array.from(letters).map((letter) => (own.includes(letter) ? tensor.shape[own.indexOf(letter)]! : 1)),
  );
}

/** Sums a term over the letters that nothing else wants. */
function sumOut(context: Context, term: Term, wanted: string): Term {
  const gone = Array.from(term.letters).flatMap((letter, axis) => (wanted.includes(letter) ? [] : [axis]));
  if (gone.length === 0) return term;
  return {
    letters: Array.from(term.letters)
      .filter((_, axis) => !gone.includes(axis))
      .join(''),
    tensor: context.ops.reduce('sum', term.tensor, gone, false, 'float'),
  };
}

/** Two terms as one: a matrix product where the letters make one, else elementwise products summed. */
function contract(context: Context, a: Term, b: Term, wanted: string, args: Binding): Term {
  const shared = Array.from(a.letters)
    .filter((letter) => b.letters.includes(letter) && !wanted.includes(letter))
    .join('');
  const rows = Array.from(a.letters)
    .filter((letter) => !b.letters.includes(letter))
    .join('');
  const columns = Array.from(b.letters)
    .filter((letter) => !a.letters.includes(letter))
    .join('');
  const isProduct =
    shared.length === 1 &&
    a.letters.length + b.letters.length === rows.length + columns.length + 2 &&
    a.letters.length <= 2 &&
    b.letters.length <= 2;
  if (isProduct) {
    const product = matmul(
      context,
      spread(context, a, rows + shared),
      spread(context, b, shared + columns),
      args.range,
    );
    return { letters: rows + columns, tensor: product };
  }
  const letters = [...new Set(a.letters + b.letters)].join('');
  const product = context.ops.binary('mul', spread(context, a, letters), spread(context, b, letters));
  return sumOut(context, { letters, tensor: product }, wanted);
}

function einsum(context: Context, args: Binding): Value {
  const { inputs, output, operands } = subscriptsOf(args);
  const extents = new Map<string, number>();
  let terms = operands.map(({ value, range }, i): Term => {
    const tensor = toTensor(context, value, range);
    const letters = inputs[i]!;
    if (tensor.rank !== letters.length) {
      fail(
        range,
        'shape',
        `“${letters}” names ${letters.length} axes, and this array has shape ${shapeText(tensor.shape)}.`,
        'Use one letter for each axis.',
      );
    }
    Array.from(letters).forEach((letter, axis) => {
      const extent = tensor.shape[axis]!;
      const known = extents.get(letter) ?? extent;
      if (known !== extent)
        fail(
          range,
          'shape',
          `Axis “${letter}” has length ${known} in one array and ${extent} here.`,
          'Axes of one letter must be equally long.',
        );
      extents.set(letter, extent);
    });
    return diagonalTerm(context, letters, tensor);
  });
  const wantedBy = (others: readonly Term[]): string => output + others.map((term) => term.letters).join('');
  terms = terms.map((term, i) => sumOut(context, term, wantedBy(terms.filter((_, k) => k !== i))));
  while (terms.length > 1) {
    const [a, b, ...others] = terms as [Term, Term, ...Term[]];
    terms = [contract(context, a, b, wantedBy(others), args), ...others];
  }
  return simplify(context, spread(context, terms[0]!, output));
}

/** einsum, in all its modules. */
export const einsumRows: readonly Builtin[] = [
  row('einsum', '(*operands)', 'numpy torch', "Sums of products by the letters of their axes: 'ij,j->i'.", einsum),
];
