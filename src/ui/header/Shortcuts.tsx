/** The page's keys. Those that type or move inside a control stay with that control. */
import { useHotkeys } from 'react-hotkeys-hook';
import { runAndPlay } from '../actions';
import { isDialogOpen, openDialog } from '../open-dialog';
import { appStore, playbackStore, viewStore } from '../stores';

const speeds = [0.25, 0.5, 1, 2, 4, 8] as const;

/** Keys that a focused control uses itself: Space on a button, arrows on a slider, letters in a list. */
const holdsKeys =
  '[role=slider],[role=separator],[role=radio],[role=tab],[role=combobox],[role=listbox],[role=dialog] *';
const isHeld = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest(`${holdsKeys},input,select,textarea`) !== null;
const isPressable = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest('button,a,summary,[role=button],[role=option]') !== null;

const everywhere = { enableOnFormTags: true, enableOnContentEditable: true, preventDefault: true } as const;
const outside = { preventDefault: true, ignoreEventWhen: isHeld } as const;
/** Characters, however a keyboard makes them: `?` takes Shift on most, `[` takes AltGr on some. */
const character = { ...outside, useKey: true, ignoreModifiers: true } as const;

/** Listens; renders nothing. */
export function Shortcuts() {
  useHotkeys('mod+enter', () => void runAndPlay(), everywhere);
  useHotkeys('mod+k', () => openDialog('commands'), everywhere);
  useHotkeys('esc', () => appStore.getState().cancel(), {
    enableOnFormTags: true,
    enabled: () => (appStore.getState().running || appStore.getState().stepping) && !isDialogOpen(),
  });
  useHotkeys('space', () => playbackStore.getState().toggle(), {
    preventDefault: true,
    ignoreEventWhen: (event) => isHeld(event) || isPressable(event),
  });
  useHotkeys('left', () => playbackStore.getState().stepBy(-1), outside);
  useHotkeys('right', () => playbackStore.getState().stepBy(1), outside);
  useHotkeys('shift+left', () => playbackStore.getState().stepBy(-10), outside);
  useHotkeys('shift+right', () => playbackStore.getState().stepBy(10), outside);
  useHotkeys('home', () => playbackStore.getState().seek(0), outside);
  useHotkeys('end', () => playbackStore.getState().seek(playbackStore.getState().length), outside);
  useHotkeys('s', () => void appStore.getState().step(), outside);
  useHotkeys('l', () => viewStore.getState().setLogLevels(!viewStore.getState().logLevels), outside);
  useHotkeys('[', () => changeSpeed(-1), character);
  useHotkeys(']', () => changeSpeed(1), character);
  useHotkeys('?', () => openDialog('shortcuts'), character);
  useHotkeys('mod+z', () => appStore.getState().undo(), outside);
  useHotkeys('mod+shift+z', () => appStore.getState().redo(), outside);
  useHotkeys('mod+y', () => appStore.getState().redo(), outside);
  return null;
}

function changeSpeed(by: -1 | 1): void {
  const playback = playbackStore.getState();
  const at = speeds.findIndex((candidate) => candidate >= playback.speed);
  playback.setSpeed(speeds[Math.min(speeds.length - 1, Math.max(0, at + by))] ?? 1);
}
