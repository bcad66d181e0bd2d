import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { type Memberships, mayEditShared, mayRunShared, mayWriteIn, ownOrShared, type Shareable } from './workspace.sharing.policy';

const [viewer, admin] = [aViewer(), aViewer('ADMIN')];
const memberships: Memberships = new Map([
  ['read', 'VIEWER'],
  ['write', 'EDITOR'],
  ['run', 'OWNER'],
]);
const of = (userId: string, workspaceId: string | null) => ({ userId, workspaceId });

describe('what a workspace shares', () => {
  it('is seen by its owner and by members, under the condition of both', () => {
    const scope = ownOrShared<Shareable>(viewer, { isDeleted: false });
    expect(scope).toEqual([
      { isDeleted: false, userId: viewer.userId },
      { isDeleted: false, workspaceId: expect.anything() },
    ]);
    expect(ownOrShared<Shareable>(admin, { isDeleted: false })).toEqual({ isDeleted: false });
    expect(() => ownOrShared<Shareable>(NOBODY)).toThrow('Sign in first.');
  });

  it.each([
    ['read', false, false],
    ['write', true, false],
    ['run', true, true],
    ['elsewhere', false, false],
    [null, false, false],
  ])('in %s is edited: %s, and run: %s', (workspaceId, edited, run) => {
    expect(mayWriteIn(memberships, workspaceId)).toBe(edited);
    expect(mayEditShared(viewer, of('another', workspaceId), memberships)).toBe(edited);
    expect(mayRunShared(viewer, of('another', workspaceId), memberships)).toBe(run);
    expect(mayEditShared(viewer, of(viewer.userId, workspaceId), memberships)).toBe(true);
    expect(mayRunShared(viewer, of(viewer.userId, workspaceId), memberships)).toBe(true);
  });
});
