/**
 * The app's store: every action of `AppState`. Actions check what they are given, change settings through `change`
 * (which notes them for undo), and leave the slow work to the parts beside this file: `compiling`, `picturing`,
 * `running`. Nothing here evaluates or parses a loss.
 */
import { createStore } from 'zustand/vanilla';
import { version } from '../../package.json';
import { problemById, type Problem } from '../problems';
import type { Study } from '../study/types';
import type { WorkerClient } from '../worker/client';
import { Compiling } from './compiling';
import { isInForce, lossIdentity, messageOf, sourceOf, type AppStore, type Context } from './context';
import { openedExample } from './examples';
import { History } from './history';
import { settingsOfStudy } from './importing';
import { Picturing } from './picturing';
import { reportFailure, Running } from './running';
import {
  defaultSettings,
  freeKey,
  freeStyle,
  inDimension,
  knownMinima,
  settingsForProblem,
  settingsOf,
  type Settings,
} from './settings';
import type { AppState, MethodChoice } from './state';
import { tableActions } from './tables';
import * as check from './validate';

/** The store, and what starts and ends it. */
export interface App {
  readonly store: AppStore;
  /** takes over settings from a link or an earlier visit, without a trace in the history */
  restore(settings: Settings): void;
  /** compiles, draws the first landscape, then asks for the methods; resolves when there is something to run */
  start(): Promise<void>;
  notify: Context['notify'];
  /** ends the workers */
  close(): void;
}

