/** The named parameters in place of a bare start and bounds: shapes, units and scales beside them. */
import { useMemo, useRef } from 'react';
import { Icon } from '../parts/Icon';
import { appStore, paramRows, useApp } from '../stores';
import type { AppState } from '../types';
import { ParameterRow } from './ParameterRow';

/** Names that the text takes and the table lacks. */
export const missingParams = ({ problem, compile }: AppState): readonly string[] =>
  problem.params
    ? (compile.parameters ?? []).filter((name) => !problem.params!.some((param) => param.name === name))
    : [];

/** See the file's header. Nothing where the study has no table. */
export function ParameterTable() {
  const params = useApp((state) => state.problem.params);
  const x0 = useApp((state) => state.x0);
  const bounds = useApp((state) => state.bounds);
  const missing = useApp((state) => missingParams(state).join('\n'));
  const list = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => paramRows(params ?? [], x0, bounds), [params, x0, bounds]);
  const hasArrays = params?.some(({ shape = [] }) => shape.length > 0) ?? false;
  const focusRow = (index: number): void => {
    // After React has drawn the rows.
    requestAnimationFrame(() => {
      const inputs = list.current?.children[index]?.querySelector('input');
      inputs?.focus();
      inputs?.select();
    });
  };
  const add = (names: readonly string[]): void => {
    appStore.getState().addParams(names);
    focusRow(rows.length);
  };
  return (
    <section className="parameters" aria-label="Parameters" data-testid="parameters">
      <div className="parameter-grid parameter-captions" aria-hidden="true">
        <span>Name</span>
        <span>Shape</span>
        <span>Unit</span>
        <span />
        <span>Start</span>
        <span>Lower</span>
        <span>Upper</span>
        <span>Scale</span>
      </div>
      <ul ref={list} className="parameter-list">
        {rows.map((row, index) => (
          <ParameterRow
            // A parameter is its place in the packed vector; its name may be changed while it has the focus.
            key={index}
            index={index}
            row={row}
            onRemove={() => {
              appStore.getState().removeParam(index);
              focusRow(Math.max(0, index - 1));
            }}
          />
        ))}
      </ul>
      <div className="parameter-actions">
        {missing === '' ? (
          <button type="button" className="button button-small" onClick={() => add([freeName(params ?? [])])}>
            <Icon name="plus" size={14} />
            Parameter
          </button>
        ) : (
          <button type="button" className="button button-small" onClick={() => add(missing.split('\n'))}>
            <Icon name="plus" size={14} />
            Add {missing.split('\n').join(', ')}
          </button>
        )}
        {hasArrays ? (
          <button
            type="button"
            className="button button-small"
            title="Arrays start at normal random numbers from the study's seed"
            onClick={() => void appStore.getState().drawStart()}
          >
            Draw arrays at random
          </button>
        ) : null}
        <button type="button" className="link-button" onClick={() => appStore.getState().setParams(null)}>
          Remove the table
        </button>
      </div>
    </section>
  );
}

function freeName(params: readonly { readonly name: string }[]): string {
  let k = params.length + 1;
  while (params.some(({ name }) => name === `p${k}`)) k++;
  return `p${k}`;
}
