/** Adding a method: a searchable list by family, each with what it does, what it needs and the paper. */
import { useMemo } from 'react';
import { Icon } from '../parts/Icon';
import { Picker, type PickerGroup } from '../parts/Picker';
import { appStore, useApp } from '../stores';
import type { MethodInfo } from '../types';
import { familyNames, needWords } from './words';

/** See the file's header. */
export function MethodPicker() {
  const available = useApp((state) => state.methodsAvailable);
  const groups = useMemo(() => groupByFamily(available), [available]);
  return (
    <Picker
      label="Methods"
      placeholder="Search methods"
      align="start"
      groups={groups}
      onPick={(name) => appStore.getState().addMethod(name)}
      trigger={
        <button type="button" className="button button-small" data-testid="method-add">
          <Icon name="plus" size={14} />
          Add method
        </button>
      }
    />
  );
}

function groupByFamily(methods: readonly MethodInfo[]): PickerGroup[] {
  return Object.entries(familyNames)
    .map(([family, heading]) => ({
      heading,
      items: methods
        .filter((method) => method.family === family)
        .map((method) => ({
          id: method.name,
          title: method.name,
          meta: needWords(method),
          detail: (
            <>
              {method.summary} <cite>{method.source}</cite>
            </>
          ),
          keywords: [method.family, method.summary],
        })),
    }))
    .filter((group) => group.items.length > 0);
}
