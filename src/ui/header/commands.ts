/** The commands of the palette. Each is an action of a store under a name that a person would type. */
import { runAndPlay, showExample } from '../actions';
import { openDigits } from '../digits/open-digits';
import { openDialog } from '../open-dialog';
import { resetDomain, zoomDomain } from '../landscape/view-box';
import { appStore, catalogue, playbackStore, viewStore } from '../stores';
import type { Example, MethodInfo, ViewState } from '../types';
import { copyLink, downloadScript, downloadStudy, pickStudyFile } from './files';
import { commandKey } from './keys';

export interface CommandEntry {
  readonly name: string;
  readonly keys?: string;
  readonly run: () => void;
}

interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly CommandEntry[];
}

/** All commands, those of problems, methods and examples included. */
export function commandGroups(methods: readonly MethodInfo[], examples: readonly Example[]): readonly CommandGroup[] {
  return [
    { heading: 'Study', commands: studyCommands },
    { heading: 'Playback', commands: playbackCommands },
    { heading: 'View', commands: viewCommands },
    {
      heading: 'Add method',
      commands: methods.map((method) => ({
        name: `Add ${method.name}`,
        run: () => appStore.getState().addMethod(method.name),
      })),
    },
    {
      heading: 'Open example',
      commands: examples.map(({ id, title }) => ({ name: `Example: ${title}`, run: () => void showExample(id) })),
    },
    {
      heading: 'Open problem',
      commands: catalogue.map((problem) => ({
        name: `Open ${problem.title}`,
        run: () => appStore.getState().pickProblem(problem.id),
      })),
    },
  ];
}

const studyCommands: readonly CommandEntry[] = [
  { name: 'Run the study', keys: `${commandKey} Enter`, run: () => void runAndPlay() },
  { name: 'Examples', run: () => openDialog('examples') },
  { name: 'Step by one iteration', keys: 'S', run: () => void appStore.getState().step() },
  { name: 'Cancel the study', keys: 'Esc', run: () => appStore.getState().cancel() },
  { name: 'Undo setting', keys: `${commandKey} Z`, run: () => appStore.getState().undo() },
  { name: 'Redo setting', keys: `${commandKey} Shift Z`, run: () => appStore.getState().redo() },
  { name: 'Add data: CSV, JSON or a built-in set', run: () => openDialog('data') },
  {
    name: 'Make a table of the parameters: shapes, units, scales',
    run: () => appStore.getState().nameParams(),
  },
  { name: 'Train on handwritten digits', run: openDigits },
  { name: 'Copy link', run: () => void copyLink() },
  { name: 'Export JSON', run: () => void downloadStudy() },
  { name: 'Import JSON', run: pickStudyFile },
  { name: 'Save the runs as a Python script for SciPy', run: () => void downloadScript() },
];

const playbackCommands: readonly CommandEntry[] = [
  { name: 'Play or pause', keys: 'Space', run: () => playbackStore.getState().toggle() },
  { name: 'Go to the start', keys: 'Home', run: () => playbackStore.getState().seek(0) },
  { name: 'Go to the end', keys: 'End', run: () => playbackStore.getState().seek(playbackStore.getState().length) },
];

const theme = (value: ViewState['theme'], name: string): CommandEntry => ({
  name,
  run: () => viewStore.getState().setTheme(value),
});
const convergenceX = (value: ViewState['convergenceX']): CommandEntry => ({
  name: `Convergence against ${value}`,
  run: () => viewStore.getState().setConvergenceX(value),
});

const viewCommands: readonly CommandEntry[] = [
  {
    name: 'Toggle logarithmic contour levels',
    keys: 'L',
    run: () => viewStore.getState().setLogLevels(!viewStore.getState().logLevels),
  },
  {
    name: 'Toggle gradient arrows',
    run: () => appStore.getState().setShowArrows(!appStore.getState().showArrows),
  },
  { name: 'Toggle logarithmic convergence', run: () => viewStore.getState().setLogY(!viewStore.getState().logY) },
  convergenceX('iterations'),
  convergenceX('evaluations'),
  convergenceX('time'),
  { name: 'Zoom in', run: () => zoomDomain(1 / 1.5) },
  { name: 'Zoom out', run: () => zoomDomain(1.5) },
  { name: 'Show the whole domain', run: resetDomain },
  { name: 'See what the loss became: formula, gradient, JavaScript, WGSL', run: () => openDialog('became') },
  { name: 'Landscape as a table', run: () => openDialog('landscape-data') },
  { name: 'Convergence as a table', run: () => openDialog('convergence-data') },
  theme('light', 'Light theme'),
  theme('dark', 'Dark theme'),
  theme('system', 'Theme of the system'),
  { name: 'Keyboard shortcuts', keys: '?', run: () => openDialog('shortcuts') },
];