/** Creates the app over a client; nothing happens before `start`. */
export function createApp(client: WorkerClient): App {
  const history = new History();
  let notices = 0;
  const store = createStore<AppState>()((set, get) => {
    /** Applies a change of settings and notes it for undo. */
    const change = (patch: Partial<Settings>, kind: string): void => {
      const before = settingsOf(get());
      set(patch);
      history.record(before, settingsOf(get()), kind);
    };
    /** Applies a change unless there is a complaint about it. */
    const changeIf = (complaint: string | null, patch: Partial<Settings>, kind: string): boolean => {
      if (complaint === null) change(patch, kind);
      else notify('error', complaint);
      return complaint === null;
    };
    const travel = (settings: Settings | null, nothing: string): void => {
      if (!settings) return notify('info', nothing);
      const before = get().problem;
      const { loss } = get().compile;
      const anyN = loss !== null && loss.text === settings.problem.text && loss.anyN;
      // A domain from before the text was changed may be of another dimension.
      set(anyN ? settings : inDimension(settings, settings.problem.n));
      const now = get().problem;
      const isOther = (['language', 'n', 'constraints', 'params', 'data'] as const).some(
        (key) => now[key] !== before[key],
      );
      if (now.text !== before.text) compiling.replace();
      else if (isOther) compiling.request('now');
    };
    const problemPatch = (patch: Partial<AppState['problem']>): Partial<Settings> => ({
      problem: { ...get().problem, ...patch },
    });

    const constraintsPatch = (constraints: AppState['problem']['constraints']): Partial<Settings> =>
      problemPatch({ constraints, minima: knownMinima(get().problem, constraints) });

    return {
      ...defaultSettings(),
      methodsAvailable: [],
      compile: { status: 'compiling', diagnostics: [], loss: null, constraints: [] },
      runs: [],
      running: false,
      progress: {},
      landscape: null,
      engine: { kind: 'starting', label: 'Starting', reason: 'The first landscape is drawn on the CPU.' },
      notice: null,
      stepping: false,

      pickProblem(id) {
        const problem = problemById(id);
        if (!problem) return notify('error', `There is no problem "${id}" in the catalogue. Pick one from the list.`);
        const settings = settingsForProblem(problem, settingsOf(get()));
        const added = methodsForConstraints(problem, get());
        change({ ...settings, ...(added.length > 0 ? { choices: [...get().choices, ...added] } : {}) }, 'problem');
        compiling.replace();
        if (added.length > 0) {
          const names = added.map(({ method }) => method).join(' and ');
          notify('info', `${names} were added: none of the chosen methods can take the constraints of this problem.`);
        }
      },
      async openExample(id) {
        try {
          const example = await openedExample(id, settingsOf(get()));
          if (!example) {
            notify('error', `There is no example "${id}". Choose one in the gallery.`);
            return null;
          }
          change(example.settings, 'example');
          compiling.replace();
          const opened = `Opened the example “${example.title}”. Undo brings back what was here.`;
          notify('info', opened);
          running.prefaceNext(opened);
          return example.view;
        } catch (error) {
          notify('error', `The examples could not be loaded: ${messageOf(error)} Nothing was changed.`);
          return null;
        }
      },
      setText(text) {
        // Not noted for undo: the editor has its own.
        if (text !== get().problem.text) compiling.type(text);
      },
      setLanguage(language) {
        if (language === get().problem.language) return;
        change(problemPatch({ language }), 'language');
        compiling.request('now');
      },
      runAsPlainJavaScript() {
        if (get().compile.plain === 'offered') compiling.choosePlain();
      },
      leavePlainJavaScript() {
        running.cancel().catch(reportFailure(context));
        compiling.leavePlain();
      },
      setDimension(n) {
        const { compile, problem } = get();
        const isFixed = problem.params !== undefined || (compile.loss?.text === problem.text && !compile.loss.anyN);
        if (isFixed && n !== problem.n) {
          return notify(
            'error',
            `This loss has n = ${problem.n}; only one that takes a vector of any length has a choice.`,
          );
        }
        const complaint = check.checkDimension(n);
        if (complaint !== null) return notify('error', complaint);
        change(inDimension(settingsOf(get()), n), 'dimension');
        compiling.request('now');
      },
      setStart(x0) {
        changeIf(check.checkStart(x0, get().problem.n, get().bounds), { x0: [...x0] }, 'start');
      },
      setDomain(domain) {
        const intervals = domain.map(([lo, hi]) => [lo, hi] as const);
        changeIf(check.checkDomain(domain, get().problem.n), problemPatch({ domain: intervals }), 'domain');
      },
      setAxes(axes) {
        changeIf(check.checkAxes(axes, get().problem.n), { axes: [axes[0], axes[1]] }, 'axes');
      },
      setBounds(bounds) {
        const copy = bounds && bounds.map(([lo, hi]) => [lo, hi] as const);
        if (!changeIf(check.checkBounds(bounds, get().problem.n), { bounds: copy }, 'bounds')) return;
        const outside = check.checkInside(get().x0, bounds);
        if (outside) notify('info', outside);
      },
      addConstraint(text = '') {
        const { constraints } = get().problem;
        const complaint = check.checkConstraintCount(constraints.length + 1);
        const changed = changeIf(complaint, constraintsPatch([...constraints, { text }]), 'add constraint');
        if (changed) compiling.request('now');
      },
      setConstraint(index, text) {
        const { constraints } = get().problem;
        if (constraints[index] === undefined || constraints[index].text === text) return;
        const next = constraints.map((line, i) => (i === index ? { text } : line));
        change(constraintsPatch(next), `constraint ${index}`);
        compiling.request('soon');
      },
      removeConstraint(index) {
        const { constraints } = get().problem;
        const kept = constraints.filter((_, i) => i !== index);
        if (kept.length < constraints.length) change(constraintsPatch(kept), `remove constraint ${index}`);
        compiling.request('now');
      },
      ...tableActions({
        client,
        get,
        change,
        notify: (kind, text) => notify(kind, text),
        recompile: () => compiling.request('now'),
      }),
      addMethod(name) {
        const { methodsAvailable, choices } = get();
        const info = methodsAvailable.find((method) => method.name === name);
        if (!info) return notify('error', `There is no method "${name}". Choose one from the list.`);
        const choice = { key: freeKey(name, choices), method: name, options: {}, style: freeStyle(choices) };
        change({ choices: [...choices, choice] }, `add ${choice.key}`);
      },
      removeMethod(key) {
        const { choices, runs, running } = get();
        if (!choices.some((choice) => choice.key === key)) return;
        change({ choices: choices.filter((choice) => choice.key !== key) }, `remove ${key}`);
        if (!running) set({ runs: runs.filter(({ spec }) => spec.id !== key) });
      },
      setOption(key, name, value) {
        const { choices, methodsAvailable } = get();
        const choice = choices.find((candidate) => candidate.key === key);
        if (!choice) return;
        const spec = methodsAvailable
          .find(({ name: method }) => method === choice.method)
          ?.options.find((o) => o.name === name);
        if (!spec) return notify('error', `${choice.method} has no option "${name}".`);
        const { [name]: _, ...others } = choice.options;
        const options = value === undefined ? others : { ...others, [name]: value };
        changeIf(
          value === undefined ? null : check.checkOption(spec, value),
          { choices: choices.map((candidate) => (candidate === choice ? { ...choice, options } : candidate)) },
          `option ${key} ${name}`,
        );
      },
      setSeed(seed) {
        changeIf(check.checkSeed(seed), { seed }, 'seed');
      },
      setBudget(budget) {
        changeIf(check.checkBudget(budget), { budget: { ...budget } }, 'budget');
      },
      setShowArrows(on) {
        change({ showArrows: on }, 'arrows');
      },
      runStudy: () => running.run().catch(reportFailure(context)),
      cancel() {
        running.cancel().catch(reportFailure(context));
      },
      step: () => running.step().catch(reportFailure(context)),
      async exportStudy() {
        return client.exportStudy(studyOf(get()));
      },
      async exportScript() {
        const { problem, runs } = studyOf(get());
        try {
          return await client.exportScript(
            problem,
            runs.map(({ spec }) => spec),
          );
        } catch (error) {
          notify('error', `There is no script of these runs: ${messageOf(error)}`);
          return null;
        }
      },
      async importStudy(text) {
        try {
          const reply = await client.importStudy(text);
          if (!reply.ok) notify('error', reply.message);
          else await takeOver(reply.study);
          return reply.ok;
        } catch (error) {
          notify('error', `This file could not be read: ${messageOf(error)} Nothing was changed.`);
          return false;
        }
      },
      dismissNotice: () => set({ notice: null }),
      undo: () => travel(history.undo(settingsOf(get())), 'There is nothing to undo.'),
      redo: () => travel(history.redo(settingsOf(get())), 'There is nothing to redo.'),
    };

    async function takeOver(study: Study): Promise<void> {
      change(settingsOfStudy(study, settingsOf(get())), 'import');
      await running.show(study.runs, lossIdentity(study.problem));
      compiling.replace();
      notify('info', `Imported a study of ${study.runs.length} runs.`);
    }
  });

  const notify: Context['notify'] = (kind, text) => store.setState({ notice: { kind, text, id: ++notices } });
  const context: Context = { store, client, notify };
  let methodsKnown: Promise<void> | null = null;
  const knowMethods = (): Promise<void> =>
    (methodsKnown ??= client.methods().then(
      (methodsAvailable) => store.setState({ methodsAvailable }),
      (error) => {
        // The next press of Run tries again.
        methodsKnown = null;
        throw error;
      },
    ));

  const running = new Running(context, async () => {
    await Promise.all([compiling.settled(), knowMethods()]);
  });
  const picturing = new Picturing(context);
  const compiling = new Compiling(context, (loss) => {
    // Where no loss is in force any more, the runs of this very problem are still its results.
    running.loseRunsOfOtherLoss(lossIdentity(loss ?? store.getState().problem)).catch(reportFailure(context));
  });
  store.subscribe(() => picturing.update());

  return {
    store,
    notify,
    restore: (settings) => store.setState(settings),
    async start() {
      // The compiler is loaded once the first picture is on screen. Without that picture the rest still works.
      await picturing.preview().catch(() => undefined);
      compiling.replace();
      // Where there is a picture already, the solvers may load beside the compiler; otherwise the picture comes first.
      const hasPicture = store.getState().landscape !== null;
      if (hasPicture) knowMethods().catch(() => undefined);
      await compiling.settled();
      await picturing.settled();
      await knowMethods().catch(reportFailure(context));
    },
    close: () => client.close(),
  };
}

