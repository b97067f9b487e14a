/** ESTree patterns and parameters → the tree's: what may stand left of `=` and in parameter lists. */
import type * as acorn from 'acorn';
import { fail } from '../diagnostics';
import type { Expression, ObjectPattern, Param, Pattern } from './tree';

type Convert = (node: acorn.Expression) => Expression;

/** @throws LossError for a computed key in an object pattern */
export function patternOf(node: acorn.Pattern, expression: Convert): Pattern {
  const range = { from: node.start, to: node.end };
  switch (node.type) {
    case 'Identifier':
      return { type: 'name', name: node.name, ...range };
    case 'MemberExpression': {
      const converted = expression(node);
      if (converted.type === 'subscript' || converted.type === 'attribute') return converted;
      return fail(
        range,
        'assignment-target',
        'This cannot be assigned to.',
        'Assign to a name or to an element such as a[i].',
      );
    }
    case 'ArrayPattern':
      return {
        type: 'sequence-pattern',
        items: node.elements.map((element) => (element ? patternOf(element, expression) : null)),
        ...range,
      };
    case 'ObjectPattern':
      return {
        type: 'object-pattern',
        entries: node.properties.map((property) => entryOf(property, expression)),
        ...range,
      };
    case 'AssignmentPattern':
      return {
        type: 'default-pattern',
        target: patternOf(node.left, expression),
        value: expression(node.right),
        ...range,
      };
    case 'RestElement':
      return { type: 'rest-pattern', target: patternOf(node.argument, expression), ...range };
    default:
      node satisfies never;
      throw new TypeError('unknown pattern');
  }
}

function entryOf(
  property: acorn.AssignmentProperty | acorn.RestElement,
  expression: Convert,
): ObjectPattern['entries'][number] {
  if (property.type === 'RestElement' || property.computed || property.key.type !== 'Identifier') {
    return fail(
      { from: property.start, to: property.end },
      'unsupported',
      'Only plain names can be taken out of an object.',
      'Write { a, b }.',
    );
  }
  return { key: property.key.name, target: patternOf(property.value, expression) };
}

/** One parameter of a function, with its default or its `...`. */
export function paramOf(param: acorn.Pattern, expression: Convert): Param {
  const range = { from: param.start, to: param.end };
  if (param.type === 'AssignmentPattern') {
    return {
      target: patternOf(param.left, expression),
      defaultValue: expression(param.right),
      kind: 'plain',
      ...range,
    };
  }
  const isRest = param.type === 'RestElement';
  const target = patternOf(isRest ? param.argument : param, expression);
  return { target, defaultValue: null, kind: isRest ? 'rest' : 'plain', ...range };
}
