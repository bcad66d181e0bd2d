import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { PinGate } from '../src/pin/pin.gate';
import { PinHash } from '../src/pin/pin-hash';
import { startTestDocuments, type TestDocuments } from './documents.factory';

export const UNLOCK = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token expiresAt } }';
export const SET = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { id version pinProtected } }';

export const PIN = '482915';
export const WRONG = '915482';
export const MINUTE = 60_000;

export const codeOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions?.code;
export const untilOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions?.until;

/** A service whose clock is set and whose hashes are counted, an owner, and a deed of this owner that is new for each test. */
export class PinTrial {
  now = new Date('2026-03-01T10:00:00Z');
  hashes = 0;
  readonly pepper = Buffer.alloc(32, 7);
  readonly owner = aViewer();
  documents!: TestDocuments;
  deed!: Document;

  /** The trial of a test file. */
  static forFile(): PinTrial {
    const trial = new PinTrial();
    beforeAll(async () => {
      const count = () => {
        trial.hashes += 1;
      };
      trial.documents = await startTestDocuments({ clock: () => trial.now, pinHash: new PinHash(trial.pepper, count) });
    });
    afterAll(() => trial.documents.stop());
    beforeEach(async () => {
      trial.deed = await trial.documents.document(trial.owner);
      trial.minutesLater(120); // what was counted by the hour counts no more
    });
    return trial;
  }

  minutesLater(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * MINUTE);
  }

  async protect(document = this.deed, pin = PIN): Promise<void> {
    expect(await this.documents.ask(this.owner, SET, { input: { documentId: document.id, pin } })).toMatchObject({
      data: { setDocumentPin: { pinProtected: true } },
    });
  }

  unlock(pin: string, as = this.owner, document = this.deed, address?: string): Promise<TestAnswer> {
    return this.documents.ask(as, UNLOCK, { input: { documentId: document.id, pin } }, { address });
  }

  log(document = this.deed): Promise<{ action: string; success: boolean; error_message: string | null }[]> {
    // The clock stands still, and a place in the table says nothing: a row goes where others have left room.
    const sql = `SELECT action, success, error_message FROM document_access_logs WHERE document_id = $1
      ORDER BY created_at, age(xmin) DESC, ctid`;
    return this.documents.given((db) => db.query(sql, [document.id]));
  }

  async stored(document = this.deed) {
    const sql = 'SELECT pin_protected, pin_hash, pin_version, pin_set_by, version FROM documents WHERE id = $1';
    const [row] = await this.documents.given((db) => db.query(sql, [document.id]));
    return row as { pin_protected: boolean; pin_hash: string | null; pin_version: number; pin_set_by: string | null; version: number };
  }

  async fails(bucket: string, key: string): Promise<number | undefined> {
    const sql = 'SELECT fails FROM pin_throttles WHERE bucket = $1 AND key = $2';
    return (await this.documents.given((db) => db.query(sql, [bucket, key])))[0]?.fails;
  }

  ownFails(as: Viewer = this.owner, document = this.deed): Promise<number | undefined> {
    return this.fails('DOCUMENT_ACTOR', `${document.id} user/${as.userId}`);
  }

  opens(token: string, as = this.owner, document = this.deed): Promise<boolean> {
    const asSystem = (work: never) => this.documents.given(work);
    const gate = new PinGate({ asSystem: asSystem as never, clock: () => this.now, assertCurrent: () => undefined });
    const opener = { userId: as.userId, sessionId: as.identity.sessionId };
    return gate.assertOpen({ document: { id: document.id, pinProtected: true }, grantToken: token, ...opener }).then(
      () => true,
      () => false,
    );
  }
}
