/** The learning rate over the steps of a run, as the worker's scheduler gives it. Nothing while the rate is constant. */
import { useEffect, useState } from 'react';
import { formatCount, formatNumber } from '../format';
import { scheduleOf, useApp } from '../stores';
import type { MethodChoice, ScheduleReply } from '../types';

const WIDTH = 240;
const HEIGHT = 56;
const PAD = 3;
/** While a number is typed the picture waits. */
const REST_MILLISECONDS = 120;

/** See the file's header. */
export function SchedulePreview({ choice }: { readonly choice: MethodChoice }) {
  const { options } = choice;
  const scheduler = String(options['scheduler'] ?? 'none');
  const isConstant = scheduler === 'none' && !options['warmup_steps'];
  const reply = useSchedule(choice, isConstant, scheduler === 'ReduceLROnPlateau');
  if (isConstant || !reply) return null;
  if (!reply.schedule.ok) return <p className="schedule-note">{reply.schedule.message}</p>;
  const { steps, least, most, lr } = reply.schedule;
  const words = `from ${formatNumber(lr[0], 3)} to ${formatNumber(lr.at(-1), 3)} over ${formatCount(steps)} steps`;
  return (
    <figure className="schedule" data-testid="schedule" data-most={most} data-least={least}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={pathOf(reply.schedule)} fill="none" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="numeric">
        <span>lr {words}</span>
        {scheduler === 'ReduceLROnPlateau' ? (
          <span>{reply.isOfRun ? 'for the losses of its last run' : 'if the loss stood still'}</span>
        ) : null}
      </figcaption>
    </figure>
  );
}

interface Shown {
  readonly schedule: ScheduleReply;
  /** whether the losses of a run were given */
  readonly isOfRun: boolean;
}

/** Asks the worker again when the options have come to rest, and for a plateau when its run has. */
function useSchedule({ key, method, options }: MethodChoice, isConstant: boolean, watchesLoss: boolean): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const losses = useApp(({ runs }) => {
    if (!watchesLoss) return null;
    const run = runs.find(({ spec, status }) => spec.id === key && status === 'done');
    // A thinned trace lacks the losses of most steps.
    return run && run.spec.options === options && !run.trace.iterations ? run.trace.fun : null;
  });
  useEffect(() => {
    if (isConstant) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      scheduleOf({ method, options, ...(losses && { losses: losses.slice() }) }).then(
        (schedule) => isWanted && setShown({ schedule, isOfRun: losses !== null }),
        () => isWanted && setShown(null),
      );
    }, REST_MILLISECONDS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [method, options, losses, isConstant]);
  return shown;
}

/** Steps as steps: the rate holds from one update to the next. */
function pathOf({ at, lr, steps, most }: Extract<ScheduleReply, { ok: true }>): string {
  const x = (k: number): string => ((k / steps) * WIDTH).toFixed(1);
  const y = (rate: number): string => (HEIGHT - PAD - (most > 0 ? rate / most : 0) * (HEIGHT - 2 * PAD)).toFixed(1);
  const parts = Array.from(at, (k, i) => `${i === 0 ? 'M' : 'H'}${x(k)}${i === 0 ? `,${y(lr[0]!)}` : `V${y(lr[i]!)}`}`);
  return `${parts.join('')}H${WIDTH}`;
}
