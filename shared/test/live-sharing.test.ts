import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SharedAnswers } from '../src/live/shared-answers';
import { Turns } from '../src/live/turns';
import { subscribeAs } from '../src/testing/subscribe-as';
import { aViewer } from '../src/testing/viewers';
import { aNote, change, liveStage, RENAMED, titles } from './fixtures/live-stage';

const stage = liveStage();

describe('what several subscriptions ask for', () => {
  it('is read once for those of one viewer, and for each of several viewers by itself', async () => {
    const service = await stage.start();
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const note = await aNote(service, owner);
    const viewers = [owner, owner, owner, admin, admin];
    const all = await Promise.all(viewers.map((viewer) => subscribeAs(service, viewer, RENAMED, { id: note.id })));
    const title = randomUUID();
    const statements = await service.statementsOf(async () => {
      await change(service, owner, note, { title });
      await Promise.all(all.map((one) => one.received(1)));
    });
    expect(all.map(({ answers }) => titles(answers))).toEqual(viewers.map(() => [title]));
    expect(statements.filter((sql) => sql.startsWith('SELECT') && sql.includes('notes'))).toHaveLength(2);
    await Promise.all(all.map((one) => one.stop()));
  });

  it('is read for itself where the words or the variables are others', async () => {
    const service = await stage.start();
    const owner = aViewer();
    const [note, other] = [await aNote(service, owner), await aNote(service, owner)];
    const short = 'subscription ($id: ID!) { noteRenamed(id: $id) { title } }';
    const asked: [string, string][] = [
      [RENAMED, note.id],
      [short, note.id],
      [RENAMED, other.id],
    ];
    const all = await Promise.all(asked.map(([query, id]) => subscribeAs(service, owner, query, { id })));
    const [title, another] = [randomUUID(), randomUUID()];
    await change(service, owner, note, { title });
    await change(service, owner, other, { title: another });
    const came = await Promise.all(all.map(async (one) => (await one.received(1)).map(({ data }) => data.noteRenamed)));
    expect(came).toEqual([[{ id: note.id, title }], [{ title }], [{ id: other.id, title: another }]]);
    await Promise.all(all.map((one) => one.stop()));
  });

  it('is read again for whoever asks when it is being read', async () => {
    const answers = new SharedAnswers<number>(new Turns(2));
    let reads = 0;
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((begin) => {
      void answers.of('a', async () => {
        begin();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return ++reads;
      });
    });
    await begun;
    expect(await answers.of('a', async () => ++reads)).toBe(1);
    finish();
  });

  it('is a fault for all who share it, and of nobody after them', async () => {
    const answers = new SharedAnswers<string>(new Turns(1));
    const failing = () => answers.of('a', () => Promise.reject(new Error('broken')));
    expect((await Promise.allSettled([failing(), failing()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await answers.of('a', async () => 'whole')).toBe('whole');
  });
});
