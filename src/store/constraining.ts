/** The lines of constraints beside what the compiler said of them: which texts are in force, line by line. */
import type { CompileReply } from '../worker/picture-service';
import type { StudyProblem } from '../study/types';
import type { CompileState, ConstraintState } from './state';

type Lines = StudyProblem['constraints'];

const fresh: ConstraintState = { inForce: null, kind: null, isLinear: false, diagnostics: [] };

/** The texts that runs and pictures keep to. */
export const constraintsInForce = ({ constraints }: CompileState): string[] =>
  constraints.flatMap(({ inForce }) => (inForce === null ? [] : [inForce]));

/** States for changed lines: a line that was there keeps its own, one that is being typed in keeps its last good text. */
export function carriedOver(states: readonly ConstraintState[], before: Lines, now: Lines): ConstraintState[] {
  const isInPlace = before.length === now.length;
  return now.map(({ text }, i) => {
    const same = before.findIndex((line, k) => line.text === text && (!isInPlace || k === i));
    if (same >= 0) return states[same] ?? fresh;
    // An emptied line is no constraint any more; the mark of the old text is in the way of typing.
    const last = isInPlace && text.trim() !== '' ? states[i] : undefined;
    return last ? { ...last, diagnostics: [] } : fresh;
  });
}

/** States after the compiler's answer. A line that does not compile keeps its last good text while the loss, and so
 *  what that text meant, is the same. */
export function answered({ constraints, loss }: CompileState, reply: CompileReply & { ok: true }): ConstraintState[] {
  const isSameLoss = loss?.text === reply.info.text && loss.n === reply.info.n;
  return reply.constraints.map(({ text, kind, isLinear, diagnostics }, i): ConstraintState => {
    if (kind !== null) return { inForce: text, kind, isLinear, diagnostics };
    if (text.trim() === '') return fresh;
    const last = isSameLoss ? constraints[i] : undefined;
    return { ...(last ?? fresh), diagnostics };
  });
}
