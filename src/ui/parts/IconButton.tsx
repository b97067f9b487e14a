/** A button that shows an icon and says its name in a tooltip; a toggle when `pressed` is given. */
import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import { Tip } from './Tip';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  readonly icon: IconName;
  readonly label: string;
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly more?: ReactNode;
}

/** See the file's header. `keys` is the shortcut shown in the tooltip. */
export function IconButton({ icon, label, keys, pressed, side, more, className, ...rest }: IconButtonProps) {
  const tip = (
    <>
      {label}
      {keys ? <kbd>{keys}</kbd> : null}
      {more ? <span className="tip-more">{more}</span> : null}
    </>
  );
  return (
    <Tip text={tip} {...(side ? { side } : {})}>
      <button
        type="button"
        className={`icon-button ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
      >
        <Icon name={icon} />
      </button>
    </Tip>
  );
}
