import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { PinHash } from '../src/pin/pin-hash';
import { PASSWORD } from './documents.factory';
import { codeOf, MINUTE, PIN, PinTrial, SET, UNLOCK, untilOf, WRONG } from './pin-trial';

const LIFT = 'mutation ($input: LiftPinLockInput!) { liftPinLock(input: $input) { id } }';

const trial = PinTrial.forFile();

describe('PINs', () => {
  describe('are refused', () => {
    it('right or wrong, for 15 minutes after five wrong ones; then another wrong one locks for 30', async () => {
      await trial.protect();
      for (let n = 0; n < 5; n += 1) expect(codeOf(await trial.unlock(WRONG))).toBe('PIN_INVALID');
      const before = trial.hashes;
      const [right, wrong] = [await trial.unlock(PIN), await trial.unlock(WRONG)];
      expect([codeOf(right), codeOf(wrong)]).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
      expect(untilOf(right)).toBe(new Date(trial.now.getTime() + 15 * MINUTE).toISOString());
      expect(right.errors?.[0]?.message).toBe(wrong.errors?.[0]?.message);
      expect(trial.hashes).toBe(before);
      trial.minutesLater(15);
      expect(codeOf(await trial.unlock(WRONG))).toBe('PIN_INVALID');
      expect(untilOf(await trial.unlock(PIN))).toBe(new Date(trial.now.getTime() + 30 * MINUTE).toISOString());
      trial.minutesLater(30);
      expect((await trial.unlock(PIN)).errors).toBeUndefined();
      expect(await trial.ownFails()).toBe(0);
    });

    it('to one person without a word to the others', async () => {
      const [manager, guest] = [aViewer('COORDINATOR'), aViewer('THIRD_PARTY')];
      const exchangeId = await trial.documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      await trial.documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
      const paper = await trial.documents.exchangeDocument(exchangeId);
      await trial.documents.ask(manager, SET, { input: { documentId: paper.id, pin: PIN } });
      for (let n = 0; n < 6; n += 1) await trial.unlock(WRONG, guest, paper);
      expect(codeOf(await trial.unlock(PIN, guest, paper))).toBe('RATE_LIMITED');
      expect((await trial.unlock(PIN, manager, paper)).errors).toBeUndefined();
      const lift = (as: Viewer, input: object) =>
        trial.documents.ask(as, LIFT, { input: { documentId: paper.id, password: PASSWORD, ...input } });
      expect(codeOf(await lift(guest, { userId: guest.userId }))).toBe('FORBIDDEN');
      expect(codeOf(await lift(manager, { userId: guest.userId, password: 'wrong' }))).toBe('BAD_USER_INPUT');
      expect(codeOf(await lift(manager, {}))).toBe('BAD_USER_INPUT');
      expect(codeOf(await lift(manager, { userId: guest.userId, shareLinkId: randomUUID() }))).toBe('BAD_USER_INPUT');
      expect((await lift(manager, { shareLinkId: randomUUID() })).errors).toBeUndefined();
      expect(codeOf(await trial.unlock(PIN, guest, paper))).toBe('RATE_LIMITED');
      expect((await lift(manager, { userId: guest.userId.toUpperCase() })).errors).toBeUndefined();
      expect((await trial.unlock(PIN, guest, paper)).errors).toBeUndefined();
      const [event] = await trial.documents.given((db) =>
        db.query(`SELECT actor_user_id, payload FROM outbox_events WHERE type = 'document.pin_lock_lifted' AND subject_id = $1`, [
          paper.id,
        ]),
      );
      expect(event).toMatchObject({ actor_user_id: manager.userId, payload: { userId: guest.userId, exchangeId } });
      for (let n = 0; n < 6; n += 1) await trial.unlock(WRONG, guest, paper);
      expect((await lift(aViewer('ADMIN'), { userId: guest.userId })).errors).toBeUndefined();
      expect((await trial.unlock(PIN, guest, paper)).errors).toBeUndefined();
    });

    it('and counted where the request fails, is sent again, or comes all at once', async () => {
      await trial.protect();
      const twice = `mutation ($input: UnlockDocumentInput!) { one: unlockDocument(input: $input) { token }
        two: unlockDocument(input: $input) { token } three: unlockDocument(input: $input) { token } }`;
      const answer = await trial.documents.ask(trial.owner, twice, { input: { documentId: trial.deed.id, pin: WRONG } });
      expect(answer.errors).toHaveLength(3);
      expect(await trial.ownFails()).toBe(3);
      const answers = await Promise.all(Array.from({ length: 20 }, () => trial.unlock(WRONG)));
      expect(answers.filter((one) => codeOf(one) === 'PIN_INVALID')).toHaveLength(2);
      expect(await trial.ownFails()).toBe(5);
    });

    it('over all documents of an trial.owner after twenty in an hour', async () => {
      const guest = aViewer('THIRD_PARTY');
      const exchangeId = await trial.documents.participation(guest, { role: 'THIRD_PARTY', permissions: ['VIEW'] });
      const papers = await Promise.all(Array.from({ length: 30 }, () => trial.documents.exchangeDocument(exchangeId)));
      const pinHash = await new PinHash(trial.pepper).of(trial.deed.id, PIN);
      await trial.documents.given((db) =>
        db.query('UPDATE documents SET pin_protected = true, pin_version = 1, pin_hash = $2 WHERE exchange_id = $1', [exchangeId, pinHash]),
      );
      const before = trial.hashes;
      const codes: unknown[] = [];
      for (const paper of papers) codes.push(codeOf(await trial.unlock(WRONG, guest, paper)));
      expect(codes).toEqual([...Array.from({ length: 20 }, () => 'PIN_INVALID'), ...Array.from({ length: 10 }, () => 'RATE_LIMITED')]);
      expect(trial.hashes - before).toBe(20);
    });

    it('of a network after ten in an hour, whoever comes from it', async () => {
      const guests = Array.from({ length: 4 }, () => aViewer('THIRD_PARTY'));
      const manager = aViewer('COORDINATOR');
      const exchangeId = await trial.documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      for (const guest of guests)
        await trial.documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
      const paper = await trial.documents.exchangeDocument(exchangeId);
      await trial.documents.ask(manager, SET, { input: { documentId: paper.id, pin: PIN } });
      const codes: unknown[] = [];
      for (const [n, guest] of guests.entries())
        for (let again = 0; again < 4; again += 1)
          codes.push(codeOf(await trial.unlock(WRONG, guest, paper, `2001:db8:1:2::${n}${again}`)));
      expect(codes.filter((code) => code === 'PIN_INVALID')).toHaveLength(10);
      expect(codeOf(await trial.unlock(PIN, manager, paper, '2001:db8:1:2::9'))).toBe('RATE_LIMITED');
      expect((await trial.unlock(PIN, manager, paper, '2001:db8:1:3::9')).errors).toBeUndefined();
    });

    it('of documents without one after as much work, in words of their own, and of hidden ones as if there were none', async () => {
      const before = trial.hashes;
      expect(codeOf(await trial.unlock(PIN))).toBe('CONFLICT');
      expect(trial.hashes).toBe(before + 1);
      const stranger = aViewer();
      const [hidden, absent] = [await trial.unlock(PIN, stranger), await trial.unlock(PIN, stranger, { ...trial.deed, id: randomUUID() })];
      expect([codeOf(hidden), codeOf(absent)]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
      expect(codeOf(await trial.documents.ask(trial.owner, UNLOCK, { input: { documentId: '1', pin: PIN } }))).toBe('NOT_FOUND');
      expect(trial.hashes).toBe(before + 1);
      expect(codeOf(await trial.unlock('x'.repeat(100_000)))).toBe('CONFLICT');
      await trial.protect();
      expect(codeOf(await trial.unlock('x'.repeat(100_000)))).toBe('PIN_INVALID');
    });
  });
});
