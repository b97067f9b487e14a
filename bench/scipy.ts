/** Native SciPy as a contestant: one python3 child process that runs jobs of `scipy_side.py` when it is asked to. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Timer } from './timing';

/** See the header. Calls must not overlap. */
export class SciPy {
  private readonly answers: AsyncIterator<string>;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: Interface,
    readonly version: string,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** Starts the process.
   *  @returns null where there is no python3 with scipy */
  static async start(): Promise<SciPy | null> {
    const child = spawn('python3', [resolve('bench', 'scipy_side.py')], {
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
    });
    const failed = new Promise<null>((settle) => {
      child.on('error', () => settle(null));
      child.on('exit', () => settle(null));
    });
    const lines = createInterface({ input: child.stdout });
    const version = new Promise<string>((settle) => lines.once('line', settle));
    const first = await Promise.race([version, failed]);
    return first === null ? null : new SciPy(child, lines, first);
  }

  /** A timer of one of its jobs: microseconds per run. */
  timer(job: string): Timer {
    return async (runs) => {
      this.child.stdin.write(`${JSON.stringify([job, runs])}\n`);
      const { value, done } = await this.answers.next();
      if (done) throw new Error(`python3 ended during "${job}".`);
      return Number(value);
    };
  }

  /** Ends the process. */
  stop(): void {
    this.lines.close();
    this.child.stdin.end();
  }
}
