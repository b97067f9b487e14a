/**
 * The one syntax tree that JavaScript, Python and formulas become, so that there is one lowering.
 *
 * It names constructs by meaning, not by spelling: a chained comparison is one node, `for (let i = a; i < b; i++)`
 * keeps its three parts, `x[1:, 0]` is one index with two entries. What differs in meaning between the languages
 * (`%`, truth of an empty list, `+` of lists) is left to the lowering, which knows the language. Every node carries
 * its range in the source, because every diagnostic needs one.
 */

/** Half-open range of offsets in the source. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type Language = 'javascript' | 'python' | 'formula';

export type ArithmeticOp = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>' | '>>>';
export type CompareOp = '<' | '<=' | '>' | '>=' | '==' | '!=' | 'is' | 'is not' | 'in' | 'not in';
export type LogicalOp = 'and' | 'or' | '??';

export type Expression =
  | NumberLiteral
  | StringLiteral
  | ConstantLiteral
  | Name
  | Unary
  | Binary
  | Compare
  | Logical
  | Conditional
  | Call
  | Attribute
  | Subscript
  | Sequence
  | DictLiteral
  | Lambda
  | Comprehension
  | Spread
  | AssignExpression
  | TextTemplate
  | BigOperator;

export interface NumberLiteral extends Range {
  readonly type: 'number';
  readonly value: number;
  /** written without point or exponent; in JavaScript: whether the value is an integer */
  readonly isInteger: boolean;
}
export interface StringLiteral extends Range {
  readonly type: 'string';
  readonly value: string;
}
export interface ConstantLiteral extends Range {
  readonly type: 'constant';
  readonly value: boolean | null | undefined;
}
export interface Name extends Range {
  readonly type: 'name';
  readonly name: string;
}
export interface Unary extends Range {
  readonly type: 'unary';
  readonly op: '-' | '+' | 'not' | '~';
  readonly operand: Expression;
}
export interface Binary extends Range {
  readonly type: 'binary';
  readonly op: ArithmeticOp;
  readonly left: Expression;
  readonly right: Expression;
  /** where the operator stands, for messages about both operands */
  readonly operator: Range;
}
/** `a < b <= c`: operands[0] ops[0] operands[1] ops[1] operands[2]. */
export interface Compare extends Range {
  readonly type: 'compare';
  readonly operands: readonly Expression[];
  readonly ops: readonly CompareOp[];
}
export interface Logical extends Range {
  readonly type: 'logical';
  readonly op: LogicalOp;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends Range {
  readonly type: 'conditional';
  readonly test: Expression;
  readonly consequent: Expression;
  readonly otherwise: Expression;
}
export interface Argument extends Range {
  readonly value: Expression;
  /** keyword argument `name=value` */
  readonly name?: string;
  /** `*value` or `...value`; `**value` */
  readonly spread?: 'list' | 'dict';
}
export interface Call extends Range {
  readonly type: 'call';
  readonly callee: Expression;
  readonly args: readonly Argument[];
  /** `new Array(3)` */
  readonly isNew?: boolean;
}
export interface Attribute extends Range {
  readonly type: 'attribute';
  readonly object: Expression;
  readonly name: string;
  readonly nameRange: Range;
}
/** `start:stop:step` inside a subscript. */
export interface Slice extends Range {
  readonly type: 'slice';
  readonly start: Expression | null;
  readonly stop: Expression | null;
  readonly step: Expression | null;
}
export interface Ellipsis extends Range {
  readonly type: 'ellipsis';
}
export type IndexEntry = Expression | Slice | Ellipsis;
export interface Subscript extends Range {
  readonly type: 'subscript';
  readonly object: Expression;
  readonly indices: readonly IndexEntry[];
  /** `x[i]` counts from 1 (formulas: `x_1` is the first) */
  readonly oneBased?: boolean;
}
export interface Sequence extends Range {
  readonly type: 'sequence';
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Expression[];
}
export interface DictLiteral extends Range {
  readonly type: 'dict';
  /** `key: null` marks a spread of `value` */
  readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
}
export interface Lambda extends Range {
  readonly type: 'lambda';
  readonly name: string | null;
  readonly params: readonly Param[];
  readonly body: readonly Statement[];
  /** range to underline when the function itself is meant */
  readonly header: Range;
}
export interface ComprehensionClause extends Range {
  readonly target: Pattern;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}
export interface Comprehension extends Range {
  readonly type: 'comprehension';
  readonly kind: 'list' | 'generator' | 'dict';
  readonly element: Expression;
  /** key of a dict comprehension */
  readonly key: Expression | null;
  readonly clauses: readonly ComprehensionClause[];
}
export interface Spread extends Range {
  readonly type: 'spread';
  readonly value: Expression;
}
/** An assignment used as a value: `a = b = 3`, `i++`, `(x := 3)`. `postfix` yields the value before. */
export interface AssignExpression extends Range {
  readonly type: 'assign';
  readonly target: Pattern;
  readonly op: ArithmeticOp | LogicalOp | null;
  readonly value: Expression;
  readonly postfix: boolean;
}
/** An f-string or a template literal: only ever used in messages and keys. */
export interface TextTemplate extends Range {
  readonly type: 'template';
  readonly parts: readonly (string | Expression)[];
}
/** `sum(i = a..b, body)` of a formula. */
export interface BigOperator extends Range {
  readonly type: 'bigop';
  readonly op: 'sum' | 'prod' | 'min' | 'max';
  readonly index: Name;
  readonly lower: Expression;
  readonly upper: Expression;
  readonly body: Expression;
}

export type Pattern = Name | Attribute | Subscript | SequencePattern | ObjectPattern | DefaultPattern | RestPattern;
export interface SequencePattern extends Range {
  readonly type: 'sequence-pattern';
  /** null skips an element: `[, y]` */
  readonly items: readonly (Pattern | null)[];
}
export interface ObjectPattern extends Range {
  readonly type: 'object-pattern';
  readonly entries: readonly { readonly key: string; readonly target: Pattern }[];
}
export interface DefaultPattern extends Range {
  readonly type: 'default-pattern';
  readonly target: Pattern;
  readonly value: Expression;
}
export interface RestPattern extends Range {
  readonly type: 'rest-pattern';
  readonly target: Pattern;
}

export interface Param extends Range {
  readonly target: Pattern;
  readonly defaultValue: Expression | null;
  readonly kind: 'plain' | 'rest' | 'keywords' | 'keyword-only';
}

export type Statement =
  | ExpressionStatement
  | Assign
  | If
  | ForEach
  | ForClassic
  | While
  | Return
  | Jump
  | FunctionDefinition
  | Import
  | ScopeDeclaration
  | Block
  | Raise
  | Unsupported
  | Empty;

export interface ExpressionStatement extends Range {
  readonly type: 'expression';
  readonly value: Expression;
}
export interface Assign extends Range {
  readonly type: 'assignment';
  readonly targets: readonly Pattern[];
  readonly op: ArithmeticOp | LogicalOp | null;
  /** null declares without a value: `let t;` */
  readonly value: Expression | null;
  readonly declares: 'let' | 'const' | 'var' | null;
}
export interface If extends Range {
  readonly type: 'if';
  readonly test: Expression;
  readonly consequent: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface ForEach extends Range {
  readonly type: 'for-each';
  readonly target: Pattern;
  readonly declares: 'let' | 'const' | 'var' | null;
  readonly iterable: Expression;
  /** `for … in` of JavaScript walks indices */
  readonly overKeys: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly header: Range;
}
export interface ForClassic extends Range {
  readonly type: 'for-classic';
  readonly init: readonly Statement[];
  readonly test: Expression | null;
  readonly update: Expression | null;
  readonly body: readonly Statement[];
  readonly header: Range;
}
export interface While extends Range {
  readonly type: 'while';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
  /** `do … while` */
  readonly testsLast: boolean;
  readonly header: Range;
}
export interface Return extends Range {
  readonly type: 'return';
  readonly value: Expression | null;
}
export interface Jump extends Range {
  readonly type: 'break' | 'continue';
}
export interface FunctionDefinition extends Range {
  readonly type: 'function';
  readonly name: string;
  readonly nameRange: Range;
  readonly lambda: Lambda;
  /** `export default` */
  readonly isDefault: boolean;
}
/** What an import binds: `module` alone for `import numpy as np`, with `member` for `from math import sin`. */
export interface ImportBinding extends Range {
  readonly local: string;
  readonly module: string;
  readonly member: string | null;
}
export interface Import extends Range {
  readonly type: 'import';
  readonly bindings: readonly ImportBinding[];
}
export interface ScopeDeclaration extends Range {
  readonly type: 'scope';
  readonly kind: 'global' | 'nonlocal';
  readonly names: readonly string[];
}
export interface Block extends Range {
  readonly type: 'block';
  readonly body: readonly Statement[];
}
/** `raise` and `throw`: an error only where the statement is certainly reached. */
export interface Raise extends Range {
  readonly type: 'raise';
}
/** A construct outside the language; an error only where it is reached. */
export interface Unsupported extends Range {
  readonly type: 'unsupported';
  readonly construct: string;
  readonly remedy: string;
  /** that it would define */
  readonly name?: string;
}
/** `pass`, `;`, docstrings, type declarations, `assert`. */
export interface Empty extends Range {
  readonly type: 'empty';
}

/** A parsed text. `defaultExport` is the value of a trailing expression: `(x, y) => …`, `export default …`. */
export interface Module extends Range {
  readonly language: Language;
  readonly body: readonly Statement[];
}
