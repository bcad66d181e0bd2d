import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD_PATH } from '@plat/shared/access/password-question';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { VIEWER_CARD_PATH } from '@plat/shared/access/viewer-card';
import { hashPassword } from '../src/session/password';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

describe('what other services may ask crm about the viewer of their call', () => {
  let crm: TestCrm;
  beforeAll(async () => {
    crm = await startTestCrm();
  });
  afterAll(() => crm.stop());

  const ask = (path: `/internal/${string}`, viewer: Viewer, input: object = {}) =>
    crm.subgraph.internal[path]?.answer(input as never, crm.subgraph.internalCall('documents', viewer, { requestId: 'test' }));

  it('is answered to services alone', () => {
    for (const path of [VIEWER_CARD_PATH, PASSWORD_PATH] as const) expect(crm.subgraph.internal[path]?.callers).toBe('services');
  });

  it('is what that person is called', async () => {
    const [named, short] = [await crm.user({ fullName: null, firstName: 'Ann', lastName: 'Lee' }), await crm.user({ fullName: 'Bob Ray' })];
    const bare = await crm.user({ fullName: null, firstName: null, lastName: null });
    expect(await ask(VIEWER_CARD_PATH, viewerOf(named))).toEqual({ name: 'Ann Lee', email: named.email });
    expect(await ask(VIEWER_CARD_PATH, viewerOf(short))).toEqual({ name: 'Bob Ray', email: short.email });
    expect(await ask(VIEWER_CARD_PATH, viewerOf(bare))).toEqual({ name: bare.username, email: bare.email });
    expect(await ask(VIEWER_CARD_PATH, NOBODY)).toEqual({ name: null, email: null });
  });

  it('is whether a password is theirs, five times wrong in an hour', async () => {
    const user = await crm.user({ passwordHash: await hashPassword('correct horse battery') });
    const look = (password: string) => ask(PASSWORD_PATH, viewerOf(user), { password });
    for (let n = 0; n < 10; n += 1) expect(await look('correct horse battery')).toEqual({ outcome: 'FITS' });
    for (let n = 0; n < 5; n += 1) expect(await look('wrong')).toEqual({ outcome: 'WRONG' });
    expect(await look('correct horse battery')).toEqual({ outcome: 'LIMITED' });
    await expect(ask(PASSWORD_PATH, NOBODY, { password: 'x' })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });
});
