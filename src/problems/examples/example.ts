/**
 * What an example is: a study ready to be opened, with the words that go with it. Plain data; the numbers that it must
 * reach are checked by store/examples.test.ts, which opens each one as the app does.
 */
import type { Interval, Minimum } from '../problem';

/** A parameter that the vector x packs, as `lang` names it. */
export interface ExampleParam {
  readonly name: string;
  readonly shape?: readonly number[];
  readonly unit?: string;
  readonly scale?: number;
}

/** Numbers that the text uses under a name. */
export interface ExampleData {
  readonly name: string;
  readonly values: readonly number[] | readonly (readonly number[])[];
  /** where they come from */
  readonly source: string;
}

/** A method with what differs from its defaults. */
export interface ExampleMethod {
  readonly method: string;
  readonly options?: Readonly<Record<string, number | string | boolean | readonly number[]>>;
}

/** A number that one of the runs must reach. */
export interface Reached {
  /** index into `methods` */
  readonly run: number;
  /** row of the trace; absent: the result */
  readonly iteration?: number;
  /** f, and how far from it a run may end */
  readonly fun?: readonly [value: number, within: number];
  /** f must be below */
  readonly below?: number;
  /** the point (packed), and how far any coordinate may lie from it */
  readonly x?: readonly [point: readonly number[], within: number];
  /** words that the result's warnings must hold */
  readonly warning?: string;
}

/** How an example asks to be shown. */
export interface ExampleView {
  readonly logY?: boolean;
  readonly logLevels?: boolean;
  readonly convergenceX?: 'iterations' | 'evaluations' | 'time';
}

export interface Example {
  /** stable key, used in links: #example=id */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** two sentences: what it is, and why it is worth opening */
  readonly story: string;
  /** what to look at once it plays */
  readonly look: string;
  /** the loss as its author would paste it */
  readonly text: string;
  readonly language: 'javascript' | 'python' | 'formula';
  /** length of the packed vector x */
  readonly n: number;
  readonly params?: readonly ExampleParam[];
  /** loaded when the example is opened */
  readonly data?: () => Promise<readonly ExampleData[]>;
  readonly x0: readonly number[];
  readonly bounds?: readonly (readonly [lo: number | null, hi: number | null])[];
  readonly constraints?: readonly string[];
  readonly domain: readonly Interval[];
  /** coordinates on show; absent: the first two */
  readonly axes?: readonly [number, number];
  /** known global minima, under the constraints */
  readonly minima?: readonly Minimum[];
  readonly methods: readonly ExampleMethod[];
  readonly seed?: number;
  readonly view?: ExampleView;
  readonly reaches: readonly Reached[];
}
