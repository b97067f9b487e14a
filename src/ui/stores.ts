/** The panels' one door to the state: hooks for React, vanilla stores for the canvases that draw without it. */
export {
  useApp,
  usePlayback,
  useView,
  useDigits,
  appStore,
  playbackStore,
  viewStore,
  digitsStore,
  startApp,
  catalogue,
  builtInData,
  languageDesk,
  openExample,
  predicting,
  scheduleOf,
  sketches,
  useExamples,
  digitsMethods,
} from '../store/hooks';
export { dataLeftOut } from '../store/share';
export { coordinateName, coordinateTitle, namedValues, paramRows } from '../store/naming';
