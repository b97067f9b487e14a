/** Panels behind tabs, one at a time; arrow keys move along the tabs. */
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps {
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly title: string; readonly content: ReactNode }[];
}

/** See the file's header. What is behind the other tabs is not mounted. */
export function Tabs({ label, items }: TabsProps) {
  return (
    <Radix.Root className="tabs" defaultValue={items[0]?.id ?? ''}>
      <Radix.List className="tabs-list" aria-label={label}>
        {items.map(({ id, title }) => (
          <Radix.Trigger key={id} value={id} className="tab">
            {title}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map(({ id, content }) => (
        <Radix.Content key={id} value={id} className="tabs-content" tabIndex={-1}>
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
