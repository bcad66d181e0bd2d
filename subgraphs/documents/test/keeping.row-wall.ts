import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { type DocumentsCast, detachedTwins, EDITORS, FINDERS, type Paper, type Person, ROW_READERS, trashedTwins } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const CHECK_OUT = `INSERT INTO document_checkouts (document_id, holder_user_id, fencing_token, expires_at) VALUES ($1, $2, 1, now())`;
const TAG = `INSERT INTO document_tags (document_id, tag) VALUES ($1, 'new')`;
const HOLD = `INSERT INTO legal_holds (name, reason, exchange_id, placed_by) VALUES ('New', 'New', $1, $2)`;
const HELD = `INSERT INTO legal_hold_documents (hold_id, document_id, document_title, reason, added_by) VALUES ($1, $2, 'Deed', 'New', $3)`;
const POLICY = `INSERT INTO retention_policies (name, keep_days, created_by) VALUES ('New', 1, $1)`;

type Expected = RowCase['expect'];

const later = (time: Date, days: number) => new Date(time.getTime() + days * 86_400_000);

/** What the database answers about check-outs, tags, the trash, tombstones, holds and retention. */
export async function keepingRows(documents: TestDocuments, cast: DocumentsCast): Promise<RowCase[]> {
  const { people, papers, places } = cast;
  const { owner, stranger, admin, manager, agency, client, former } = people;
  const names = Object.keys(papers) as Paper[];
  const everybody: readonly (readonly [string, Viewer])[] = [...Object.entries(people), ['nobody', NOBODY]];
  const one = (name: string, as: Viewer, sql: string, expect: Expected, ...values: unknown[]): RowCase => ({
    name,
    as,
    sql,
    values,
    expect,
  });
  const system = (name: string, sql: string, expect: Expected, ...values: unknown[]): RowCase => ({
    ...one(`the system ${name}`, NOBODY, sql, expect, ...values),
    role: 'system',
  });
  const including = (table: Readonly<Record<Paper, readonly Person[]>>, person: string, among: readonly Paper[] = names) =>
    among.filter((name) => (table[name] as readonly string[]).includes(person));

  const twins = await trashedTwins(documents, cast);
  const lone = await detachedTwins(documents, cast);
  const tagged = papers.deed.id;
  for (const name of names) {
    await documents.given((db) => db.query(`INSERT INTO document_tags (document_id, tag) VALUES ($1, 'old')`, [papers[name].id]));
    if (name !== 'paper') await documents.checkOut(papers[name], { holderId: owner.userId });
  }
  const [ofExchange, ofAll] = [await documents.legalHold({ exchangeId: places.exchangeId }), await documents.legalHold()];
  const over = await documents.legalHold({ releasedAt: new Date(), releaseReason: 'Settled.' });
  const [form, deed] = [
    await documents.hold(papers.form, { holdId: ofExchange.id }),
    await documents.hold(papers.deed, { holdId: ofAll.id }),
  ];
  const policy = await documents.retentionPolicy();
  await documents.retentionPolicy({ origin: 'PLATFORM' as never, realEstateType: null, trigger: 'LAST_VERSION' as never, keepDays: 10 });
  await documents.retentionPolicy({
    origin: 'EXCHANGE' as never,
    realEstateType: null,
    category: 'LEGAL' as never,
    trigger: 'EXCHANGE_ENDED' as never,
    keepDays: 5,
  });
  const end = new Date('2026-01-02T03:04:05Z');
  await documents.given(async (db) => {
    await db.query('INSERT INTO ended_exchanges (exchange_id, ended_at) VALUES ($1, $2)', [papers.memo.exchangeId, end]);
    await db.query(`UPDATE documents SET category = 'LEGAL' WHERE id = $1`, [papers.memo.id]);
  });
  const late = new Date(Date.now() + 86_400_000);
  await documents.version(papers.scan, { versionNumber: 2, createdAt: late });
  await documents.given((db) =>
    db.query(
      'INSERT INTO document_retentions (document_id, policy_id, triggered_at, keep_until) SELECT id, $2, now(), now() FROM unnest($1::uuid[]) AS one(id)',
      [names.map((name) => papers[name].id), policy.id],
    ),
  );
  const [mine, theirs] = [await documents.tombstone({ userId: owner.userId }), await documents.tombstone({ purgedById: stranger.userId })];
  const withDocument = (table: string) =>
    everybody.map(([person, as]) =>
      one(
        `${person} reads ${table} of other documents than these`,
        as,
        `SELECT DISTINCT document_id FROM ${table} WHERE document_id = ANY ($1)`,
        including(ROW_READERS, person, table === 'document_checkouts' ? names.filter((name) => name !== 'paper') : names).length,
        names.map((name) => papers[name].id),
      ),
    );
  const byEditors = (does: string, sql: (as: Viewer) => readonly [string, ...unknown[]], paper: Paper = 'paper') =>
    everybody.map(([person, as]) => {
      const [text, ...values] = sql(as);
      const may = (EDITORS[paper] as readonly string[]).includes(person);
      return one(`${person} ${does}`, as, text, may ? 1 : 'refused', papers[paper].id, ...values);
    });
  const eachHold = {
    manager: [manager, 1],
    agency: [agency, 0],
    client: [client, 0],
    former: [former, 0],
    stranger: [stranger, 0],
  } as const;

  return [
    ...everybody.map(([person, as]) =>
      one(
        `${person} finds other documents in the trash than these`,
        as,
        'SELECT FROM unnest($1::uuid[]) AS asked(id) WHERE EXISTS (SELECT FROM documents d WHERE d.id = asked.id) <> (asked.id = ANY ($2::uuid[]))',
        0,
        Object.values(twins),
        including(FINDERS, person).map((name) => twins[name]),
      ),
    ),
    ...everybody.map(([person, as]) =>
      one(`${person} edits what is in the trash`, as, `UPDATE documents SET title = 'New' WHERE id = ANY ($1)`, 0, Object.values(twins)),
    ),
    // Without a column that is read, only the policies for UPDATE decide.
    one('owner takes everything out of the trash', owner, 'UPDATE documents SET trashed_at = NULL', 'refused'),
    one('owner says who put it there', owner, 'UPDATE documents SET trashed_by = NULL', 'refused'),
    one(
      'owner adds to the trash in somebody’s name',
      owner,
      `INSERT INTO documents (origin, document_type, user_id, uploaded_by, title, file_url, trashed_by)
        VALUES ('REAL_ESTATE', 'DEED', $1, $1, 'New', 'x', $2)`,
      'refused',
      owner.userId,
      stranger.userId,
    ),

    ...everybody.map(([person, as]) =>
      one(
        `${person} reads what is nobody’s any more`,
        as,
        'SELECT id FROM documents WHERE id = ANY ($1)',
        as.isAdmin ? lone.length : 0,
        lone,
      ),
    ),
    ...withDocument('document_checkouts'),
    ...withDocument('document_tags'),
    ...withDocument('document_retentions'),
    ...byEditors('checks a document out', (as) => [CHECK_OUT, as.identity.userId ?? null]),
    ...byEditors('tags a document', () => [TAG]),
    one('manager checks out for somebody else', manager, CHECK_OUT, 'refused', papers.paper.id, client.userId),
    one('stranger takes over a check-out', stranger, 'UPDATE document_checkouts SET holder_user_id = $1', 'refused', stranger.userId),
    one(
      'owner gives a check-out to somebody else',
      owner,
      'UPDATE document_checkouts SET holder_user_id = $2 WHERE document_id = $1',
      'refused',
      tagged,
      stranger.userId,
    ),
    one('owner prolongs a check-out', owner, 'UPDATE document_checkouts SET expires_at = now() WHERE document_id = $1', 1, tagged),
    one('owner ends a check-out', owner, 'DELETE FROM document_checkouts WHERE document_id = $1', 1, tagged),
    one('admin ends a check-out', admin, 'DELETE FROM document_checkouts WHERE document_id = $1', 1, tagged),
    one('guest ends a check-out', people.guest, 'DELETE FROM document_checkouts WHERE document_id = $1', 'refused', papers.form.id),
    one('stranger ends a check-out', stranger, 'DELETE FROM document_checkouts WHERE document_id = $1', 0, tagged),
    one('owner removes a tag', owner, 'DELETE FROM document_tags WHERE document_id = $1', 1, tagged),
    one('admin removes a tag', admin, 'DELETE FROM document_tags WHERE document_id = $1', 'refused', tagged),
    one('owner edits a tag', owner, `UPDATE document_tags SET tag = 'x' WHERE document_id = $1`, 'refused', tagged),
    ...['document_checkouts', 'document_tags', 'document_retentions'].map((table) =>
      system(`reads and removes ${table}`, `DELETE FROM ${table} WHERE document_id = $1`, 1, tagged),
    ),

    ...[
      ['owner', owner, 1, 0],
      ['stranger', stranger, 0, 1],
      ['admin', admin, 1, 1],
      ['agent', people.agent, 0, 0],
      ['nobody', NOBODY, 0, 0],
    ].flatMap(([person, as, own, foreign]) => [
      one(`${person} reads a tombstone`, as as Viewer, 'SELECT FROM document_tombstones WHERE id = $1', own as number, mine.id),
      one(`${person} reads another tombstone`, as as Viewer, 'SELECT FROM document_tombstones WHERE id = $1', foreign as number, theirs.id),
    ]),
    one(
      'admin buries a document',
      admin,
      `INSERT INTO document_tombstones (document_id, title, origin, files, cause) VALUES ($1, 'x', 'LEAD', '[]', 'REQUEST')`,
      'refused',
      tagged,
    ),
    system(
      'buries a document',
      `INSERT INTO document_tombstones (document_id, title, origin, files, cause) VALUES ($1, 'x', 'LEAD', '[]', 'REQUEST')`,
      1,
      tagged,
    ),
    ...['UPDATE document_tombstones SET title = title', 'DELETE FROM document_tombstones'].map((sql) =>
      system(`rewrites what is on record: ${sql}`, sql, 'refused'),
    ),
    system('says that somebody else removed it', 'UPDATE document_tombstones SET purged_by = $1', 'refused', owner.userId),

    ...Object.entries(eachHold).flatMap(([person, [as, count]]) => [
      one(`${person} reads the hold of an exchange`, as, 'SELECT FROM legal_holds WHERE id = $1', count, ofExchange.id),
      one(`${person} reads what it keeps`, as, 'SELECT FROM legal_hold_documents WHERE id = $1', count, form.id),
      one(`${person} reads a hold on anything`, as, 'SELECT FROM legal_holds WHERE id = $1', 0, ofAll.id),
      one(`${person} reads what that keeps`, as, 'SELECT FROM legal_hold_documents WHERE id = $1', 0, deed.id),
      one(`${person} places a hold on the exchange`, as, HOLD, count === 1 ? 1 : 'refused', places.exchangeId, as.userId),
      one(`${person} places a hold on anything`, as, HOLD, 'refused', null, as.userId),
      one(`${person} holds a document of the exchange`, as, HELD, count === 1 ? 1 : 'refused', ofExchange.id, papers.paper.id, as.userId),
      one(
        `${person} releases the hold`,
        as,
        `UPDATE legal_holds SET released_at = now(), release_reason = 'x', released_by = $2 WHERE id = $1`,
        count,
        ofExchange.id,
        as.userId,
      ),
      one(
        `${person} lets go of a document`,
        as,
        `UPDATE legal_hold_documents SET removed_at = now(), removal_reason = 'x', removed_by = $2 WHERE id = $1`,
        count,
        form.id,
        as.userId,
      ),
    ]),
    one(
      'client releases every hold',
      client,
      `UPDATE legal_holds SET released_at = now(), release_reason = 'x', released_by = app_user_id()`,
      0,
    ),
    one(
      'client lets go of all',
      client,
      `UPDATE legal_hold_documents SET removed_at = now(), removal_reason = 'x', removed_by = app_user_id()`,
      0,
    ),
    one('admin places a hold on anything', admin, HOLD, 1, null, admin.userId),
    one('admin places a hold as somebody else', admin, HOLD, 'refused', null, owner.userId),
    one('admin holds any document', admin, HELD, 1, ofAll.id, papers.w9.id, admin.userId),
    one('admin holds a document in the trash', admin, HELD, 1, ofAll.id, twins.deed, admin.userId),
    one('admin holds a document as somebody else', admin, HELD, 'refused', ofAll.id, papers.w9.id, owner.userId),
    one('admin holds by a hold that is over', admin, HELD, 'refused', over.id, papers.w9.id, admin.userId),
    one('manager holds a document of somebody’s own', manager, HELD, 'refused', ofExchange.id, papers.deed.id, manager.userId),
    one('admin edits a hold that is over', admin, `UPDATE legal_holds SET reason = 'x' WHERE id = $1`, 0, over.id),
    one(
      'admin says that somebody else released it',
      admin,
      `UPDATE legal_holds SET released_at = now(), release_reason = 'x', released_by = $2 WHERE id = $1`,
      'refused',
      ofAll.id,
      owner.userId,
    ),
    one(
      'admin says that somebody else let go',
      admin,
      `UPDATE legal_hold_documents SET removed_at = now(), removal_reason = 'x', removed_by = $2 WHERE id = $1`,
      'refused',
      deed.id,
      owner.userId,
    ),
    ...['legal_holds', 'legal_hold_documents'].flatMap((table) => [
      one(`admin deletes from ${table}`, admin, `DELETE FROM ${table}`, 'refused'),
      system(`deletes from ${table}`, `DELETE FROM ${table}`, 'refused'),
    ]),
    one('admin moves a hold to another exchange', admin, 'UPDATE legal_holds SET exchange_id = NULL', 'refused'),
    system('reads a hold', 'SELECT FROM legal_holds WHERE id = $1', 1, ofAll.id),
    system('reads what it keeps', 'SELECT FROM legal_hold_documents WHERE id = $1', 1, deed.id),
    system('deletes a document that is held', 'DELETE FROM documents WHERE id = $1', 'refused', papers.form.id),
    system('deletes a document that nothing holds', 'DELETE FROM documents WHERE id = $1', 1, papers.lost.id),

    ...everybody.flatMap(([person, as]) => [
      one(`${person} reads a retention policy`, as, 'SELECT FROM retention_policies WHERE id = $1', as.isAdmin ? 1 : 0, policy.id),
      one(`${person} adds a retention policy`, as, POLICY, as.isAdmin ? 1 : 'refused', as.identity.userId ?? null),
    ]),
    one('client edits all retention policies', client, 'UPDATE retention_policies SET keep_days = 1', 0),
    one('admin edits a retention policy', admin, 'UPDATE retention_policies SET keep_days = 1 WHERE id = $1', 1, policy.id),
    one('admin adds a retention policy as somebody else', admin, POLICY, 'refused', owner.userId),
    one('owner says until when a document is kept', owner, 'UPDATE document_retentions SET keep_until = now()', 'refused'),
    one('owner reckons', owner, 'SELECT reckon_retention($1)', 'refused', [tagged]),
    system('reads a retention policy', 'SELECT FROM retention_policies WHERE id = $1', 1, policy.id),
    system(
      'reckons from the last version',
      'SELECT FROM reckon_retention($1) AS until WHERE until > $2',
      1,
      [papers.scan.id],
      new Date(late.getTime() + 9 * 86_400_000),
    ),
    system(
      'reckons from the end of an exchange',
      'SELECT FROM reckon_retention($1) AS until WHERE until = $2',
      1,
      [papers.memo.id],
      later(end, 5),
    ),
    system('notes the end of an exchange', 'INSERT INTO ended_exchanges (exchange_id, ended_at) VALUES (gen_random_uuid(), now())', 1),
    one(
      'client ends an exchange',
      client,
      'INSERT INTO ended_exchanges (exchange_id, ended_at) VALUES ($1, now())',
      'refused',
      places.exchangeId,
    ),
    one('client reads which exchanges have ended', client, 'SELECT FROM ended_exchanges', 'refused'),
  ];
}
