import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import { deletionRows } from '@plat/shared/testing/deletion-walls';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { FundEntryKind } from '../src/fund-entry/fund-entry.entity';
import type { TestExchanges } from './exchanges.factory';
import { ALLOWED, fundRows } from './funds.factory';

type People = Readonly<Record<string, readonly [RowCase['as'], RowCase['expect']]>>;

const TABLES = [
  'fund_accounts',
  'fund_releases',
  'fund_authorisations',
  'fund_entries',
  'fund_reconciliations',
  'gain_worksheets',
  'related_parties',
  'disqualification_attestations',
  'taxpayer_identities',
] as const;

const TAKE_BACK = `INSERT INTO fund_entries (exchange_id, account_id, kind, debit, occurred_on, memo, reverses_id, predicate)
  VALUES ($1, $2, 'REVERSAL', 1000, '2026-03-02', 'x', $3, $4)`;

/** What the database answers to SQL of the application role about money and taxes, whatever the code does. */
export async function fundRowWall(service: TestExchanges): Promise<RowCase[]> {
  const rows = fundRows(service);
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const foreign = (await service.staffed()).exchange;
  const [admin, former, looker, lookingClient, blind] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('CLIENT'),
    aViewer('CLIENT'),
  ];
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
  await service.participant(exchange, lookingClient, ParticipantRole.CLIENT, { permissions: [ParticipantPermission.VIEW] });
  await service.participant(exchange, blind, ParticipantRole.CLIENT, { permissions: [ParticipantPermission.MESSAGE] });
  const accomplice = aViewer('CLIENT');
  const added = await service.participant(exchange, accomplice, ParticipantRole.CLIENT, { isConfirmed: false });
  const own = await rows.all(exchange);
  const others = await rows.all(foreign);
  const signed = await rows.release(own.account, { amount: '40.00' });
  await rows.authorisation(signed, FundSide.TAXPAYER, client);
  await rows.authorisation(signed, FundSide.FACILITATOR, coordinator);
  const half = await rows.release(own.account, { amount: '30.00' });
  await rows.authorisation(half, FundSide.FACILITATOR, coordinator);
  const empty = await service.staffed();
  const stranger = randomUUID();

  const inside = { coordinator, client, admin, 'a coordinator with VIEW': looker, 'a client with VIEW': lookingClient };
  const outside = {
    'third party': thirdParty,
    agency,
    stranger: aViewer('COORDINATOR'),
    'a former coordinator': former,
    'a client without VIEW': blind,
    nobody: NOBODY,
    support: aViewer('SUPPORT'),
  };
  const readers: People = Object.fromEntries([
    ...Object.entries(inside).map(([name, as]) => [name, [as, 1] as const]),
    ...Object.entries(outside).map(([name, as]) => [name, [as, 0] as const]),
  ]);
  const writers = (allowed: RowCase['expect'], not: RowCase['expect'], readerNot: RowCase['expect'] = not): People => ({
    coordinator: [coordinator, allowed],
    admin: [admin, allowed],
    client: [client, readerNot],
    'a coordinator with VIEW': [looker, readerNot],
    agency: [agency, not],
    'third party': [thirdParty, not],
    'a former coordinator': [former, not],
    nobody: [NOBODY, not],
  });
  const each = (what: string, people: People, sql: string, values: readonly unknown[]): RowCase[] =>
    Object.entries(people).map(([name, [as, expect]]) => ({ name: `${name} ${what}`, as, sql, values, expect }));

  const verdict = JSON.stringify(ALLOWED);
  const enter = `INSERT INTO fund_entries (exchange_id, account_id, kind, credit, occurred_on, memo) VALUES ($1, $2, 'INTEREST', 1, '2026-03-02', 'x')`;
  const payOut = `INSERT INTO fund_entries (exchange_id, account_id, kind, debit, occurred_on, memo, release_id) VALUES ($1, $2, 'RELEASE', $3, '2026-03-02', 'x', $4)`;
  const release = `INSERT INTO fund_releases (exchange_id, account_id, amount, payee, payee_is_taxpayer, purpose, state, predicate, inputs, decided_at)
    VALUES ($1, $2, 5, 'x', false, 'TO_TAXPAYER', $4, $3, '{}', now())`;
  const sign = `INSERT INTO fund_authorisations (exchange_id, release_id, user_id, side, predicate, inputs) VALUES ($1, $2, $3, $4, $5, '{}')`;
  const refused = (name: string, as: RowCase['as'], sql: string, values: readonly unknown[] = []): RowCase => ({
    name,
    as,
    sql,
    values,
    expect: 'refused',
  });
  const ids: Readonly<Record<(typeof TABLES)[number], string>> = {
    fund_accounts: own.account.id,
    fund_releases: own.release.id,
    fund_authorisations: (await service.given((db) => db.query('SELECT id FROM fund_authorisations WHERE release_id = $1', [half.id])))[0]
      .id,
    fund_entries: own.entry.id,
    fund_reconciliations: own.reconciliation.id,
    gain_worksheets: own.worksheet.id,
    related_parties: own.party.id,
    disqualification_attestations: own.attestation.id,
    taxpayer_identities: own.taxpayer.id,
  };
  return [
    ...TABLES.flatMap((table) => each(`reads of ${table}`, readers, `SELECT id FROM ${table} WHERE id = $1`, [ids[table]])),

    ...each(
      'opens an account',
      {
        coordinator: [empty.coordinator, 1],
        admin: [admin, 1],
        client: [empty.client, 'refused'],
        agency: [empty.agency, 'refused'],
        stranger: [coordinator, 'refused'],
      },
      `INSERT INTO fund_accounts (exchange_id, arrangement, holder, institution, sub_account, opened_on) VALUES ($1, 'QUALIFIED_TRUST', 'x', 'x', 'x', '2026-01-01')`,
      [empty.exchange.id],
    ),
    ...each('enters a receipt', writers(1, 'refused'), enter, [exchange.id, own.account.id]),
    refused('a coordinator enters into the account of another exchange', coordinator, enter, [exchange.id, others.account.id]),
    ...each(
      'reconciles',
      writers(1, 'refused'),
      `INSERT INTO fund_reconciliations (exchange_id, account_id, as_of, bank_balance) VALUES ($1, $2, '2026-03-02', 1)`,
      [exchange.id, own.account.id],
    ),
    ...each('asks for a release', writers(1, 'refused'), release, [exchange.id, own.account.id, verdict, 'REQUESTED']),
    refused('a coordinator writes a release as authorised', coordinator, release, [exchange.id, own.account.id, verdict, 'AUTHORISED']),
    refused('a coordinator writes a release of another account', coordinator, release, [
      exchange.id,
      others.account.id,
      verdict,
      'REQUESTED',
    ]),
    ...each(
      'computes a worksheet',
      writers(1, 'refused'),
      `INSERT INTO gain_worksheets (exchange_id, revision, inputs, lines, rules_version) VALUES ($1, 9, '{}', '[]', 'x')`,
      [exchange.id],
    ),
    ...each(
      'adds a related party',
      writers(1, 'refused'),
      `INSERT INTO related_parties (exchange_id, name, relationship, side) VALUES ($1, 'x', 'SPOUSE', 'SWAPPED')`,
      [exchange.id],
    ),
    ...each(
      'attests',
      writers(1, 'refused'),
      `INSERT INTO disqualification_attestations (exchange_id, name, statement, attested_on) VALUES ($1, 'x', 'x', '2026-03-02')`,
      [exchange.id],
    ),
    ...each(
      'adds a taxpayer',
      writers(1, 'refused'),
      `INSERT INTO taxpayer_identities (exchange_id, side, vesting, form) VALUES ($1, 'REPLACEMENT', 'x', 'TRUST')`,
      [exchange.id],
    ),

    ...(['fund_accounts', 'related_parties', 'taxpayer_identities', 'fund_releases'] as const).flatMap((table) => [
      ...each(`edits of ${table}`, writers(1, 0), `UPDATE ${table} SET version = version WHERE id = $1`, [ids[table]]),
      { name: `a client edits all of ${table}`, as: client, sql: `UPDATE ${table} SET version = version`, expect: 0 },
    ]),
    ...['fund_entries', 'fund_reconciliations', 'gain_worksheets', 'disqualification_attestations', 'fund_authorisations'].map((table) =>
      refused(`an admin edits ${table}`, admin, `UPDATE ${table} SET created_at = now()`),
    ),
    refused('a coordinator changes the amount of a release', coordinator, 'UPDATE fund_releases SET amount = 1 WHERE id = $1', [
      own.release.id,
    ]),
    refused(
      'a coordinator moves a release on without signatures',
      coordinator,
      `UPDATE fund_releases SET state = 'AUTHORISED' WHERE id = $1`,
      [half.id],
    ),
    refused(
      'an admin marks a release as paid that no entry pays',
      admin,
      `UPDATE fund_releases SET state = 'PAID', paid_on = '2026-03-02', paid_predicate = $2, paid_inputs = '{}' WHERE id = $1`,
      [signed.id, verdict],
    ),
    {
      name: 'a coordinator cancels',
      as: coordinator,
      sql: `UPDATE fund_releases SET state = 'CANCELLED' WHERE id = $1`,
      values: [half.id],
      expect: 1,
    },

    ...each(
      'signs for the taxpayer',
      {
        client: [client, 1],
        coordinator: [coordinator, 'refused'],
        admin: [admin, 'refused'],
        'a client with VIEW': [lookingClient, 'refused'],
        'a client whom a coordinator added': [accomplice, 'refused'],
        agency: [agency, 'refused'],
        'third party': [thirdParty, 'refused'],
      },
      `INSERT INTO fund_authorisations (exchange_id, release_id, user_id, side, predicate, inputs) VALUES ($1, $2, app_user_id(), 'TAXPAYER', $3, '{}')`,
      [exchange.id, own.release.id, verdict],
    ),
    ...each(
      'signs for the facilitator',
      {
        coordinator: [coordinator, 1],
        admin: [admin, 1],
        client: [client, 'refused'],
        'a coordinator with VIEW': [looker, 'refused'],
        agency: [agency, 'refused'],
      },
      `INSERT INTO fund_authorisations (exchange_id, release_id, user_id, side, predicate, inputs) VALUES ($1, $2, app_user_id(), 'FACILITATOR', $3, '{}')`,
      [exchange.id, own.release.id, verdict],
    ),
    refused('a client signs in the name of another', client, sign, [exchange.id, own.release.id, randomUUID(), 'TAXPAYER', verdict]),
    refused('an admin signs what is authorised already', admin, sign, [exchange.id, signed.id, admin.userId, 'FACILITATOR', verdict]),
    {
      // A block counts no rows; without the move it raises.
      name: 'the second signature moves the release on, though its client may not',
      as: client,
      expect: 0,
      sql: `DO $$ BEGIN
        INSERT INTO fund_authorisations (exchange_id, release_id, user_id, side, predicate, inputs)
          VALUES ('${exchange.id}', '${half.id}', app_user_id(), 'TAXPAYER', '${verdict}', '{}');
        IF NOT EXISTS (SELECT FROM fund_releases WHERE id = '${half.id}' AND state = 'AUTHORISED') THEN RAISE 'not moved'; END IF;
      END $$`,
    },
    ...each('pays an authorised release', writers(1, 'refused'), payOut, [exchange.id, own.account.id, 40, signed.id]),
    refused('a coordinator pays more than was authorised', coordinator, payOut, [exchange.id, own.account.id, 41, signed.id]),
    refused('a coordinator pays what one has signed', coordinator, payOut, [exchange.id, own.account.id, 30, half.id]),
    refused(
      'a coordinator takes back half of an entry',
      coordinator,
      `INSERT INTO fund_entries (exchange_id, account_id, kind, debit, occurred_on, memo, reverses_id) VALUES ($1, $2, '${FundEntryKind.REVERSAL}', 1, '2026-03-02', 'x', $3)`,
      [exchange.id, own.account.id, own.entry.id],
    ),
    ...each('takes a receipt back by the gate', { coordinator: [coordinator, 1], admin: [admin, 1] }, TAKE_BACK, [
      exchange.id,
      own.account.id,
      own.entry.id,
      verdict,
    ]),
    refused('a coordinator takes a receipt back that the gate has not judged', coordinator, TAKE_BACK, [
      exchange.id,
      own.account.id,
      own.entry.id,
      null,
    ]),
    {
      name: 'an admin takes back what another recorded',
      as: admin,
      sql: TAKE_BACK,
      values: [exchange.id, own.account.id, own.entry.id, null],
      expect: 1,
    },
    refused('a coordinator confirms a client', coordinator, 'UPDATE exchange_participants SET is_confirmed = true WHERE id = $1', [
      added.id,
    ]),
    {
      name: 'an admin confirms a client',
      as: admin,
      sql: 'UPDATE exchange_participants SET is_confirmed = true WHERE id = $1',
      values: [added.id],
      expect: 1,
    },
    {
      // A block counts no rows; if it were confirmed, it raises.
      name: 'a coordinator adds a client who is not confirmed',
      as: coordinator,
      expect: 0,
      sql: `DO $$ BEGIN
        PERFORM set_config('app.confirmed', 'Contact/${stranger}', true);
        INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions, is_confirmed)
          VALUES ('${exchange.id}', '${stranger}', 'CLIENT', '{VIEW,MANAGE}', true);
        IF (SELECT is_confirmed FROM exchange_participants WHERE contact_id = '${stranger}') THEN RAISE 'confirmed'; END IF;
      END $$`,
    },
    refused('a coordinator reads numbers of taxpayers', coordinator, 'SELECT tin_ciphertext FROM taxpayer_identities'),

    ...TABLES.flatMap((table): RowCase[] => [
      refused(`an admin deletes from ${table}`, admin, `DELETE FROM ${table}`),
      refused(`an admin empties ${table}`, admin, `TRUNCATE ${table} CASCADE`),
      { name: `the system reads ${table}`, as: NOBODY, role: 'system', sql: `SELECT id FROM ${table} LIMIT 1`, expect: 1 },
    ]),
    ...['fund_accounts', 'fund_releases', 'related_parties', 'taxpayer_identities'].map(
      (table): RowCase => ({
        name: `the system writes ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `UPDATE ${table} SET version = version WHERE id = (SELECT id FROM ${table} LIMIT 1)`,
        expect: 1,
      }),
    ),
    ...(['fund_entries', 'fund_reconciliations'] as const).flatMap((table): RowCase[] => [
      { ...refused(`the system edits ${table}`, NOBODY, `UPDATE ${table} SET recorded_by = NULL`), role: 'system' },
      { ...refused(`the system deletes from ${table}`, NOBODY, `DELETE FROM ${table}`), role: 'system' },
    ]),
    ...deletionRows(aViewer('ADMIN'), TABLES),
  ];
}
