/*
 * What runs in the sandboxed frame itself: it starts and ends workers when the page says so, and does nothing else.
 * No text of a user is evaluated here, so the frame hears the page whatever its workers do. Used as it stands, like
 * `evaluator.js`, whose text the document holds as data.
 */
(() => {
  'use strict';
  const workers = new Map();
  const evaluator = document.querySelector('script[type="text/plain"]').textContent;
  const url = URL.createObjectURL(new Blob([evaluator], { type: 'text/javascript' }));
  addEventListener('message', ({ source, data, ports }) => {
    if (source !== parent) return;
    if (data.type === 'start') {
      const worker = new Worker(url, { name: 'plain JavaScript' });
      workers.set(data.id, worker);
      worker.postMessage(data.order, [ports[0]]);
    } else if (data.type === 'end') {
      workers.get(data.id)?.terminate();
      workers.delete(data.id);
    }
  });
  parent.postMessage('ready', '*');
})();
