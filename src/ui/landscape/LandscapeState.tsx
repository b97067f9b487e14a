/** What the picture cannot say itself: nothing yet, nothing finite, or not of the present text. */
import { useMemo } from 'react';
import { rangeOf } from '../plots/grid';
import { useApp } from '../stores';

/** A veil or a tag over the landscape, or nothing. */
export function LandscapeState() {
  const landscape = useApp((state) => state.landscape);
  const status = useApp((state) => state.compile.status);
  const hasLoss = useApp((state) => state.compile.loss !== null);
  const isOffered = useApp((state) => state.compile.plain === 'offered');
  const isEmpty = useMemo(() => landscape !== null && rangeOf(landscape).most === -Infinity, [landscape]);
  if (!landscape) {
    if (isOffered && !hasLoss) {
      return (
        <p className="stage-veil">
          This loss is outside the loss language. It is drawn once you choose to run it as plain JavaScript.
        </p>
      );
    }
    const text =
      status === 'error' && !hasLoss ? 'The landscape appears once the text is a loss.' : 'Drawing the landscape…';
    return <p className="stage-veil">{text}</p>;
  }
  if (status === 'error') {
    return <p className="stage-tag stage-tag-warn">Last good loss: the text has an error</p>;
  }
  if (isEmpty) {
    return (
      <p className="stage-veil">
        f is NaN or infinite everywhere in this box. Zoom out or move the domain to where it has values.
      </p>
    );
  }
  return null;
}