/** Methods to add for a problem with constraints, so that there is something to run: none where one takes them. */
function methodsForConstraints({ constraints = [] }: Problem, { choices, methodsAvailable }: AppState): MethodChoice[] {
  const takes = (name: string): boolean =>
    methodsAvailable.some((info) => info.name === name && info.needs.constraints !== 'ignored');
  if (constraints.length === 0 || choices.some(({ method }) => takes(method))) return [];
  return ['SLSQP', 'COBYLA'].filter(takes).reduce<MethodChoice[]>((added, method) => {
    const taken = [...choices, ...added];
    return [...added, { key: freeKey(method, taken), method, options: {}, style: freeStyle(taken) }];
  }, []);
}

/** The study that a state shows, as it is exported: runs come with the text that they ran on. */
function studyOf({ problem, compile, runs, seed, budget, engine }: AppState): Study {
  const { loss } = compile;
  const isAhead = runs.length > 0 && loss !== null && loss.n === problem.n && !isInForce(loss, problem);
  const shown = isAhead ? { ...problem, ...sourceOf(loss), params: loss.params, data: loss.data } : problem;
  const constraints = problem.constraints.map(({ text }, i) => ({ text: compile.constraints[i]?.inForce ?? text }));
  return {
    problem: { ...shown, constraints },
    runs,
    seed,
    budget,
    environment: {
      thalweg: version,
      userAgent: globalThis.navigator?.userAgent ?? 'unknown',
      engine: engine.label,
      date: new Date().toISOString(),
    },
  };
}
