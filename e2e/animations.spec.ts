/** Step 8: the pictures: what each global method does on Rastrigin, recorded, exported, and drawn while it is replayed. */
import type { Page } from '@playwright/test';
import { expect, test } from './helpers';
import {
  eventsOf,
  marksAt,
  numbers,
  runAlone,
  type JsonEvent,
  type JsonRun,
  type Numbers,
  type Show,
} from './pictures';

/** Runs one method alone; the picture is worth showing only if the minimum is found. */
async function show(page: Page, what: Show): Promise<JsonRun> {
  const run = await runAlone(page, what);
  expect(Math.abs(run.result.fun)).toBeLessThan(1e-6);
  return run;
}

/** Pixels of the overlay that have the color of the only run, give or take what blending does. */
async function colored(page: Page): Promise<number> {
  return page.locator('[data-testid=landscape] canvas.overlay').evaluate((canvas: HTMLCanvasElement) => {
    const swatch = document.querySelector(
      '[data-testid=method-chip] svg [fill^="#"], [data-testid=method-chip] svg [stroke^="#"]',
    );
    const hex = swatch?.getAttribute('fill')?.startsWith('#')
      ? swatch.getAttribute('fill')
      : swatch?.getAttribute('stroke');
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex!.slice(at, at + 2), 16)) as [number, number, number];
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let k = 0; k < data.length; k += 4) {
      const distance = Math.abs(data[k]! - r) + Math.abs(data[k + 1]! - g) + Math.abs(data[k + 2]! - b);
      if (data[k + 3]! > 60 && distance < 24) count++;
    }
    return count;
  });
}

