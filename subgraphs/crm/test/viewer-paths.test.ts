import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CURRENT_IDENTITY_PATH, type CurrentIdentityAnswer } from '@plat/shared/access/current-identity';
import { PASSWORD_PATH } from '@plat/shared/access/password-question';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { VIEWER_CARD_PATH } from '@plat/shared/access/viewer-card';
import { hashPassword } from '../src/session/password';
import { UserRole } from '../src/user/user.entity';
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

  it('is, for documents alone, what somebody may at this moment; nothing of who is gone or shut out', async () => {
    expect(crm.subgraph.internal[CURRENT_IDENTITY_PATH]?.callers).toEqual(['documents']);
    const contactId = await crm.contact().then(({ id }) => id);
    const [agent, gone] = [await crm.user({ role: UserRole.AGENT, contactId }), await crm.user({ isActive: false })];
    const { identity } = (await ask(CURRENT_IDENTITY_PATH, NOBODY, { userId: agent.id })) as CurrentIdentityAnswer;
    expect(identity).toMatchObject({ userId: agent.id, contactId, role: 'AGENT', permissions: [...ROLE_PERMISSIONS.AGENT].sort() });
    expect(identity?.asOf).toEqual(expect.any(Number));
    for (const userId of [gone.id, randomUUID()]) expect(await ask(CURRENT_IDENTITY_PATH, NOBODY, { userId })).toEqual({ identity: null });
  });
});
