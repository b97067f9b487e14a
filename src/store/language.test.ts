import { describe, expect, it } from 'vitest';
import { WorkerClient } from '../worker/client';
import { localPorts } from '../worker/local';
import { createApp } from './app-store';
import { LanguageDesk } from './language';

const compiled = async (app: ReturnType<typeof createApp>): Promise<void> => {
  await expect.poll(() => app.store.getState().compile.status, { timeout: 10_000 }).not.toBe('compiling');
};

describe('LanguageDesk', () => {
  it('answers for the text in the editor while it compiles, and shows the last good loss otherwise', async () => {
    const client = new WorkerClient(localPorts());
    const app = createApp(client);
    const desk = new LanguageDesk(client, app.store);
    const text = 'def f(x, y):\n    s = x * y\n    return s + x ** 2';
    app.store.getState().setText(text);
    await compiled(app);
    expect(await desk.explain(text.indexOf('s ='), [2, 3])).toMatchObject({ kind: 'value', value: { first: [6] } });
    expect(await desk.explain(text.indexOf('s ='), [2])).toBeNull();
    expect((await desk.forms())?.formula?.lines[0]?.tex).toBe('x y + x^{2}');

    app.store.getState().setText(`${text} +`);
    expect(await desk.explain(text.indexOf('s ='), [2, 3])).toBeNull();
    await compiled(app);
    expect(app.store.getState().compile).toMatchObject({ status: 'error', language: 'python' });
    expect(await desk.explain(text.indexOf('s ='), [2, 3])).toBeNull();
    expect((await desk.forms())?.formula?.lines[0]?.tex).toBe('x y + x^{2}');
    app.close();
  });

  it('asks for the words once, and again after a failure', async () => {
    let asked = 0;
    const words = { globals: {}, modules: {}, aliases: {}, methods: {} } as never;
    const client = {
      vocabulary: () => (++asked === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(words)),
      explain: () => Promise.resolve(null),
      forms: () => Promise.resolve(null),
    };
    const desk = new LanguageDesk(client, createApp(new WorkerClient(localPorts())).store);
    expect(await desk.vocabulary()).toBeNull();
    expect(await desk.vocabulary()).toBe(words);
    expect(await desk.vocabulary()).toBe(words);
    expect(asked).toBe(2);
  });
});
