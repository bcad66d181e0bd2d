import { randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import type { RowCase } from '@plat/shared/testing/row-wall';
import type { DocumentsCast, Paper } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const MAKE = `WITH link AS (INSERT INTO share_links (token_hash, created_by, expires_at) VALUES ($1, $2, now() + interval '1 hour') RETURNING id)
  SELECT FROM link`;
/** Both in one statement would not see the link: a function does one after the other, as the caller. */
const SHARE = `WITH made AS MATERIALIZED (SELECT id FROM share_links WHERE id = $1) INSERT INTO share_link_documents (share_link_id, document_id)
  SELECT id, $2::uuid FROM made`;

/** Share links: who makes them sees them and takes them back; they lead to what one reads and may give away. */
export async function shareRows(documents: TestDocuments, { people, papers }: DocumentsCast): Promise<RowCase[]> {
  const { owner, stranger, admin, manager, agency, client, guest, writer, agent, support, blind } = people;
  const mine = await documents.shareLink(owner.userId, [papers.deed.id]);
  const theirs = await documents.shareLink(stranger.userId, [papers.published.id]);
  const ids = [mine.id, theirs.id];
  const reads = (name: string, as: Viewer, expect: number): RowCase[] => [
    {
      name: `${name} reads ${expect} share links`,
      as,
      sql: 'SELECT id FROM share_links WHERE id = ANY ($1::uuid[])',
      values: [ids],
      expect,
    },
    {
      name: `${name} reads where ${expect} share links lead`,
      as,
      sql: 'SELECT FROM share_link_documents WHERE share_link_id = ANY ($1::uuid[])',
      values: [ids],
      expect,
    },
  ];
  const revokes = (name: string, as: Viewer, expect: number): RowCase => ({
    name: `${name} takes a share link back`,
    as,
    sql: 'UPDATE share_links SET revoked_at = now() WHERE id = $1',
    values: [mine.id],
    expect,
  });
  /** A link of theirs that began in this transaction: its time is set to that of the transaction, as the default has it. */
  const shares = (name: string, as: Viewer, paper: Paper, expect: RowCase['expect']): RowCase => ({
    name: `${name} shares ${paper}`,
    as,
    sql: `SELECT share_for_test($1, $2)`,
    values: [as.identity.userId, papers[paper].id],
    expect,
  });
  await withClient(documents.database.admin, async (client) => {
    await client.query(`CREATE OR REPLACE FUNCTION share_for_test(maker uuid, document uuid) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE link uuid := gen_random_uuid();
      BEGIN
        INSERT INTO share_links (id, token_hash, created_by, expires_at) VALUES (link, link::text, maker, now() + interval '1 hour');
        INSERT INTO share_link_documents (share_link_id, document_id) VALUES (link, document);
      END $$`);
    await client.query('GRANT EXECUTE ON FUNCTION share_for_test TO plat_documents_app');
  });

  return [
    ...reads('owner', owner, 1),
    ...reads('stranger', stranger, 1),
    ...reads('guest', guest, 0),
    ...reads('admin', admin, 2),
    revokes('owner', owner, 1),
    revokes('admin', admin, 1),
    revokes('stranger', stranger, 0),
    { name: 'guest takes all share links back', as: guest, sql: 'UPDATE share_links SET revoked_at = now()', expect: 0 },
    ...['downloads = 0', `expires_at = now() + interval '1 year'`, 'max_downloads = NULL', `token_hash = 'x'`, 'created_by = NULL'].map(
      (assignment): RowCase => ({
        name: `owner sets ${assignment}`,
        as: owner,
        sql: `UPDATE share_links SET ${assignment} WHERE id = $1`,
        values: [mine.id],
        expect: 'refused',
      }),
    ),
    {
      name: 'owner changes one that stays',
      as: owner,
      sql: 'UPDATE share_links SET version = 9 WHERE id = $1',
      values: [mine.id],
      expect: 'refused',
    },
    { name: 'owner reads a secret', as: owner, sql: 'SELECT token_hash FROM share_links', expect: 'refused' },
    { name: 'owner deletes a share link', as: owner, sql: 'DELETE FROM share_links', expect: 'refused' },
    { name: 'owner counts', as: owner, sql: 'SELECT FROM share_link_downloads', expect: 'refused' },
    { name: 'owner makes a share link', as: owner, sql: MAKE, values: [randomUUID(), owner.userId], expect: 1 },
    { name: 'stranger makes a share link for owner', as: stranger, sql: MAKE, values: [randomUUID(), owner.userId], expect: 'refused' },
    {
      name: 'owner makes one that was taken back',
      as: owner,
      sql: MAKE.replace('expires_at)', 'expires_at, revoked_at)').replace(`interval '1 hour')`, `interval '1 hour', now())`),
      values: [randomUUID(), owner.userId],
      expect: 'refused',
    },
    {
      name: 'owner makes one that counts from below',
      as: owner,
      sql: MAKE.replace('expires_at)', 'expires_at, downloads)').replace(`interval '1 hour')`, `interval '1 hour', 1)`),
      values: [randomUUID(), owner.userId],
      expect: 'refused',
    },
    { name: 'owner adds to a share link that was given away', as: owner, sql: SHARE, values: [mine.id, papers.scan.id], expect: 'refused' },
    shares('owner', owner, 'deed', 1),
    shares('owner', owner, 'w9', 1),
    shares('admin', admin, 'deed', 'refused'),
    shares('admin', admin, 'w9', 'refused'),
    shares('stranger', stranger, 'deed', 'refused'),
    shares('stranger', stranger, 'w9', 'refused'),
    shares('stranger', stranger, 'published', 'refused'),
    shares('manager', manager, 'paper', 1),
    shares('agency', agency, 'paper', 1),
    shares('agency', agency, 'secret', 'refused'),
    shares('client', client, 'secret', 1),
    shares('client', client, 'paper', 'refused'),
    shares('guest', guest, 'guests', 'refused'),
    shares('writer', writer, 'sent', 1),
    shares('blind', blind, 'memo', 'refused'),
    shares('agent', agent, 'plan', 1),
    shares('support', support, 'plan', 'refused'),
    shares('admin', admin, 'template', 'refused'),
    ...['share_links', 'share_link_documents'].map(
      (table): RowCase => ({
        name: `the system reads ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `SELECT FROM ${table} LIMIT 1`,
        expect: 1,
      }),
    ),
    {
      name: 'the system counts a download',
      as: NOBODY,
      role: 'system',
      sql: 'INSERT INTO share_link_downloads (id, share_link_id, document_id) VALUES ($1, $2, $3)',
      values: [randomUUID(), mine.id, papers.deed.id],
      expect: 1,
    },
  ];
}
