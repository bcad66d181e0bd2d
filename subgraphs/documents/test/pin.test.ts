import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import type { Viewer } from '@plat/shared/access/viewer';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { PinGate } from '../src/pin/pin.gate';
import { pinJobs, TIDY_PINS } from '../src/pin/pin.jobs';
import { PinHash } from '../src/pin/pin-hash';
import { PASSWORD, startTestDocuments, type TestDocuments } from './documents.factory';

const UNLOCK = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token expiresAt } }';
const SET = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { id version pinProtected } }';
const CHANGE = 'mutation ($input: ChangeDocumentPinInput!) { changeDocumentPin(input: $input) { id version pinProtected } }';
const REMOVE = 'mutation ($input: RemoveDocumentPinInput!) { removeDocumentPin(input: $input) { id version pinProtected } }';
const LIFT = 'mutation ($input: LiftPinLockInput!) { liftPinLock(input: $input) { id } }';

const PIN = '482915';
const WRONG = '915482';
const MINUTE = 60_000;

const codeOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions?.code;
const untilOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions?.until;

describe('PINs', () => {
  let documents: TestDocuments;
  let now = new Date('2026-03-01T10:00:00Z');
  let hashes = 0;
  const pepper = Buffer.alloc(32, 7);
  const owner = aViewer();
  let deed: Document;
  beforeAll(async () => {
    documents = await startTestDocuments({
      clock: () => now,
      pinHash: new PinHash(pepper, () => {
        hashes += 1;
      }),
    });
  });
  afterAll(() => documents.stop());
  beforeEach(async () => {
    deed = await documents.document(owner);
    minutesLater(120); // what was counted by the hour counts no more
  });

  const minutesLater = (minutes: number) => {
    now = new Date(now.getTime() + minutes * MINUTE);
  };
  const protect = async (document = deed, pin = PIN) => {
    expect(await documents.ask(owner, SET, { input: { documentId: document.id, pin } })).toMatchObject({
      data: { setDocumentPin: { pinProtected: true } },
    });
  };
  const unlock = (pin: string, as = owner, document = deed, address?: string) =>
    documents.ask(as, UNLOCK, { input: { documentId: document.id, pin } }, { address });
  const log = (document = deed): Promise<{ action: string; success: boolean; error_message: string | null }[]> =>
    documents.given((db) =>
      db.query('SELECT action, success, error_message FROM document_access_logs WHERE document_id = $1 ORDER BY created_at, ctid', [
        document.id,
      ]),
    );
  const stored = async (document = deed) => {
    const [row] = await documents.given((db) =>
      db.query('SELECT pin_protected, pin_hash, pin_version, pin_set_by, version FROM documents WHERE id = $1', [document.id]),
    );
    return row as { pin_protected: boolean; pin_hash: string | null; pin_version: number; pin_set_by: string | null; version: number };
  };
  const fails = async (bucket: string, key: string): Promise<number | undefined> => {
    const [row] = await documents.given((db) => db.query('SELECT fails FROM pin_throttles WHERE bucket = $1 AND key = $2', [bucket, key]));
    return row?.fails;
  };
  const ownFails = (as: Viewer = owner, document = deed) => fails('DOCUMENT_ACTOR', `${document.id} user/${as.userId}`);
  const opens = async (token: string, as = owner, document = deed) => {
    const asSystem = (work: never) => documents.given(work);
    const gate = new PinGate({ asSystem: asSystem as never, clock: () => now, assertCurrent: () => undefined });
    const opener = { userId: as.userId, sessionId: as.identity.sessionId };
    return gate.assertOpen({ document: { id: document.id, pinProtected: true }, grantToken: token, ...opener }).then(
      () => true,
      () => false,
    );
  };

  describe('are set', () => {
    it('as an argon2id hash of today’s strength over a peppered one, of this document alone', async () => {
      const other = await documents.document(owner);
      await protect();
      await protect(other);
      const [one, two] = [await stored(), await stored(other)];
      expect(one).toMatchObject({ pin_protected: true, pin_version: 1, pin_set_by: owner.userId, version: 2 });
      expect(one.pin_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      const plain = new PinHash(Buffer.alloc(32, 8));
      expect(await plain.fits(deed.id, one.pin_hash, PIN)).toBe(false);
      expect(await new PinHash(pepper).fits(deed.id, one.pin_hash, PIN)).toBe(true);
      expect(await new PinHash(pepper).fits(deed.id, two.pin_hash, PIN)).toBe(false);
    });

    it.each(['123456', '000000', '121212', '2026'])('not as %s: the document stays exactly as it was', async (pin) => {
      const before = await stored();
      const answer = await documents.ask(owner, SET, { input: { documentId: deed.id, pin } });
      expect(answer.data.setDocumentPin).toBeNull();
      expect(answer.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        reason: 'WEAK_PIN',
        fields: { 'input.pin': expect.any(String) },
      });
      expect(JSON.stringify(answer)).not.toContain(pin);
      expect(await stored()).toEqual(before);
      await protect();
      const safe = await stored();
      const { token } = (await unlock(PIN)).data.unlockDocument;
      expect(await documents.ask(owner, CHANGE, { input: { documentId: deed.id, currentPin: PIN, newPin: pin } })).toMatchObject({
        errors: [{ extensions: { reason: 'WEAK_PIN' } }],
      });
      expect(await stored()).toEqual(safe);
      expect(await opens(token)).toBe(true);
    });

    it('once: what has one is changed', async () => {
      await protect();
      expect(codeOf(await documents.ask(owner, SET, { input: { documentId: deed.id, pin: '730284' } }))).toBe('CONFLICT');
      expect(codeOf(await documents.ask(owner, SET, { input: { documentId: deed.id, pin: '730284', version: 1 } }))).toBe('CONFLICT');
    });

    it('with an event that says nothing of them', async () => {
      await protect();
      await documents.ask(owner, CHANGE, { input: { documentId: deed.id, currentPin: PIN, newPin: '730284' } });
      await documents.ask(owner, REMOVE, { input: { documentId: deed.id, currentPin: '730284' } });
      const events: { type: string; payload: { old: object; new: object } }[] = await documents.given((db) =>
        db.query(`SELECT type, payload FROM outbox_events WHERE subject_id = $1 AND type LIKE 'document.pin%' ORDER BY seq`, [deed.id]),
      );
      expect(events.map(({ type, payload }) => [type, payload.old, payload.new])).toEqual([
        ['document.pin_set', { pin_protected: false, pin_version: 0 }, { pin_protected: true, pin_version: 1 }],
        ['document.pin_changed', { pin_protected: true, pin_version: 1 }, { pin_protected: true, pin_version: 2 }],
        ['document.pin_removed', { pin_protected: true, pin_version: 2 }, { pin_protected: false, pin_version: 3 }],
      ]);
      expect(JSON.stringify(events)).not.toMatch(/482915|730284|argon2/);
      expect(await stored()).toMatchObject({ pin_protected: false, pin_hash: null, pin_set_by: null, pin_version: 3, version: 4 });
      expect((await log()).map(({ action, success }) => [action, success])).toEqual([
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
      await protect();
      const { token } = (await unlock(PIN)).data.unlockDocument;
      expect(await opens(token)).toBe(true);
      const { data } = await documents.ask(owner, CHANGE, { input: { documentId: deed.id, currentPin: PIN, newPin: '730284' } });
      expect(data.changeDocumentPin).toEqual({ id: deed.id, version: 3, pinProtected: true });
      expect(await opens(token)).toBe(false);
      expect(codeOf(await unlock(PIN))).toBe('PIN_INVALID');
      expect(await opens((await unlock('730284')).data.unlockDocument.token)).toBe(true);
    });

    it('by the password of the owner in place of the PIN, and not by a wrong one', async () => {
      await protect();
      const change = (proof: object) => documents.ask(owner, CHANGE, { input: { documentId: deed.id, newPin: '730284', ...proof } });
      expect(codeOf(await change({}))).toBe('BAD_USER_INPUT');
      expect((await change({ password: 'wrong' })).errors?.[0]?.extensions?.fields).toEqual({ 'input.password': 'is wrong' });
      expect(codeOf(await change({ password: 'limited' }))).toBe('RATE_LIMITED');
      expect(codeOf(await change({ currentPin: WRONG }))).toBe('PIN_INVALID');
      expect((await stored()).pin_version).toBe(1);
      expect((await change({ password: PASSWORD })).errors).toBeUndefined();
      expect((await stored()).pin_version).toBe(2);
    });

    it('by the uploader who does not manage the exchange with the PIN alone', async () => {
      const uploader = aViewer('CLIENT');
      const exchangeId = await documents.participation(uploader, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
      const paper = await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId });
      await documents.ask(uploader, SET, { input: { documentId: paper.id, pin: PIN } });
      const change = (proof: object) => documents.ask(uploader, CHANGE, { input: { documentId: paper.id, newPin: '730284', ...proof } });
      expect(codeOf(await change({ password: PASSWORD }))).toBe('FORBIDDEN');
      expect((await change({ currentPin: PIN })).errors).toBeUndefined();
    });

    it('not by others while somebody has the document checked out', async () => {
      const [one, two] = [aViewer('COORDINATOR'), aViewer('COORDINATOR')];
      const exchangeId = await documents.participation(one, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      await documents.participation(two, { subjectId: exchangeId, role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      const paper = await documents.exchangeDocument(exchangeId);
      await documents.given((db) =>
        db.query(`INSERT INTO document_checkouts (document_id, holder_user_id, fencing_token, expires_at) VALUES ($1, $2, 1, $3)`, [
          paper.id,
          one.userId,
          new Date(now.getTime() + MINUTE),
        ]),
      );
      const set = (as: Viewer) => documents.ask(as, SET, { input: { documentId: paper.id, pin: PIN } });
      expect(codeOf(await set(two))).toBe('LOCKED');
      expect((await stored(paper)).pin_protected).toBe(false);
      expect((await set(one)).errors).toBeUndefined();
    });

    it('by one of two who do so at once', async () => {
      await protect();
      const change = (newPin: string) =>
        documents.ask(owner, CHANGE, { input: { documentId: deed.id, version: 2, password: PASSWORD, newPin } });
      const answers = await Promise.all([change('730284'), change('904173')]);
      expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
      expect((await stored()).pin_version).toBe(2);
    });

    it('not where nobody knows what was revoked', async () => {
      await protect();
      documents.revocations.lose();
      const answers = [
        await unlock(PIN),
        await documents.ask(owner, CHANGE, { input: { documentId: deed.id, newPin: '730284', password: PASSWORD } }),
        await documents.ask(owner, LIFT, { input: { documentId: deed.id, userId: owner.userId, password: PASSWORD } }),
      ];
      documents.revocations.confirm(0);
      expect(answers.map(codeOf)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
      expect(await ownFails()).toBeUndefined();
    });
  });

  describe('open', () => {
    it('after four wrong ones, and begin anew: a grant, no fails, five rows', async () => {
      await protect();
      const started = (await log()).length;
      for (let n = 0; n < 4; n += 1) expect(codeOf(await unlock(WRONG))).toBe('PIN_INVALID');
      expect(await ownFails()).toBe(4);
      const { data } = await unlock(PIN);
      expect(data.unlockDocument).toEqual({ token: expect.any(String), expiresAt: new Date(now.getTime() + 10 * MINUTE).toISOString() });
      expect(await opens(data.unlockDocument.token)).toBe(true);
      expect(await ownFails()).toBe(0);
      // What others are counted by keeps the wrong ones, and loses the right one alone.
      expect(await fails('OWNER_ACTOR', `${owner.userId} user/${owner.userId}`)).toBeGreaterThanOrEqual(4);
      expect(await fails('DOCUMENT', deed.id)).toBe(4);
      const rows = (await log()).slice(started);
      expect(rows.map(({ action, success }) => [action, success])).toEqual([
        ...Array.from({ length: 4 }, () => ['PIN_ATTEMPT', false]),
        ['PIN_ATTEMPT', true],
      ]);
    });

    it('for this person, session and document alone, for ten minutes', async () => {
      const uploader = aViewer('CLIENT');
      const exchangeId = await documents.participation(uploader, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
      const paper = await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId });
      await documents.ask(uploader, SET, { input: { documentId: paper.id, pin: PIN } });
      await protect();
      const { token } = (await unlock(PIN, uploader, paper)).data.unlockDocument;
      expect(await opens(token, uploader, paper)).toBe(true);
      expect(await opens(token, owner, paper)).toBe(false);
      expect(await opens(token, aViewer('CLIENT', { userId: uploader.userId }), paper)).toBe(false);
      expect(await opens(token, uploader, deed)).toBe(false);
      minutesLater(10);
      expect(await opens(token, uploader, paper)).toBe(false);
    });

    it('keep nothing of a grant but its hash, and answer it to no repeated request', async () => {
      await protect();
      const key = { idempotencyKey: `key-${randomUUID()}` };
      const ask = () => documents.ask(owner, UNLOCK, { input: { documentId: deed.id, pin: PIN } }, key);
      const { token } = (await ask()).data.unlockDocument;
      const rows: unknown = await documents.given(async (db) => [
        await db.query('SELECT * FROM pin_grants'),
        await db.query('SELECT * FROM outbox_events'),
        await db.query('SELECT * FROM idempotency_keys'),
        await db.query('SELECT * FROM document_access_logs'),
      ]);
      expect(JSON.stringify(rows)).not.toContain(token);
      const again = await ask();
      expect(again.data.unlockDocument).toBeNull();
      expect(again.errors).toBeDefined();
      expect((await log()).filter(({ action }) => action === 'PIN_ATTEMPT')).toHaveLength(1);
    });

    it('by a hash of older strength, which a stronger one takes the place of', async () => {
      await protect();
      const secret = createHmac('sha256', pepper).update(`${deed.id}\0`).update(PIN).digest('base64url');
      const weak = await hash(secret, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
      await documents.given((db) => db.query('UPDATE documents SET pin_hash = $2 WHERE id = $1', [deed.id, weak]));
      expect(codeOf(await unlock(WRONG))).toBe('PIN_INVALID');
      expect((await stored()).pin_hash).toBe(weak);
      expect((await unlock(PIN)).errors).toBeUndefined();
      expect((await stored()).pin_hash).toMatch(/m=19456,t=2,p=1/);
      expect((await unlock(PIN)).errors).toBeUndefined();
      expect((await stored()).pin_version).toBe(1);
    });

    it('nothing for partners’ programs, nor without a session', async () => {
      await protect();
      const { identity } = owner;
      const program = aViewer('USER', { ...identity, tokenId: randomUUID(), scopes: ['document:read', 'document:write'] });
      const sessionless = aViewer('USER', { ...identity, sessionId: undefined });
      expect(codeOf(await unlock(PIN, program))).toBe('FORBIDDEN');
      expect(codeOf(await unlock(PIN, sessionless))).toBe('FORBIDDEN');
      expect(codeOf(await documents.ask(program, REMOVE, { input: { documentId: deed.id, currentPin: PIN } }))).toBe('FORBIDDEN');
    });
  });

  describe('are refused', () => {
    it('right or wrong, for 15 minutes after five wrong ones; then another wrong one locks for 30', async () => {
      await protect();
      for (let n = 0; n < 5; n += 1) expect(codeOf(await unlock(WRONG))).toBe('PIN_INVALID');
      const before = hashes;
      const [right, wrong] = [await unlock(PIN), await unlock(WRONG)];
      expect([codeOf(right), codeOf(wrong)]).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
      expect(untilOf(right)).toBe(new Date(now.getTime() + 15 * MINUTE).toISOString());
      expect(right.errors?.[0]?.message).toBe(wrong.errors?.[0]?.message);
      expect(hashes).toBe(before);
      minutesLater(15);
      expect(codeOf(await unlock(WRONG))).toBe('PIN_INVALID');
      expect(untilOf(await unlock(PIN))).toBe(new Date(now.getTime() + 30 * MINUTE).toISOString());
      minutesLater(30);
      expect((await unlock(PIN)).errors).toBeUndefined();
      expect(await ownFails()).toBe(0);
    });

    it('to one person without a word to the others', async () => {
      const [manager, guest] = [aViewer('COORDINATOR'), aViewer('THIRD_PARTY')];
      const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
      const paper = await documents.exchangeDocument(exchangeId);
      await documents.ask(manager, SET, { input: { documentId: paper.id, pin: PIN } });
      for (let n = 0; n < 6; n += 1) await unlock(WRONG, guest, paper);
      expect(codeOf(await unlock(PIN, guest, paper))).toBe('RATE_LIMITED');
      expect((await unlock(PIN, manager, paper)).errors).toBeUndefined();
      const lift = (as: Viewer, input: object) =>
        documents.ask(as, LIFT, { input: { documentId: paper.id, password: PASSWORD, ...input } });
      expect(codeOf(await lift(guest, { userId: guest.userId }))).toBe('FORBIDDEN');
      expect(codeOf(await lift(manager, { userId: guest.userId, password: 'wrong' }))).toBe('BAD_USER_INPUT');
      expect(codeOf(await lift(manager, {}))).toBe('BAD_USER_INPUT');
      expect(codeOf(await lift(manager, { userId: guest.userId, shareLinkId: randomUUID() }))).toBe('BAD_USER_INPUT');
      expect((await lift(manager, { shareLinkId: randomUUID() })).errors).toBeUndefined();
      expect(codeOf(await unlock(PIN, guest, paper))).toBe('RATE_LIMITED');
      expect((await lift(manager, { userId: guest.userId.toUpperCase() })).errors).toBeUndefined();
      expect((await unlock(PIN, guest, paper)).errors).toBeUndefined();
      const [event] = await documents.given((db) =>
        db.query(`SELECT actor_user_id, payload FROM outbox_events WHERE type = 'document.pin_lock_lifted' AND subject_id = $1`, [
          paper.id,
        ]),
      );
      expect(event).toMatchObject({ actor_user_id: manager.userId, payload: { userId: guest.userId, exchangeId } });
      for (let n = 0; n < 6; n += 1) await unlock(WRONG, guest, paper);
      expect((await lift(aViewer('ADMIN'), { userId: guest.userId })).errors).toBeUndefined();
      expect((await unlock(PIN, guest, paper)).errors).toBeUndefined();
    });

    it('and counted where the request fails, is sent again, or comes all at once', async () => {
      await protect();
      const twice = `mutation ($input: UnlockDocumentInput!) { one: unlockDocument(input: $input) { token }
        two: unlockDocument(input: $input) { token } three: unlockDocument(input: $input) { token } }`;
      const answer = await documents.ask(owner, twice, { input: { documentId: deed.id, pin: WRONG } });
      expect(answer.errors).toHaveLength(3);
      expect(await ownFails()).toBe(3);
      const answers = await Promise.all(Array.from({ length: 20 }, () => unlock(WRONG)));
      expect(answers.filter((one) => codeOf(one) === 'PIN_INVALID')).toHaveLength(2);
      expect(await ownFails()).toBe(5);
    });

    it('over all documents of an owner after twenty in an hour', async () => {
      const guest = aViewer('THIRD_PARTY');
      const exchangeId = await documents.participation(guest, { role: 'THIRD_PARTY', permissions: ['VIEW'] });
      const papers = await Promise.all(Array.from({ length: 30 }, () => documents.exchangeDocument(exchangeId)));
      const pinHash = await new PinHash(pepper).of(deed.id, PIN);
      await documents.given((db) =>
        db.query('UPDATE documents SET pin_protected = true, pin_version = 1, pin_hash = $2 WHERE exchange_id = $1', [exchangeId, pinHash]),
      );
      const before = hashes;
      const codes: unknown[] = [];
      for (const paper of papers) codes.push(codeOf(await unlock(WRONG, guest, paper)));
      expect(codes).toEqual([...Array.from({ length: 20 }, () => 'PIN_INVALID'), ...Array.from({ length: 10 }, () => 'RATE_LIMITED')]);
      expect(hashes - before).toBe(20);
    });

    it('of a network after ten in an hour, whoever comes from it', async () => {
      const guests = Array.from({ length: 4 }, () => aViewer('THIRD_PARTY'));
      const manager = aViewer('COORDINATOR');
      const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
      for (const guest of guests)
        await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
      const paper = await documents.exchangeDocument(exchangeId);
      await documents.ask(manager, SET, { input: { documentId: paper.id, pin: PIN } });
      const codes: unknown[] = [];
      for (const [n, guest] of guests.entries())
        for (let again = 0; again < 4; again += 1) codes.push(codeOf(await unlock(WRONG, guest, paper, `2001:db8:1:2::${n}${again}`)));
      expect(codes.filter((code) => code === 'PIN_INVALID')).toHaveLength(10);
      expect(codeOf(await unlock(PIN, manager, paper, '2001:db8:1:2::9'))).toBe('RATE_LIMITED');
      expect((await unlock(PIN, manager, paper, '2001:db8:1:3::9')).errors).toBeUndefined();
    });

    it('of documents without one after as much work, in words of their own, and of hidden ones as if there were none', async () => {
      const before = hashes;
      expect(codeOf(await unlock(PIN))).toBe('CONFLICT');
      expect(hashes).toBe(before + 1);
      const stranger = aViewer();
      const [hidden, absent] = [await unlock(PIN, stranger), await unlock(PIN, stranger, { ...deed, id: randomUUID() })];
      expect([codeOf(hidden), codeOf(absent)]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
      expect(codeOf(await documents.ask(owner, UNLOCK, { input: { documentId: '1', pin: PIN } }))).toBe('NOT_FOUND');
      expect(hashes).toBe(before + 1);
      expect(codeOf(await unlock('x'.repeat(100_000)))).toBe('CONFLICT');
      await protect();
      expect(codeOf(await unlock('x'.repeat(100_000)))).toBe('PIN_INVALID');
    });
  });

  it('leave nothing behind that says nothing any more', async () => {
    await protect();
    await unlock(PIN);
    await unlock(WRONG);
    const left = async () => ({
      grants: (await documents.given((db) => db.query('SELECT FROM pin_grants WHERE document_id = $1', [deed.id]))).length,
      all: await fails('DOCUMENT', deed.id),
      own: await ownFails(),
    });
    const tidy = async () => {
      const context = { asSystem: (work: never) => documents.given(work), signal: new AbortController().signal };
      await pinJobs(() => now).tasks[TIDY_PINS]?.({}, context as never);
    };
    await tidy();
    expect(await left()).toEqual({ grants: 1, all: 1, own: 1 });
    minutesLater(26 * 60);
    await tidy();
    expect(await left()).toEqual({ grants: 0, all: undefined, own: 1 });
    minutesLater(91 * 24 * 60);
    await tidy();
    expect(await left()).toEqual({ grants: 0, all: undefined, own: undefined });
  });
});
