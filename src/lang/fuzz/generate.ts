/**
 * Random losses, each as JavaScript and as Python text with the same meaning: what the differential fuzz compares
 * with V8 and CPython.
 *
 * Expressions keep to where both languages define a finite result, but use every operator whose precedence differs
 * between languages or parsers: `not`, `**`, unary minus, chained comparisons, `%`, conditional expressions.
 */
import fc from 'fast-check';

/** A program in one language. */
export interface RandomLoss {
  readonly source: string;
}

type Language = 'javascript' | 'python';

interface Draw {
  readonly language: Language;
  /** the next choice among `count` */
  pick(count: number): number;
  readonly names: string[];
  depth: number;
}

const of = <T>(draw: Draw, choices: readonly T[]): T => choices[draw.pick(choices.length)]!;

const constants = ['0.5', '2', '3', '1.25', '0.1', '7', '10', '1e-2'];

function atom(draw: Draw): string {
  return draw.pick(3) === 0 ? of(draw, constants) : of(draw, draw.names);
}

/** A numeric expression without redundant brackets, so that precedence is exercised. */
function numeric(draw: Draw): string {
  if (draw.depth <= 0) return atom(draw);
  draw.depth--;
  const isPython = draw.language === 'python';
  const inner = (): string => numeric(draw);
  const bracketed = (): string => `(${numeric(draw)})`;
  const math = (name: string): string => (isPython ? `math.${name}` : `Math.${name}`);
  switch (draw.pick(16)) {
    case 0:
    case 1:
      return `${inner()} + ${inner()}`;
    case 2:
      return `${inner()} - ${inner()}`;
    case 3:
    case 4:
      return `${atomOrBracket(draw)} * ${atomOrBracket(draw)}`;
    case 5:
      return `${atomOrBracket(draw)} / (1 + ${atomOrBracket(draw)} * ${atom(draw)} ** 2 + 3)`;
    case 6:
      // JavaScript forbids -x ** 2 without brackets; Python gives it a meaning.
      return isPython
        ? `-${atom(draw)} ** ${of(draw, ['2', '3', '2 ** 1'])}`
        : `-(${atom(draw)} ** ${of(draw, ['2', '3', '2 ** 1'])})`;
    case 7:
      return `-${atomOrBracket(draw)}`;
    case 8:
      return `${math(of(draw, ['sin', 'cos', 'tanh', 'atan', 'exp']))}(${math('sin')}(${inner()}))`;
    case 9:
      return `${math('sqrt')}(${isPython ? 'abs' : 'Math.abs'}(${inner()}) + ${of(draw, ['0.5', '1'])})`;
    case 10:
      return isPython
        ? `(${inner()} if ${condition(draw)} else ${inner()})`
        : `(${condition(draw)} ? ${inner()} : ${inner()})`;
    case 11:
      return isPython ? `max(${inner()}, ${inner()})` : `Math.max(${inner()}, ${inner()})`;
    case 12:
      return `${bracketed()} % ${of(draw, ['3', '2.5', '7'])}`;
    case 13:
      return isPython
        ? `${bracketed()} // ${of(draw, ['2', '3.5'])}`
        : `Math.floor(${bracketed()} / ${of(draw, ['2', '3.5'])})`;
    case 14:
      return isPython ? `min(${inner()}, ${atom(draw)})` : `Math.min(${inner()}, ${atom(draw)})`;
    default:
      return `(${isPython ? 'abs' : 'Math.abs'}(${atom(draw)}) + 1) ** -${of(draw, ['1', '2'])}`;
  }
}

function atomOrBracket(draw: Draw): string {
  return draw.pick(2) === 0 ? atom(draw) : `(${numeric(draw)})`;
}

