/** A tooltip on hover, focus and long press. It repeats or enlarges on what its trigger already names. */
import { Tooltip } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

interface TipProps {
  readonly text: ReactNode;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly children: ReactElement;
}

/** Wraps one focusable element. */
export function Tip({ text, side = 'bottom', children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Shared delays: the first tip waits, its neighbors open at once. */
export function TipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={450} skipDelayDuration={300}>
      {children}
    </Tooltip.Provider>
  );
}
