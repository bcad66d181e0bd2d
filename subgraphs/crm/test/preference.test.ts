import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const SET = 'mutation ($input: SetPreferenceInput!) { setPreference(input: $input) { preferenceKey preferenceValue } }';
const MINE = '{ me { preferences { preferenceKey preferenceValue } } }';

describe('preferences', () => {
  it('are set, replaced, listed by key and removed, and recorded without their values', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    for (const [preferenceKey, preferenceValue] of [
      ['theme', 'dark'],
      ['list', { size: [1, null] }],
      ['theme', 'light'],
    ] as const) {
      const { data, errors } = await crm.ask(viewerOf(ann), SET, { input: { preferenceKey, preferenceValue } });
      expect(errors).toBeUndefined();
      expect(data.setPreference).toEqual({ preferenceKey, preferenceValue });
    }
    expect((await crm.ask(viewerOf(ann), MINE)).data.me.preferences).toEqual([
      { preferenceKey: 'list', preferenceValue: { size: [1, null] } },
      { preferenceKey: 'theme', preferenceValue: 'light' },
    ]);
    expect((await crm.ask(viewerOf(bob), MINE)).data.me.preferences).toEqual([]);
    const remove = 'mutation { removePreference(preferenceKey: "theme") }';
    expect((await crm.ask(viewerOf(bob), remove)).data).toEqual({ removePreference: false });
    expect((await crm.ask(viewerOf(ann), remove)).data).toEqual({ removePreference: true });
    expect((await crm.ask(viewerOf(ann), MINE)).data.me.preferences).toHaveLength(1);
    const events: { type: string; payload: object }[] = await crm.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [ann.id]),
    );
    expect(events.map(({ type }) => type)).toEqual([...Array(3).fill('user.preference_set'), 'user.preference_removed']);
    expect(JSON.stringify(events)).not.toContain('dark');
  });

  it('are read by administrators, of several users in one statement, and written by none of them', async () => {
    const [ann, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    await crm.ask(viewerOf(ann), SET, { input: { preferenceKey: 'theme', preferenceValue: 1 } });
    const query = 'query ($id: ID!) { user(id: $id) { preferences { preferenceKey } } }';
    expect((await crm.ask(viewerOf(boss), query, { id: ann.id })).data.user.preferences).toEqual([{ preferenceKey: 'theme' }]);
    const list = () => crm.ask(viewerOf(boss), '{ users { edges { node { preferences { preferenceKey } } } } }');
    expect(await crm.statementsOf(list)).toHaveLength(2);
    expect((await crm.ask(viewerOf(boss), 'mutation { removePreference(preferenceKey: "theme") }')).data.removePreference).toBe(false);
  });

  it('take 16 KB and no more, 200 keys and no more', async () => {
    const ann = await crm.user();
    const set = async (preferenceKey: string, preferenceValue: unknown) =>
      (await crm.ask(viewerOf(ann), SET, { input: { preferenceKey, preferenceValue } })).errors?.[0]?.extensions;
    expect(await set('large', 'x'.repeat(16_382))).toBeUndefined();
    expect(await set(' ', 'é'.repeat(8_192))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.preferenceKey': expect.any(String), 'input.preferenceValue': expect.any(String) },
    });
    await crm.given((db) =>
      db.query(
        `INSERT INTO user_preferences (user_id, preference_key, preference_value) SELECT $1, 'k' || n, '1' FROM generate_series(1, 199) n`,
        [ann.id],
      ),
    );
    expect(await set('one more', 1)).toMatchObject({ code: 'CONFLICT' });
    expect(await set('large', 2)).toBeUndefined();
  });
});