function condition(draw: Draw): string {
  const isPython = draw.language === 'python';
  const [and, or] = isPython ? ['and', 'or'] : ['&&', '||'];
  const compare = (): string => `${numericShort(draw)} ${of(draw, ['<', '<=', '>', '>='])} ${numericShort(draw)}`;
  if (draw.depth <= 0) return compare();
  draw.depth--;
  switch (draw.pick(7)) {
    case 0:
      return `${compare()} ${and} ${condition(draw)}`;
    case 1:
      return `${compare()} ${or} ${condition(draw)}`;
    case 2:
      return isPython
        ? `not ${compare()} ${of(draw, ['and', 'or'])} ${condition(draw)}`
        : `!(${compare()}) ${of(draw, ['&&', '||'])} ${condition(draw)}`;
    case 3:
      return isPython ? `${numericShort(draw)} < ${numericShort(draw)} <= ${numericShort(draw)}` : compare();
    case 4:
      return isPython
        ? `${compare()} ${or} ${compare()} ${and} not ${compare()}`
        : `${compare()} ${or} ${compare()} ${and} !(${compare()})`;
    case 5:
      return isPython ? `not not ${compare()}` : `!!(${compare()})`;
    default:
      return compare();
  }
}

function numericShort(draw: Draw): string {
  return draw.pick(2) === 0 ? atom(draw) : `${atom(draw)} ${of(draw, ['+', '-', '*'])} ${atom(draw)}`;
}

/** Statements that define or change names. */
function statements(draw: Draw, indent: string, budget: number): string[] {
  const isPython = draw.language === 'python';
  const lines: string[] = [];
  const end = isPython ? '' : ';';
  for (let k = 0; k < budget; k++) {
    const name = `t${draw.names.length}`;
    draw.depth = 3;
    switch (draw.pick(7)) {
      case 0:
      case 1:
        lines.push(`${indent}${isPython ? '' : 'let '}${name} = ${numeric(draw)}${end}`);
        draw.names.push(name);
        break;
      case 2: {
        lines.push(`${indent}s ${of(draw, ['+=', '-=', '*='])} ${numeric(draw)}${end}`);
        break;
      }
      case 3: {
        const test = condition(draw);
        const [then, otherwise] = [numeric(draw), numeric(draw)];
        if (isPython)
          lines.push(
            `${indent}if ${test}:`,
            `${indent}    s = s + ${then}`,
            `${indent}else:`,
            `${indent}    s = s * 0.5 - (${otherwise})`,
          );
        else lines.push(`${indent}if (${test}) { s = s + ${then}; } else { s = s * 0.5 - (${otherwise}); }`);
        break;
      }
      case 4:
        lines.push(...loop(draw, indent));
        break;
      case 5: {
        const test = condition(draw);
        if (isPython) lines.push(`${indent}if ${test}:`, `${indent}    return s + ${numeric(draw)}`);
        else lines.push(`${indent}if (${test}) return s + ${numeric(draw)};`);
        break;
      }
      default: {
        lines.push(...arrayLoop(draw, indent));
      }
    }
  }
  return lines;
}

/** A loop over the vector: reductions, recurrences, conditions on the index and on the point, continue and break. */
function loop(draw: Draw, indent: string): string[] {
  const isPython = draw.language === 'python';
  const offset = draw.pick(2);
  const outer = draw.names.length;
  const element = ['x[i]', offset === 1 ? 'x[i - 1]' : 'x[i]', 'i', 'x[0]'];
  draw.names.push(...element);
  draw.depth = 2;
  const body: string[] = [];
  const inner = `${indent}    `;
  const end = isPython ? '' : ';';
  const guard = draw.pick(6);
  if (guard === 0)
    body.push(isPython ? `${inner}if i % 2 == 0:` : `${inner}if (i % 2 === 0)`, `${inner}    continue${end}`);
  if (guard === 1)
    body.push(
      isPython ? `${inner}if ${condition(draw)}:` : `${inner}if (${condition(draw)})`,
      `${inner}    ${of(draw, ['continue', 'break'])}${end}`,
    );
  draw.depth = 2;
  switch (draw.pick(4)) {
    case 0:
    case 1:
      body.push(`${inner}s += ${numeric(draw)}${end}`);
      break;
    case 2: {
      // A contraction: a chaotic recurrence would show the last bit of sin, which the C library and V8 choose apart.
      const others = draw.names.filter((name) => name !== 's' && !name.startsWith('t'));
      const term = numeric({ ...draw, names: others });
      body.push(isPython ? `${inner}s = 0.5 * math.sin(s) + ${term}` : `${inner}s = 0.5 * Math.sin(s) + ${term};`);
      break;
    }
    default:
      body.push(isPython ? `${inner}s = max(s, ${numeric(draw)})` : `${inner}s = Math.max(s, ${numeric(draw)});`);
  }
  draw.names.length = outer;
  const head = isPython
    ? `${indent}for i in range(${offset}, len(x)):`
    : `${indent}for (let i = ${offset}; i < x.length; i++) {`;
  return [head, ...body, ...(isPython ? [] : [`${indent}}`])];
}

