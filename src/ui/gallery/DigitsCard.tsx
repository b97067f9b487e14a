/** The example that is no study: it opens the training on handwritten digits. */
import { openDigits } from '../digits/open-digits';
import { searchRank } from '../parts/search';

const title = 'Handwritten digits';
const words = [
  'MNIST',
  'softmax regression',
  'neural network',
  'webgpu-torch',
  'tensors',
  'L-BFGS-B',
  'CG',
  'Newton-CG',
];

/** Whether the card belongs among what a search found. */
export const matchesDigits = (search: string): boolean => searchRank(title, search, words) > 0;

/** See the file's header. */
export function DigitsCard() {
  return (
    <section className="gallery-group" aria-label="Tensors">
      <h3>Tensors</h3>
      <ul className="gallery-cards">
        <li>
          <button type="button" className="example-card" data-example="digits" onClick={openDigits}>
            <span className="example-picture digits-picture" aria-hidden="true">
              0123456789
            </span>
            <span className="example-text">
              <span className="example-title">{title}</span>
              <span className="example-meta">1,970 variables · L-BFGS-B, CG, Newton-CG and 17 more</span>
              <span className="example-story">
                Softmax regression on 2,000 digits of MNIST, on the GPU or compiled in f64. Watch the weights become
                images of the digits, and see which ones are still misread.
              </span>
            </span>
          </button>
        </li>
      </ul>
    </section>
  );
}
