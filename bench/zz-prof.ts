import { differentialEvolution } from '../src/drive/global/differential-evolution';
function rastrigin(x: Float64Array): number {
  let sum = 10 * x.length;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]! - 10 * Math.cos(2 * Math.PI * x[i]!);
  return sum;
}
const bounds = Array.from({ length: 10 }, () => [-5.12, 5.12] as const);
const updating = process.argv[2] as 'immediate';
const go = () => differentialEvolution({ fun: rastrigin }, bounds, { popsize: 15, maxiter: 200, tol: 0, polish: false, rng: 1, updating }).fun;
for (let i=0;i<10;i++) go();
const times=[]; for (let i=0;i<40;i++){const t=performance.now(); go(); times.push(performance.now()-t);} times.sort((a,b)=>a-b);
console.log(updating, times[4], times[20], go());
const x = new Float64Array(10).map((_, i) => i/3); let s=0; 
for (let r=0;r<3;r++){const t=performance.now(); for(let i=0;i<30150;i++){x[0]=i*1e-4; s+=rastrigin(x);} console.log('evals', performance.now()-t, s);}