/** An array that is filled, changed and folded. */
function arrayLoop(draw: Draw, indent: string): string[] {
  const isPython = draw.language === 'python';
  const array = `a${draw.names.length}`;
  const outer = draw.names.length;
  draw.names.push('x[i]', 'i');
  draw.depth = 2;
  const value = numeric(draw);
  draw.names.length = outer;
  const name = `t${draw.names.length}`;
  draw.names.push(name);
  switch (draw.pick(3)) {
    case 0:
      return isPython
        ? [
            `${indent}${array} = [0.0] * len(x)`,
            `${indent}for i in range(len(x)):`,
            `${indent}    ${array}[i] = ${value}`,
            `${indent}${name} = sum(${array}) / len(x)`,
          ]
        : [
            `${indent}const ${array} = new Array(x.length).fill(0);`,
            `${indent}for (let i = 0; i < x.length; i++) ${array}[i] = ${value};`,
            `${indent}let ${name} = ${array}.reduce((p, q) => p + q, 0) / x.length;`,
          ];
    case 1:
      return isPython
        ? [`${indent}${array} = [${value} for i in range(len(x))]`, `${indent}${name} = ${array}[-1] - ${array}[0]`]
        : [
            `${indent}const ${array} = x.map((_, i) => ${value});`,
            `${indent}let ${name} = ${array}[x.length - 1] - ${array}[0];`,
          ];
    default:
      return isPython
        ? [
            `${indent}${array} = []`,
            `${indent}for i in range(len(x)):`,
            `${indent}    ${array}.append(${value})`,
            `${indent}${name} = max(${array})`,
          ]
        : [
            `${indent}const ${array} = [];`,
            `${indent}for (let i = 0; i < x.length; i++) ${array}.push(${value});`,
            `${indent}let ${name} = Math.max(...${array});`,
          ];
  }
}

/** A loss over a vector x, drawn from a list of choices, so that fast-check can shrink it. */
export function lossFrom(choices: readonly number[], language: Language): RandomLoss {
  let at = 0;
  const draw: Draw = {
    language,
    names: ['x[0]', 'x[1]', 's'],
    depth: 3,
    pick: (count) => (choices.length === 0 ? 0 : choices[at++ % choices.length]! % count),
  };
  const isPython = language === 'python';
  const indent = isPython ? '    ' : '  ';
  const body = statements(draw, indent, 1 + draw.pick(4));
  draw.depth = 3;
  const result = numeric(draw);
  const source = isPython
    ? ['import math', 'def f(x):', `${indent}s = 0.5`, ...body, `${indent}return s + ${result}`].join('\n')
    : ['function f(x) {', `${indent}let s = 0.5;`, ...body, `${indent}return s + ${result};`, '}'].join('\n');
  return { source };
}

/** Random losses of one language. */
export function randomLoss(language: Language): fc.Arbitrary<RandomLoss> {
  return fc
    .array(fc.nat({ max: 5039 }), { minLength: 24, maxLength: 60 })
    .map((choices) => lossFrom(choices, language));
}

/** Points at which a loss is compared: n numbers away from special values. */
export function pointOf(n: number, k: number): number[] {
  return Array.from(
    { length: n },
    (_, i) => Math.round(2000 * Math.sin(12.9898 * (i + 1) + 78.233 * (k + 1))) / 1000 + 0.0137,
  );
}
