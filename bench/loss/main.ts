/** node scripts/run-ts.mjs bench/loss/main.ts */
import { lossTable } from './loss';

console.log(lossTable());