/** A screenshot of the landscape at an iteration, in both themes. */
async function picture(page: Page, name: string): Promise<void> {
  const panel = page.getByRole('region', { name: 'Landscape' });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForTimeout(400);
    await panel.screenshot({ path: `test-results/animations/${name}-${theme}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

const middle = <T>(list: readonly T[]): T => list[Math.floor(list.length / 2)]!;
const rastrigin = (x: Numbers): number =>
  x.reduce((sum, value) => sum + value ** 2 - 10 * Math.cos(2 * Math.PI * value), 10 * x.length);

test('basin hopping: jumps apart from descents, accepted apart from rejected', async ({ app }) => {
  const run = await show(app, { method: 'basinhopping', options: { stepsize: 1 }, seed: 1 });
  const jumps = eventsOf(run, 'jump');
  expect(jumps).toHaveLength(101);
  const accepted = jumps.filter((jump) => jump['accepted'] === true);
  expect(accepted.length).toBeGreaterThan(10);
  expect(jumps.length - accepted.length).toBeGreaterThan(10);
  let current: JsonEvent | null = null;
  for (const jump of jumps) {
    // A jump leaves from the minimum that was accepted last, and its descent ends no higher than it landed.
    if (current) expect(numbers(jump, 'from')).toEqual(numbers(current, 'to'));
    expect(jump['fun']).toBeCloseTo(rastrigin(numbers(jump, 'to')), 9);
    expect(jump['fun']).toBeLessThanOrEqual(rastrigin(numbers(jump, 'landed')) + 1e-9);
    if (jump['accepted'] === true) current = jump;
  }
  const at = jumps[20]!.at;
  const marks = await marksAt(app, at);
  const until = jumps.slice(0, 21);
  expect(marks['accepted']).toBe(until.filter((jump) => jump['accepted']).length);
  expect(marks['rejected']).toBe(until.filter((jump) => !jump['accepted']).length);
  expect(marks['jumps']).toBe(20);
  expect(marks['descents']).toBe(21);
  expect(marks['paths']).toBeUndefined();
  expect(await colored(app)).toBeGreaterThan(500);
  await picture(app, 'basinhopping');
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText(/descent.*accepted.*rejected.*jump/);
});

test('differential evolution: the whole population, the best marked', async ({ app }) => {
  const run = await show(app, { method: 'differential_evolution', seed: 1 });
  const populations = eventsOf(run, 'population');
  expect(populations.length).toBeGreaterThan(30);
  let previous = Infinity;
  for (const population of populations) {
    const fun = numbers(population, 'fun');
    expect(fun).toHaveLength(30);
    expect(numbers(population, 'points')).toHaveLength(60);
    expect(fun[population['best'] as number]).toBe(Math.min(...fun));
    expect(Math.min(...fun)).toBeLessThanOrEqual(previous);
    previous = Math.min(...fun);
  }
  expect(await marksAt(app, populations[12]!.at)).toMatchObject({ members: 30, best: 1 });
  expect(await colored(app)).toBeGreaterThan(300);
  await picture(app, 'differential-evolution');
});

test('dual annealing: temperature, visited states, descents', async ({ app }) => {
  const run = await show(app, { method: 'dual_annealing', options: { maxiter: 200 }, seed: 1 });
  const states = eventsOf(run, 'annealing');
  expect(states).toHaveLength(200);
  const temperatures = states.map((event) => event['temperature'] as number);
  expect(temperatures[0]).toBeCloseTo(5230, 6);
  expect(temperatures.every((value, i) => i === 0 || value < temperatures[i - 1]!)).toBe(true);
  const taken = states.flatMap((event) => numbers(event, 'accepted'));
  expect(taken).toHaveLength(800);
  expect(new Set(taken)).toEqual(new Set([0, 1]));
  // As it cools, fewer of the states that are worse are taken.
  const share = (part: Numbers): number => part.reduce((sum, value) => sum + value, 0) / part.length;
  expect(share(taken.slice(600))).toBeLessThan(share(taken.slice(0, 200)));
  expect(eventsOf(run, 'jump').length).toBeGreaterThan(0);
  const marks = await marksAt(app, states[59]!.at);
  expect(marks['visited']).toBe(240);
  expect((marks['taken'] ?? 0) + (marks['refused'] ?? 0)).toBe(4);
  expect(await colored(app)).toBeGreaterThan(300);
  await picture(app, 'dual-annealing');
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText(/state taken.*refused.*temperature/);
});

test('SHGO: the complex, its pool of minimizers, and a descent from each', async ({ app }) => {
  const run = await show(app, { method: 'shgo', options: { sampling_method: 'sobol' } });
  const [complex] = eventsOf(run, 'complex');
  const [points, fun] = [numbers(complex!, 'points'), numbers(complex!, 'fun')];
  const [edges, pool] = [numbers(complex!, 'edges'), numbers(complex!, 'pool')];
  expect(fun.length).toBeGreaterThan(100);
  expect(points).toHaveLength(2 * fun.length);
  // Euler: a triangulation of a point set in the plane has between 2v − 3 and 3v − 6 edges.
  expect(edges.length / 2).toBeGreaterThanOrEqual(2 * fun.length - 3);
  expect(edges.length / 2).toBeLessThanOrEqual(3 * fun.length - 6);
  // The pool: exactly the vertices below all their neighbors.
  const below = fun.map(() => true);
  for (let k = 0; k < edges.length; k += 2) {
    const [a, b] = [edges[k]!, edges[k + 1]!];
    if (fun[a]! >= fun[b]!) below[a] = false;
    if (fun[b]! >= fun[a]!) below[b] = false;
  }
  expect([...pool].sort((a, b) => a - b)).toEqual(below.flatMap((isBelow, k) => (isBelow ? [k] : [])));
  const descents = eventsOf(run, 'jump');
  expect(descents).toHaveLength(pool.length);
  const marks = await marksAt(app, descents[5]!.at);
  expect(marks).toMatchObject({ vertices: fun.length, edges: edges.length / 2, pool: pool.length, descents: 6 });
  expect(await colored(app)).toBeGreaterThan(1000);
  await picture(app, 'shgo');
});

test('DIRECT: rectangles that tile the box and divide', async ({ app }) => {
  const bounds = [
    [-4.1, 5.12],
    [-5.12, 4.3],
  ] as const;
  const run = await show(app, { method: 'direct', bounds });
  const divisions = eventsOf(run, 'rectangles');
  expect(divisions.length).toBeGreaterThan(8);
  const area = (bounds[0][1] - bounds[0][0]) * (bounds[1][1] - bounds[1][0]);
  const tiles = new Map<string, number>();
  for (const division of divisions) {
    const [centers, halfSides] = [numbers(division, 'centers'), numbers(division, 'halfSides')];
    for (let k = 0; k < centers.length; k += 2) {
      tiles.set(`${centers[k]},${centers[k + 1]}`, 4 * halfSides[k]! * halfSides[k + 1]!);
    }
    const total = [...tiles.values()].reduce((sum, value) => sum + value, 0);
    expect(Math.abs(total / area - 1)).toBeLessThan(1e-9);
  }
  const at = divisions[9]!.at;
  const marks = await marksAt(app, at);
  const until = divisions.slice(0, 10).flatMap((division) => {
    const centers = numbers(division, 'centers');
    return Array.from({ length: centers.length / 2 }, (_, k) => `${centers[2 * k]},${centers[2 * k + 1]}`);
  });
  expect(marks['rectangles']).toBe(new Set(until).size);
  expect(marks['divided']).toBe(numbers(divisions[9]!, 'fun').length);
  expect(await colored(app)).toBeGreaterThan(1000);
  await picture(app, 'direct');
});

test('CMA-ES: samples over the ellipse that they came from, mean, axes and step size', async ({ app }) => {
  const bounds = [
    [-5.12, 5.12],
    [-5.12, 5.12],
  ] as const;
  const run = await show(app, { method: 'CMA-ES', options: { restarts: 'bipop', popsize: 16 }, seed: 3, bounds });
  const generations = eventsOf(run, 'gaussian');
  expect(generations.length).toBeGreaterThan(30);
  for (const generation of generations) {
    const [a, b, c, d] = numbers(generation, 'axes') as [number, number, number, number];
    // Principal axes are at right angles, and not longer than they can be.
    expect(Math.abs(a * c + b * d)).toBeLessThan(1e-6 * Math.hypot(a, b) * Math.hypot(c, d) + 1e-300);
    expect(generation['stepSize']).toBeGreaterThan(0);
    expect(numbers(generation, 'fun').length).toBeGreaterThanOrEqual(2);
  }
  const widths = generations.map((generation) => Math.hypot(...numbers(generation, 'axes')));
  expect(Math.min(...widths)).toBeLessThan(1e-6 * Math.max(...widths));
  // The samples are drawn from the ellipse that is shown: about 39 % within one sigma of the mean, 86 % within two.
  const inside = (sigmas: number): number => {
    let [within, all] = [0, 0];
    for (const generation of generations.slice(10, 40)) {
      const [a, b, c, d] = numbers(generation, 'axes') as [number, number, number, number];
      const [mean, points] = [numbers(generation, 'mean'), numbers(generation, 'points')];
      for (let k = 0; k < points.length; k += 2) {
        const [u, v] = [points[k]! - mean[0]!, points[k + 1]! - mean[1]!];
        const along = Math.hypot((u * a + v * b) / (a * a + b * b), (u * c + v * d) / (c * c + d * d));
        if (along < sigmas) within++;
        all++;
      }
    }
    return within / all;
  };
  expect(inside(1)).toBeGreaterThan(0.3);
  expect(inside(1)).toBeLessThan(0.48);
  expect(inside(2)).toBeGreaterThan(0.8);
  const marks = await marksAt(app, generations[6]!.at);
  expect(marks).toMatchObject({ samples: 16, ellipses: 2, axes: 2, means: 7 });
  expect(await colored(app)).toBeGreaterThan(300);
  await picture(app, 'cma-es');
});

test('multi-start: a descent from each start, the best so far told apart', async ({ app }) => {
  const run = await show(app, { method: 'multi-start', options: { n_iter: 30 }, seed: 4 });
  const starts = eventsOf(run, 'jump');
  expect(starts).toHaveLength(30);
  const marks = await marksAt(app, middle(starts).at);
  expect(marks['descents']).toBe(16);
  expect((marks['accepted'] ?? 0) + (marks['rejected'] ?? 0)).toBe(16);
  // One basin has won so far: the lowest of the minima reached.
  expect(marks['winners']).toBe(1);
  const winner = starts.findLast(({ accepted }) => accepted === true)!;
  expect(winner['fun']).toBe(Math.min(...starts.map(({ fun }) => fun as number)));
  await picture(app, 'multi-start');
});

test('brute: the whole grid, then the descent from its best point', async ({ app }) => {
  const run = await show(app, { method: 'brute', options: { Ns: 25 } });
  const [grid] = eventsOf(run, 'population');
  expect(numbers(grid!, 'fun')).toHaveLength(25 ** 2);
  expect(await marksAt(app, grid!.at)).toMatchObject({ members: 25 ** 2, best: 1 });
  await picture(app, 'brute');
});
