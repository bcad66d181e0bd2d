import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { pinJobs, TIDY_PINS } from '../src/pin/pin.jobs';
import { PinHash } from '../src/pin/pin-hash';
import { PASSWORD } from './documents.factory';
import { codeOf, MINUTE, PIN, PinTrial, SET, UNLOCK, WRONG } from './pin-trial';

const CHANGE = 'mutation ($input: ChangeDocumentPinInput!) { changeDocumentPin(input: $input) { id version pinProtected } }';
const REMOVE = 'mutation ($input: RemoveDocumentPinInput!) { removeDocumentPin(input: $input) { id version pinProtected } }';
const LIFT = 'mutation ($input: LiftPinLockInput!) { liftPinLock(input: $input) { id } }';

const trial = PinTrial.forFile();

describe('PINs', () => {
  describe('are set', () => {
    it('as an argon2id hash of today’s strength over a peppered one, of this document alone', async () => {
      const other = await trial.documents.document(trial.owner);
      await trial.protect();
      await trial.protect(other);
      const [one, two] = [await trial.stored(), await trial.stored(other)];
      expect(one).toMatchObject({ pin_protected: true, pin_version: 1, pin_set_by: trial.owner.userId, version: 2 });
      expect(one.pin_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      const plain = new PinHash(Buffer.alloc(32, 8));
      expect(await plain.fits(trial.deed.id, one.pin_hash, PIN)).toBe(false);
      expect(await new PinHash(trial.pepper).fits(trial.deed.id, one.pin_hash, PIN)).toBe(true);
      expect(await new PinHash(trial.pepper).fits(trial.deed.id, two.pin_hash, PIN)).toBe(false);
    });

    it.each(['123456', '000000', '121212', '2026'])('not as %s: the document stays exactly as it was', async (pin) => {
      const before = await trial.stored();
      const answer = await trial.documents.ask(trial.owner, SET, { input: { documentId: trial.deed.id, pin } });
      expect(answer.data.setDocumentPin).toBeNull();
      expect(answer.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        reason: 'WEAK_PIN',
        fields: { 'input.pin': expect.any(String) },
      });
      expect(JSON.stringify(answer)).not.toContain(pin);
      expect(await trial.stored()).toEqual(before);
      await trial.protect();
      const safe = await trial.stored();
      const { token } = (await trial.unlock(PIN)).data.unlockDocument;
      expect(
        await trial.documents.ask(trial.owner, CHANGE, { input: { documentId: trial.deed.id, currentPin: PIN, newPin: pin } }),
      ).toMatchObject({
        errors: [{ extensions: { reason: 'WEAK_PIN' } }],
      });
      expect(await trial.stored()).toEqual(safe);
      expect(await trial.opens(token)).toBe(true);
    });

    it('once: what has one is changed', async () => {
      await trial.protect();
      expect(codeOf(await trial.documents.ask(trial.owner, SET, { input: { documentId: trial.deed.id, pin: '730284' } }))).toBe('CONFLICT');
      expect(codeOf(await trial.documents.ask(trial.owner, SET, { input: { documentId: trial.deed.id, pin: '730284', version: 1 } }))).toBe(
        'CONFLICT',
      );
    });

    it('with an event that says nothing of them', async () => {
      await trial.protect();
      await trial.documents.ask(trial.owner, CHANGE, { input: { documentId: trial.deed.id, currentPin: PIN, newPin: '730284' } });
      await trial.documents.ask(trial.owner, REMOVE, { input: { documentId: trial.deed.id, currentPin: '730284' } });
      const events: { type: string; payload: { old: object; new: object } }[] = await trial.documents.given((db) =>
        db.query(`SELECT type, payload FROM outbox_events WHERE subject_id = $1 AND type LIKE 'document.pin%' ORDER BY seq`, [
          trial.deed.id,
        ]),
      );
      expect(events.map(({ type, payload }) => [type, payload.old, payload.new])).toEqual([
        ['document.pin_set', { pin_protected: false, pin_version: 0 }, { pin_protected: true, pin_version: 1 }],
        ['document.pin_changed', { pin_protected: true, pin_version: 1 }, { pin_protected: true, pin_version: 2 }],
        ['document.pin_removed', { pin_protected: true, pin_version: 2 }, { pin_protected: false, pin_version: 3 }],
      ]);
      expect(JSON.stringify(events)).not.toMatch(/482915|730284|argon2/);
      expect(await trial.stored()).toMatchObject({ pin_protected: false, pin_hash: null, pin_set_by: null, pin_version: 3, version: 4 });
      expect((await trial.log()).map(({ action, success }) => [action, success])).toEqual([
        ['PIN_CHANGE', true],
        ['PIN_ATTEMPT', true],
        ['PIN_CHANGE', true],
        ['PIN_ATTEMPT', true],
        ['PIN_CHANGE', true],
      ]);
    });
  });

  describe('are changed', () => {
    it('and all that was opened with the one before is shut', async () => {
      await trial.protect();
      const { token } = (await trial.unlock(PIN)).data.unlockDocument;
      expect(await trial.opens(token)).toBe(true);
      const { data } = await trial.documents.ask(trial.owner, CHANGE, {
        input: { documentId: trial.deed.id, currentPin: PIN, newPin: '730284' },
      });
      expect(data.changeDocumentPin).toEqual({ id: trial.deed.id, version: 3, pinProtected: true });
      expect(await trial.opens(token)).toBe(false);
      expect(codeOf(await trial.unlock(PIN))).toBe('PIN_INVALID');
      expect(await trial.opens((await trial.unlock('730284')).data.unlockDocument.token)).toBe(true);
    });

    it('by the password of the trial.owner in place of the PIN, and not by a wrong one', async () => {
      await trial.protect();
      const change = (proof: object) =>
        trial.documents.ask(trial.owner, CHANGE, { input: { documentId: trial.deed.id, newPin: '730284', ...proof } });
      expect(codeOf(await change({}))).toBe('BAD_USER_INPUT');
      expect((await change({ password: 'wrong' })).errors?.[0]?.extensions?.fields).toEqual({ 'input.password': 'is wrong' });
      expect(codeOf(await change({ password: 'limited' }))).toBe('RATE_LIMITED');
      expect(codeOf(await change({ currentPin: WRONG }))).toBe('PIN_INVALID');
      expect((await trial.stored()).pin_version).toBe(1);
      expect((await change({ password: PASSWORD })).errors).toBeUndefined();
      expect((await trial.stored()).pin_version).toBe(2);
    });

    it('by the uploader who does not manage the exchange with the PIN alone', async () => {
      const uploader = aViewer('CLIENT');
      const exchangeId = await trial.documents.participation(uploader, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
      const paper = await trial.documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId });
      await trial.documents.ask(uploader, SET, { input: { documentId: paper.id, pin: PIN } });
      const change = (proof: object) =>
        trial.documents.ask(uploader, CHANGE, { input: { documentId: paper.id, newPin: '730284', ...proof } });
      expect(codeOf(await change({ password: PASSWORD }))).toBe('FORBIDDEN');
      expect((await change({ currentPin: PIN })).errors).toBeUndefined();
    });

    it('not by others while somebody has the document checked out', async () => {
      const [one, two] = [aViewer('COORDINATOR'), aViewer('COORDINATOR')];
      const exchangeId = await trial.documents.participation(one, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      await trial.documents.participation(two, { subjectId: exchangeId, role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      const paper = await trial.documents.exchangeDocument(exchangeId);
      await trial.documents.given((db) =>
        db.query(`INSERT INTO document_checkouts (document_id, holder_user_id, fencing_token, expires_at) VALUES ($1, $2, 1, $3)`, [
          paper.id,
          one.userId,
          new Date(trial.now.getTime() + MINUTE),
        ]),
      );
      const set = (as: Viewer) => trial.documents.ask(as, SET, { input: { documentId: paper.id, pin: PIN } });
      expect(codeOf(await set(two))).toBe('LOCKED');
      expect((await trial.stored(paper)).pin_protected).toBe(false);
      expect((await set(one)).errors).toBeUndefined();
    });

    it('by one of two who do so at once', async () => {
      await trial.protect();
      const change = (newPin: string) =>
        trial.documents.ask(trial.owner, CHANGE, { input: { documentId: trial.deed.id, version: 2, password: PASSWORD, newPin } });
      const answers = await Promise.all([change('730284'), change('904173')]);
      expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
      expect((await trial.stored()).pin_version).toBe(2);
    });

    it('not where nobody knows what was revoked', async () => {
      await trial.protect();
      trial.documents.revocations.lose();
      const answers = [
        await trial.unlock(PIN),
        await trial.documents.ask(trial.owner, CHANGE, { input: { documentId: trial.deed.id, newPin: '730284', password: PASSWORD } }),
        await trial.documents.ask(trial.owner, LIFT, {
          input: { documentId: trial.deed.id, userId: trial.owner.userId, password: PASSWORD },
        }),
      ];
      trial.documents.revocations.confirm(0);
      expect(answers.map(codeOf)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
      expect(await trial.ownFails()).toBeUndefined();
    });
  });

  describe('open', () => {
    it('after four wrong ones, and begin anew: a grant, no fails, five rows', async () => {
      await trial.protect();
      const started = (await trial.log()).length;
      for (let n = 0; n < 4; n += 1) expect(codeOf(await trial.unlock(WRONG))).toBe('PIN_INVALID');
      expect(await trial.ownFails()).toBe(4);
      const { data } = await trial.unlock(PIN);
      expect(data.unlockDocument).toEqual({
        token: expect.any(String),
        expiresAt: new Date(trial.now.getTime() + 10 * MINUTE).toISOString(),
      });
      expect(await trial.opens(data.unlockDocument.token)).toBe(true);
      expect(await trial.ownFails()).toBe(0);
      // What others are counted by keeps the wrong ones, and loses the right one alone.
      expect(await trial.fails('OWNER_ACTOR', `${trial.owner.userId} user/${trial.owner.userId}`)).toBeGreaterThanOrEqual(4);
      expect(await trial.fails('DOCUMENT', trial.deed.id)).toBe(4);
      const rows = (await trial.log()).slice(started);
      expect(rows.map(({ action, success }) => [action, success])).toEqual([
        ...Array.from({ length: 4 }, () => ['PIN_ATTEMPT', false]),
        ['PIN_ATTEMPT', true],
      ]);
    });

    it('for this person, session and document alone, for ten minutes', async () => {
      const uploader = aViewer('CLIENT');
      const exchangeId = await trial.documents.participation(uploader, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
      const paper = await trial.documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId });
      await trial.documents.ask(uploader, SET, { input: { documentId: paper.id, pin: PIN } });
      await trial.protect();
      const { token } = (await trial.unlock(PIN, uploader, paper)).data.unlockDocument;
      expect(await trial.opens(token, uploader, paper)).toBe(true);
      expect(await trial.opens(token, trial.owner, paper)).toBe(false);
      expect(await trial.opens(token, aViewer('CLIENT', { userId: uploader.userId }), paper)).toBe(false);
      expect(await trial.opens(token, uploader, trial.deed)).toBe(false);
      trial.minutesLater(10);
      expect(await trial.opens(token, uploader, paper)).toBe(false);
    });

    it('keep nothing of a grant but its hash, and answer it to no repeated request', async () => {
      await trial.protect();
      const key = { idempotencyKey: `key-${randomUUID()}` };
      const ask = () => trial.documents.ask(trial.owner, UNLOCK, { input: { documentId: trial.deed.id, pin: PIN } }, key);
      const { token } = (await ask()).data.unlockDocument;
      const rows: unknown = await trial.documents.given(async (db) => [
        await db.query('SELECT * FROM pin_grants'),
        await db.query('SELECT * FROM outbox_events'),
        await db.query('SELECT * FROM idempotency_keys'),
        await db.query('SELECT * FROM document_access_logs'),
      ]);
      expect(JSON.stringify(rows)).not.toContain(token);
      const again = await ask();
      expect(again.data.unlockDocument).toBeNull();
      expect(again.errors).toBeDefined();
      expect((await trial.log()).filter(({ action }) => action === 'PIN_ATTEMPT')).toHaveLength(1);
    });

    it('by a hash of older strength, which a stronger one takes the place of', async () => {
      await trial.protect();
      const secret = createHmac('sha256', trial.pepper).update(`${trial.deed.id}\0`).update(PIN).digest('base64url');
      const weak = await hash(secret, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
      await trial.documents.given((db) => db.query('UPDATE documents SET pin_hash = $2 WHERE id = $1', [trial.deed.id, weak]));
      expect(codeOf(await trial.unlock(WRONG))).toBe('PIN_INVALID');
      expect((await trial.stored()).pin_hash).toBe(weak);
      expect((await trial.unlock(PIN)).errors).toBeUndefined();
      expect((await trial.stored()).pin_hash).toMatch(/m=19456,t=2,p=1/);
      expect((await trial.unlock(PIN)).errors).toBeUndefined();
      expect((await trial.stored()).pin_version).toBe(1);
    });

    it('nothing for partners’ programs, nor without a session', async () => {
      await trial.protect();
      const { identity } = trial.owner;
      const program = aViewer('USER', { ...identity, tokenId: randomUUID(), scopes: ['document:read', 'document:write'] });
      const sessionless = aViewer('USER', { ...identity, sessionId: undefined });
      expect(codeOf(await trial.unlock(PIN, program))).toBe('FORBIDDEN');
      expect(codeOf(await trial.unlock(PIN, sessionless))).toBe('FORBIDDEN');
      expect(codeOf(await trial.documents.ask(program, REMOVE, { input: { documentId: trial.deed.id, currentPin: PIN } }))).toBe(
        'FORBIDDEN',
      );
    });
  });

  it('leave nothing behind that says nothing any more', async () => {
    await trial.protect();
    await trial.unlock(PIN);
    await trial.unlock(WRONG);
    const left = async () => ({
      grants: (await trial.documents.given((db) => db.query('SELECT FROM pin_grants WHERE document_id = $1', [trial.deed.id]))).length,
      all: await trial.fails('DOCUMENT', trial.deed.id),
      own: await trial.ownFails(),
    });
    const tidy = async () => {
      const context = { asSystem: (work: never) => trial.documents.given(work), signal: new AbortController().signal };
      await pinJobs(() => trial.now).tasks[TIDY_PINS]?.({}, context as never);
    };
    await tidy();
    expect(await left()).toEqual({ grants: 1, all: 1, own: 1 });
    trial.minutesLater(26 * 60);
    await tidy();
    expect(await left()).toEqual({ grants: 0, all: undefined, own: 1 });
    trial.minutesLater(91 * 24 * 60);
    await tidy();
    expect(await left()).toEqual({ grants: 0, all: undefined, own: undefined });
  });
});
