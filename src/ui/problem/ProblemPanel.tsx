/** What is minimized: the catalogue's picker, the formula and its facts, and the text of the loss. */
import { useApp } from '../stores';
import { Dimension } from './Dimension';
import { ExampleFacts } from './ExampleFacts';
import { LossEditor } from './LossEditor';
import { ProblemFacts } from './ProblemFacts';
import { ProblemPicker } from './ProblemPicker';

/** The upper part of the set-up column. */
export function ProblemPanel() {
  const isOwn = useApp((state) => state.problem.problemId === null);
  return (
    <section className="section" aria-labelledby="problem-heading">
      <div className="section-head">
        <h2 id="problem-heading">Problem</h2>
        <Dimension />
      </div>
      <ProblemPicker />
      {isOwn ? <ExampleFacts /> : <ProblemFacts />}
      <LossEditor />
    </section>
  );
}
