/** node scripts/run-ts.mjs bench/loss/main.ts */
import { compileTable } from './compile';
import { lossTable } from './loss';
import { reverseTable } from './reverse';

console.log(`${lossTable()}\n\n${compileTable()}\n\n${reverseTable()}`);
