/** The loss and its gradient as people write them, and how many operations they take. */
import { formatCount } from '../../format';
import { CopyButton } from '../../parts/CopyButton';
import type { Formula as Typeset, LossForms } from '../../types';
import { Formula } from '../Formula';

/** See the file's header. */
export function FormulaTab({ forms }: { readonly forms: LossForms }) {
  const { formula, gradient, operations } = forms;
  const isRounded = formula?.isRounded === true || gradient?.isRounded === true;
  return (
    <>
      <Part title="Loss" formula={formula} missing="This loss is too long to be read as a formula." />
      <Part
        title="Gradient"
        formula={gradient}
        missing="This gradient is too long to be read as a formula; its code is behind the other tabs."
      />
      {isRounded ? <p className="became-note">Numbers are shown to six digits; the code has all of them.</p> : null}
      <dl className="became-sizes">
        <div>
          <dt>Built while reading</dt>
          <dd className="numeric">{formatCount(operations.built)} operations</dd>
        </div>
        <div>
          <dt>After folding and sharing</dt>
          <dd className="numeric">{formatCount(operations.kept)} operations</dd>
        </div>
        <div>
          <dt>Value and gradient together</dt>
          <dd className="numeric">{formatCount(operations.withGradient)} operations</dd>
        </div>
      </dl>
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly formula: Typeset | null;
  readonly missing: string;
}

function Part({ title, formula, missing }: PartProps) {
  return (
    <section className="became-part" aria-label={title}>
      <div className="became-head">
        <h3>{title}</h3>
        {formula ? <CopyButton text={latexOf(formula)} label={`LaTeX of the ${title.toLowerCase()}`} /> : null}
      </div>
      {formula ? (
        <>
          {formula.lines.map(({ name, tex }) => (
            <Formula key={name} latex={`${name} = ${tex}`} wraps />
          ))}
          {formula.where.length > 0 ? (
            <div className="became-where">
              <p className="became-note">where</p>
              {formula.where.map(({ name, tex }) => (
                <Formula key={name} latex={`${name} = ${tex}`} wraps />
              ))}
            </div>
          ) : null}
        </>
      ) : (
        <p className="became-note">{missing}</p>
      )}
    </section>
  );
}

/** All lines as one aligned display. */
function latexOf({ lines, where }: Typeset): string {
  const rows = [...lines, ...where].map(({ name, tex }) => `  ${name} &= ${tex}`);
  return rows.length === 1
    ? rows[0]!.trim().replace(' &= ', ' = ')
    : `\\begin{aligned}\n${rows.join(' \\\\\n')}\n\\end{aligned}`;
}
