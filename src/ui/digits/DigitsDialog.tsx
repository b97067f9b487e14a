/** Handwritten digits by softmax regression: train it by any method, watch its loss, its weights and what it reads. */
import { useEffect } from 'react';
import { openDialog } from '../open-dialog';
import { Modal } from '../parts/Modal';
import { digitsStore, useDigits } from '../stores';
import { Attribution } from './Attribution';
import { LossCurve } from './LossCurve';
import { RunsTable } from './RunsTable';
import { TestDigits } from './TestDigits';
import { TrainForm } from './TrainForm';
import { WeightImages } from './WeightImages';

/** The default export that `lazy` needs. The worker and all that it holds live as long as the dialog. */
export default function DigitsDialog() {
  useEffect(() => {
    digitsStore.getState().open();
    return () => digitsStore.getState().close();
  }, []);
  return (
    <Modal
      title="Handwritten digits"
      description="Softmax regression: ten images of weights, one for each digit. An image is read as the digit whose weights it meets best."
      isOpen
      size="wide"
      onOpenChange={() => openDialog(null)}
    >
      <Content />
    </Modal>
  );
}

function Content() {
  const phase = useDigits((state) => state.phase);
  const failure = useDigits((state) => state.failure);
  if (phase === 'ready') return <Desk />;
  if (phase !== 'broken') return <output className="digits-note">Fetching the digits…</output>;
  return (
    <div className="digits-note" role="alert">
      <p>{failure}</p>
      <button type="button" className="button" onClick={() => digitsStore.getState().open()}>
        Try again
      </button>
    </div>
  );
}

function Desk() {
  return (
    <div className="digits" data-testid="digits">
      <TrainForm />
      <div className="digits-main">
        <LossCurve />
        <RunsTable />
        <WeightImages />
        <TestDigits />
      </div>
      <Attribution />
    </div>
  );
}
