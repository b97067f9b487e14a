/** What is minimized: the catalogue's picker, the formula and its facts, and the text of the loss. */
import { DataSection } from '../data/DataSection';
import { isDataFile, openWithFile } from '../data/incoming';
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
      <div
        className="contents"
        // Before the editor, which would take a file's text for a loss.
        onDropCapture={(event) => {
          const file = Array.from(event.dataTransfer.files).find(isDataFile);
          if (!file) return;
          event.preventDefault();
          event.stopPropagation();
          void openWithFile(file);
        }}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes('Files')) event.preventDefault();
        }}
      >
        <div className="section-head">
          <h2 id="problem-heading">Problem</h2>
          <Dimension />
        </div>
        <ProblemPicker />
        {isOwn ? <ExampleFacts /> : <ProblemFacts />}
        <LossEditor />
        <DataSection />
      </div>
    </section>
  );
}
