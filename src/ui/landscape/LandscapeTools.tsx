/** The landscape's tools: which coordinates, which levels, arrows, zoom, table. */
import { IconButton } from '../parts/IconButton';
import { Select } from '../parts/Select';
import { openDialog } from '../open-dialog';
import { appStore, useApp, useView, viewStore } from '../stores';
import { resetDomain, zoomDomain } from './view-box';

/** See the file's header. */
export function LandscapeTools() {
  const n = useApp((state) => state.problem.n);
  const showArrows = useApp((state) => state.showArrows);
  const isPlain = useApp(({ compile }) => compile.loss?.plain !== undefined);
  const logLevels = useView((state) => state.logLevels);
  return (
    <div className="panel-tools">
      {n > 2 ? <AxisChoice n={n} /> : null}
      {n > 1 ? (
        <>
          <IconButton
            icon="levels"
            label="Logarithmic levels"
            keys="L"
            pressed={logLevels}
            onClick={() => viewStore.getState().setLogLevels(!logLevels)}
          />
          <IconButton
            icon="arrows"
            label="Arrows of −∇f"
            pressed={showArrows && !isPlain}
            disabled={isPlain}
            more={isPlain ? 'Plain JavaScript has no exact gradient.' : undefined}
            onClick={() => appStore.getState().setShowArrows(!showArrows)}
          />
          <span className="rule" aria-hidden="true" />
        </>
      ) : null}
      <IconButton icon="minus" label="Zoom out" onClick={() => zoomDomain(1.5)} />
      <IconButton icon="plus" label="Zoom in" onClick={() => zoomDomain(1 / 1.5)} />
      <IconButton icon="home" label="Show the whole domain" onClick={resetDomain} />
      <IconButton icon="table" label="Landscape as a table" onClick={() => openDialog('landscape-data')} />
    </div>
  );
}

/** The two coordinates on show; choosing one that is taken swaps them. */
function AxisChoice({ n }: { readonly n: number }) {
  const axes = useApp((state) => state.axes);
  const names = useApp((state) => state.compile.loss?.names);
  // Beyond this a list helps nobody; the first ones stand for the rest.
  const count = Math.min(n, 50);
  const items = Array.from({ length: count }, (_, i) => ({ value: String(i), label: names?.[i] ?? `x${i + 1}` }));
  const set = (which: 0 | 1, axis: number): void => {
    const other = axes[1 - which]!;
    const kept = other === axis ? axes[which] : other;
    appStore.getState().setAxes(which === 0 ? [axis, kept] : [kept, axis]);
  };
  return (
    <span className="axis-choice">
      <Select
        label="Horizontal coordinate"
        size="small"
        value={String(axes[0])}
        items={items}
        onChange={(value) => set(0, Number(value))}
      />
      <span aria-hidden="true">×</span>
      <Select
        label="Vertical coordinate"
        size="small"
        value={String(axes[1])}
        items={items}
        onChange={(value) => set(1, Number(value))}
      />
    </span>
  );
}
