import { describe, expect, it } from '@jest/globals';
import { Revocations } from '@plat/shared/access/revocations';
import { Viewer } from '@plat/shared/access/viewer';
import type { Engine } from '../../execution/engine';
import { ViewerGuest } from './viewer-guest';

const HOUR = 3_600_000;
const of = (userId: string, sessionId: string, asOf = 0) => new Viewer({ userId, sessionId, asOf });

const guest = (until: number, next = of('ada', 'one', 1)) => {
  const revocations = new Revocations();
  const engine = { formatOf: () => (error: object) => error } as unknown as Engine;
  const prove = async () => ({ viewer: next, until: Date.now() + HOUR });
  const one = new ViewerGuest({ engine, revocations, prove }, { viewer: of('ada', 'one'), until }, { requestId: 'r' });
  const reasons: Error[] = [];
  one.onEnd((reason) => reasons.push(reason));
  return { one, revocations, reasons };
};
const brought = { authorization: 'Bearer another' };

describe('a guest with subscriptions', () => {
  it('goes when the token is no longer valid', async () => {
    const { reasons } = guest(Date.now() - 1);
    while (reasons.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(reasons).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
  });

  it('stays by another token of the same session, whose rights are later than a revocation', async () => {
    const { one, revocations, reasons } = guest(Date.now() + HOUR);
    await one.renew(brought);
    revocations.apply({ seq: 1, subjectId: 'ada' });
    expect(reasons).toEqual([]);
    revocations.apply({ seq: 2, subjectId: 'someone else' });
    expect(reasons).toEqual([]);
    revocations.apply({ seq: 3, subjectId: 'one' });
    expect(reasons).toHaveLength(1);
    one.leave();
  });

  it.each([
    ['of another session', of('ada', 'two')],
    ['of somebody else', of('bob', 'one')],
  ])('does not go on by a token %s', async (_name, other) => {
    const { one } = guest(Date.now() + HOUR, other);
    await expect(one.renew(brought)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    one.leave();
  });

  it('takes a ping that brings nothing for a ping', async () => {
    const { one, reasons } = guest(Date.now() + HOUR);
    await one.renew(undefined);
    await expect(one.renew({ authorization: 'Basic x' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(reasons).toEqual([]);
    one.leave();
  });

  it('is not let in after a revocation', () => {
    const revocations = new Revocations();
    revocations.apply({ seq: 9, subjectId: 'ada' });
    const engine = { formatOf: () => (error: object) => error } as unknown as Engine;
    const proof = { viewer: of('ada', 'one'), until: Date.now() + HOUR };
    expect(() => new ViewerGuest({ engine, revocations, prove: async () => proof }, proof, { requestId: 'r' })).toThrow();
  });
});
