/** What computes the landscape, and why it and not the other. */
import { Popover } from 'radix-ui';
import { useApp } from '../stores';

const kinds = { starting: 'Looking for a GPU', webgpu: 'WebGPU', cpu: 'CPU' } as const;

/** A badge whose popover gives the reason; a popover, not a tooltip, so that touch reaches it too. */
export function EngineBadge() {
  const engine = useApp((state) => state.engine);
  const isPlain = useApp(({ compile }) => compile.loss?.plain !== undefined);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="engine-badge"
          data-kind={engine.kind}
          data-testid="engine-badge"
          title={engine.reason}
        >
          <span className="engine-dot" aria-hidden="true" />
          <span className="visually-hidden">Engine: </span>
          <span className="engine-label">{engine.label}</span>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover engine-popover"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Engine"
        >
          <h2>{isPlain ? 'Sandbox' : kinds[engine.kind]}</h2>
          <p>{engine.reason}</p>
          <p className="section-note">
            {isPlain
              ? 'Methods run in workers of the page as always; only the values of the loss come from the sandbox.'
              : 'The engine draws landscapes. Local methods always run in 64-bit arithmetic on the CPU, in workers, and every result is checked there.'}
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
