/**
 * `np.argsort` with its default introsort, whose order of equal values decides which minimizer SHGO takes first.
 *
 * Source: NumPy's quicksort: median of three, the larger part deferred, insertion below 17 values. Its heapsort for hostile inputs
 * is left out: it needs a recursion depth that the few hundred values here cannot reach by ties alone.
 */

const SMALL = 16;

/** Indices that sort `values` ascending; NaN last. */
export function argsort(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i);
  const less = (a: number, b: number): boolean => a < b || (b !== b && a === a);
  const at = (i: number): number => values[order[i]];
  const swap = (i: number, j: number): void => {
    const held = order[i];
    order[i] = order[j];
    order[j] = held;
  };
  const deferred: [number, number][] = [];
  let low = 0;
  let high = values.length - 1;
  for (;;) {
    while (high - low > SMALL) {
      const middle = low + ((high - low) >> 1);
      if (less(at(middle), at(low))) swap(middle, low);
      if (less(at(high), at(middle))) swap(high, middle);
      if (less(at(middle), at(low))) swap(middle, low);
      const pivot = at(middle);
      let i = low;
      let j = high - 1;
      swap(middle, j);
      for (;;) {
        do i++;
        while (less(at(i), pivot));
        do j--;
        while (less(pivot, at(j)));
        if (i >= j) break;
        swap(i, j);
      }
      swap(i, high - 1);
      if (i - low < high - i) {
        deferred.push([i + 1, high]);
        high = i - 1;
      } else {
        deferred.push([low, i - 1]);
        low = i + 1;
      }
    }
    for (let i = low + 1; i <= high; i++) {
      const moving = order[i];
      let j = i;
      while (j > low && less(values[moving], at(j - 1))) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = moving;
    }
    const next = deferred.pop();
    if (!next) return order;
    [low, high] = next;
  }
}
