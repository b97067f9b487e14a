/** Compiled losses by their text: a worker compiles each text once, and keeps the last few. */
import { tryCompile, type CompiledLoss } from '../study/compile';
import { compileConstraints, tryConstraint, type CompiledConstraint } from '../study/constraints';
import { dataByName } from '../study/data-sets';
import { lossKey } from './loss-key';
import { plainReadingOf } from './sandbox/offer';
import type { LossSource } from './solver-protocol';

type Outcome = ReturnType<typeof tryCompile>;
type ConstraintOutcome = ReturnType<typeof tryConstraint>;

const keptLosses = 4;
const keptConstraints = 64;

/** A text that cannot be read in the present dimension may have one of its own: x^2 + sin(x) after a loss in the plane. */
function compileInContext({ text, language, n, params, data }: LossSource): Outcome {
  const known = { language, ...(params && { params }), ...(data && { data: dataByName(data) }) };
  const outcome = tryCompile(text, { ...known, n });
  if ('loss' in outcome || params) return outcome;
  const alone = tryCompile(text, known);
  return 'loss' in alone ? alone : outcome;
}

export class LossCache {
  private readonly outcomes = new Map<string, Outcome>();
  private readonly constraints = new WeakMap<CompiledLoss, Map<string, ConstraintOutcome>>();

  /** Compiles a text, or recalls what came of it. */
  compile(source: LossSource): Outcome {
    const key = lossKey(source);
    const known = this.outcomes.get(key);
    if (known) return known;
    const outcome = compileInContext(source);
    this.outcomes.set(key, outcome);
    for (const old of this.outcomes.keys()) {
      if (this.outcomes.size <= keptLosses) break;
      this.outcomes.delete(old);
    }
    return outcome;
  }

  /** How a refused text could be run as plain JavaScript; null: not at all. */
  readonly plainReadingOf = plainReadingOf;

  /** Compiles a constraint on a compiled loss, or recalls what came of it. */
  compileConstraint(text: string, loss: CompiledLoss): ConstraintOutcome {
    let known = this.constraints.get(loss);
    if (!known) this.constraints.set(loss, (known = new Map()));
    const outcome = known.get(text) ?? tryConstraint(text, loss);
    if (known.size >= keptConstraints) known.clear();
    known.set(text, outcome);
    return outcome;
  }

  /** The compiled constraints of texts that are known to be in force.
   *  @throws LossSyntaxError for one that does not compile */
  constraintsOf(texts: readonly string[], loss: CompiledLoss): CompiledConstraint[] {
    return texts.map((text) => {
      const outcome = this.compileConstraint(text, loss);
      return 'residual' in outcome ? outcome : compileConstraints([text], loss)[0]!;
    });
  }

  /** The compiled loss.
   *  @throws Error with the first diagnostic when the text does not compile */
  get(source: LossSource): CompiledLoss {
    const outcome = this.compile(source);
    if ('loss' in outcome) return outcome;
    const first = outcome.diagnostics.find(({ severity }) => severity === 'error');
    throw new Error(first ? `${first.message} ${first.remedy}` : 'The loss does not compile.');
  }
}
