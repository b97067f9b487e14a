/** The set-up column: what is minimized, by what, from where and for how long. */
import { MethodsPanel } from './methods/MethodsPanel';
import { RunSettings } from './methods/RunSettings';
import { ProblemPanel } from './problem/ProblemPanel';

/** See the file's header. */
export function SetupPanel() {
  return (
    <div className="setup">
      <ProblemPanel />
      <MethodsPanel />
      <RunSettings />
    </div>
  );
}
