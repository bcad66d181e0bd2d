import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import * as fc from 'fast-check';
import { CAST, type Level, Model, type Who } from './document-histories.model';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { type Context, someFile } from './versions.factory';

const STEPS = 100;
const DAY_MS = 86_400_000;
const RIGHTS = [[], ['VIEW'], ['VIEW', 'UPLOAD'], ['UPLOAD'], ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE']];
const PINS = ['482915', '739164', '615283'];
const KINDS = [
  'upload',
  'newVersion',
  'newVersion',
  'restore',
  'trash',
  'trash',
  'recover',
  'purge',
  'share',
  'unshare',
  'setPin',
  'dropPin',
  'tryPin',
  'tryPin',
  'rights',
  'read',
  'read',
  'read',
] as const;

const step = fc.record({
  does: fc.constantFrom(...KINDS),
  who: fc.constantFrom(...CAST),
  /** Which paper, version, link, PIN or right, of those that there are. */
  what: fc.nat(1_000),
  other: fc.nat(1_000),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let documents: TestDocuments;
let now = Date.now();
let steps = 0;
beforeAll(async () => {
  documents = await startTestDocuments({ database: await freshDatabase('documents'), clock: () => new Date(now) });
});
afterAll(() => documents.stop());

/** A history: some people, their papers, and the model that says what has to come out. */
class History {
  private readonly model = new Model();
  private readonly ids: string[] = [];

  private constructor(
    private readonly people: Readonly<Record<Who, Viewer>>,
    private readonly exchangeId: string,
  ) {}

  static async begin(): Promise<History> {
    const people: Readonly<Record<Who, Viewer>> = {
      owner: aViewer(),
      stranger: aViewer(),
      manager: aViewer('COORDINATOR'),
      uploader: aViewer('CLIENT'),
      guest: aViewer('THIRD_PARTY'),
      admin: aViewer('ADMIN'),
    };
    const all = RIGHTS.at(-1) as string[];
    const exchangeId = await documents.participation(people.manager, { role: 'COORDINATOR', permissions: all });
    await documents.participation(people.uploader, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    await documents.participation(people.guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
    const history = new History(people, exchangeId);
    history.model.let('manager', all);
    history.model.let('uploader', ['VIEW', 'UPLOAD']);
    history.model.let('guest', ['VIEW']);
    return history;
  }

  /** Does it, and compares what came out. */
  async take(one: Step): Promise<void> {
    steps += 1;
    now += 1_000;
    if (one.does === 'upload' || this.ids.length === 0) return this.upload(one);
    const id = this.ids[one.what % this.ids.length] as string;
    if (one.does === 'read') return this.read(one, id);
    if (one.does === 'rights') return this.rights(one);
    return this[one.does](one, id);
  }

  private async upload({ who, what }: Step): Promise<void> {
    if (this.ids.length >= 30) return;
    const owned = who === 'owner' || who === 'stranger';
    const level = (['EXCHANGE', 'RESTRICTED', who === 'manager' ? 'PUBLIC' : 'EXCHANGE'] as const)[what % 3] as Level;
    const viewer = this.people[who];
    const file = await someFile(documents, viewer);
    const input = owned
      ? { origin: 'REAL_ESTATE', realEstateType: 'DEED' }
      : {
          origin: 'EXCHANGE',
          exchangeId: this.exchangeId,
          accessLevel: level,
          ...(level === 'RESTRICTED' && { allowedRoles: ['COORDINATOR'] }),
        };
    const made = documents.subgraph.work(viewer, ({ documents: service }: Context) => service.create(input as never, file));
    const refused = !owned && !this.model.mayAdd(who);
    if (refused) return void (await expect(made).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|FORBIDDEN/) }));
    const { id } = await made;
    this.ids.push(id);
    this.model.add(id, { owner: owned ? who : null, uploader: who, level: owned ? 'EXCHANGE' : level, hash: file.blob.sha256 });
  }

  private async newVersion({ who }: Step, id: string): Promise<void> {
    const viewer = this.people[who];
    const file = await someFile(documents, viewer);
    const expected = this.model.edit(who, id);
    const code = await this.codeOf(
      documents.subgraph.work(viewer, ({ documentVersions }: Context) => documentVersions.addVersion({ id }, file)),
    );
    expect(code).toBe(expected);
    if (!expected) this.model.papers.get(id)?.versions.push(file.blob.sha256);
  }

  private async restore({ who, other }: Step, id: string): Promise<void> {
    const versions = this.model.papers.get(id)?.versions ?? [];
    const number = 1 + (other % versions.length);
    const expected = this.model.edit(who, id);
    await this.ask(
      who,
      'mutation ($id: ID!, $number: Int!) { restoreDocumentVersion(documentId: $id, number: $number) { id } }',
      { id, number },
      expected,
    );
    if (!expected) versions.push(versions[number - 1] as string);
  }

  private async trash({ who }: Step, id: string): Promise<void> {
    const expected = this.model.edit(who, id);
    await this.ask(who, 'mutation ($id: ID!) { trashDocument(id: $id) { id } }', { id }, expected);
    if (!expected) this.model.move(id, 'TRASH');
  }

  private async recover({ who }: Step, id: string): Promise<void> {
    const expected = this.model.recover(who, id);
    await this.ask(who, 'mutation ($id: ID!) { restoreDocument(id: $id) { id } }', { id }, expected);
    if (!expected) this.model.move(id, 'LIVE');
  }

  private async purge({ who }: Step, id: string): Promise<void> {
    const expected = this.model.purge(who, id);
    await this.ask(who, 'mutation ($id: ID!) { purgeDocument(id: $id) { id } }', { id }, expected);
    if (!expected) this.model.move(id, 'GONE');
  }

  private async share({ who }: Step, id: string): Promise<void> {
    const expected = this.model.share(who, id);
    const input = { documentIds: [id], expiresAt: new Date(now + 3 * DAY_MS).toISOString() };
    const data = await this.ask(
      who,
      'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { shareLink { id } } }',
      { input },
      expected,
    );
    if (!expected) this.model.link(data.createShareLink.shareLink.id, who, id);
  }

  private async unshare({ what }: Step): Promise<void> {
    const links = this.model.allLinks().filter((link) => !this.model.linkOf(link).revoked);
    const link = links[what % (links.length || 1)];
    if (!link) return;
    await this.ask(this.model.linkOf(link).by, 'mutation ($id: ID!) { revokeShareLink(id: $id) { id } }', { id: link }, undefined);
    this.model.revoke(link);
  }

  private async setPin({ who, other }: Step, id: string): Promise<void> {
    const paper = this.model.papers.get(id);
    const expected = this.model.edit(who, id);
    const pin = PINS[other % PINS.length] as string;
    if (paper?.pin) {
      if (!expected && pin === paper.pin.digits) return;
      const input = { documentId: id, currentPin: paper.pin.digits, newPin: pin };
      await this.ask(who, 'mutation ($input: ChangeDocumentPinInput!) { changeDocumentPin(input: $input) { id } }', { input }, expected);
    } else {
      await this.ask(
        who,
        'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { id } }',
        { input: { documentId: id, pin } },
        expected,
      );
    }
    if (!expected) this.model.setPin(id, pin);
  }

  private async dropPin({ who }: Step, id: string): Promise<void> {
    const pin = this.model.papers.get(id)?.pin;
    if (!pin) return;
    const expected = this.model.edit(who, id);
    const input = { documentId: id, currentPin: pin.digits };
    await this.ask(who, 'mutation ($input: RemoveDocumentPinInput!) { removeDocumentPin(input: $input) { id } }', { input }, expected);
    if (!expected) this.model.setPin(id, null);
  }

  /** A wrong one is waited for long enough that it keeps nobody out. */
  private async tryPin({ who, other }: Step, id: string): Promise<void> {
    const pin = this.model.papers.get(id)?.pin;
    if (!pin || !this.model.sees(who, id)) return;
    const tried = PINS[other % PINS.length] as string;
    const { data, errors } = await documents.ask(
      this.people[who],
      'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token expiresAt } }',
      { input: { documentId: id, pin: tried } },
    );
    if (tried === pin.digits) {
      expect(errors).toBeUndefined();
      const { token, expiresAt } = data.unlockDocument;
      this.model.grant(token, { who, id, pinVersion: pin.version, until: Date.parse(expiresAt) });
    } else {
      expect(errors?.[0]?.extensions?.code).toBe('PIN_INVALID');
      now += 2 * DAY_MS;
    }
  }

  private async rights({ who, other }: Step): Promise<void> {
    if (who !== 'uploader' && who !== 'guest') return;
    const rights = RIGHTS[other % RIGHTS.length] as string[];
    await documents.given((db) =>
      db.query('UPDATE access_grants SET permissions = $3 WHERE subject_id = $1 AND principal_id = $2', [
        this.exchangeId,
        this.people[who].contactId,
        rights,
      ]),
    );
    this.model.let(who, rights);
  }

  /** All that somebody finds, in the lists and in the trash; the versions of one paper, and whether they get its bytes; what a link leads to. */
  private async read({ who, other }: Step, id: string): Promise<void> {
    const query = `query ($ids: [ID!]!, $id: ID!) {
      documents(first: 100, filter: { id: { in: $ids } }) { totalCount edges { node { id } } }
      trashedDocuments(first: 100, filter: { id: { in: $ids } }) { totalCount edges { node { id } } }
      document(id: $id) { versions(first: 100, orderBy: NUMBER_ASC) { edges { node { hash } } } } }`;
    const { data, errors } = await documents.ask(this.people[who], query, { ids: this.ids, id });
    expect(errors).toBeUndefined();
    const found = (page: { edges: { node: { id: string } }[] }) => page.edges.map(({ node }) => node.id).sort();
    const expected = this.ids.filter((one) => this.model.sees(who, one)).sort();
    expect({ who, found: found(data.documents), count: data.documents.totalCount }).toEqual({
      who,
      found: expected,
      count: expected.length,
    });
    expect({ who, trash: found(data.trashedDocuments) }).toEqual({
      who,
      trash: this.ids.filter((one) => this.model.finds(who, one)).sort(),
    });
    const hashes = data.document?.versions.edges.map(({ node }: { node: { hash: string } }) => node.hash);
    expect(hashes).toEqual(this.model.sees(who, id) ? this.model.papers.get(id)?.versions : undefined);
    const tokens = this.model.tokensOf(id);
    const grantToken = tokens[other % (tokens.length || 1)];
    const code = await this.codeOf(
      documents.subgraph.work(this.people[who], ({ content }: Context) => content.judge({ documentId: id, kind: 'DOWNLOAD', grantToken })),
    );
    expect({ who, code }).toEqual({ who, code: this.model.reading(who, id, grantToken, now) });
    const links = this.model.allLinks();
    const link = links[other % (links.length || 1)];
    if (!link) return;
    const { by, id: shared, revoked } = this.model.linkOf(link);
    const still = await documents.subgraph.work(this.people[by], ({ shareLinks }: Context) => shareLinks.stillShared([shared]));
    expect(revoked ? [] : still.map((one) => one.id)).toEqual(this.model.linked(link));
  }

  private async ask(who: Who, query: string, variables: Record<string, unknown>, expected: string | undefined) {
    const { data, errors } = await documents.ask(this.people[who], query, variables);
    expect({ who, query, code: errors?.[0]?.extensions?.code }).toEqual({ who, query, code: expected });
    return data;
  }

  private codeOf(work: Promise<unknown>): Promise<string | undefined> {
    return work.then(
      () => undefined,
      (error: { code?: string }) => error.code ?? String(error),
    );
  }
}

describe('documents, in whatever order things happen to them', () => {
  it('are found, read and refused as a model of their rights and versions says', async () => {
    const numRuns = sizeOfCheck({ small: 2, full: 100 });
    let bad = 0;
    const property = fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' }), async (history) => {
      const begun = await History.begin();
      for (const one of history) await begun.take(one);
    });
    try {
      await fc.assert(property, { numRuns, endOnFailure: true });
    } catch (error) {
      bad = 1;
      throw error;
    } finally {
      reportCheck('documents against a model of rights and versions', { inputs: steps, bad });
    }
  }, 3_600_000);
});
