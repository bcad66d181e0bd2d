import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { IdentificationNotice, NoticeVerdict } from '../src/identification-notice/identification-notice.entity';
import { databaseClock, SENT_NOW, type TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, readonly [Viewer, RowCase['expect']]>>;

/** What the database answers to SQL about valuations, notices, verdicts and parking, whatever the code does. */
export async function identificationRows(service: TestExchanges): Promise<RowCase[]> {
  await databaseClock(service, SENT_NOW);
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const [admin, stranger, former, looker, blind, formerClient, lookingClient, mistaken] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('AGENCY'),
    aViewer('CLIENT'),
    aViewer('CLIENT'),
    aViewer('THIRD_PARTY'),
  ];
  const { VIEW, MESSAGE } = ParticipantPermission;
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [VIEW] });
  await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [MESSAGE] });
  await service.participant(exchange, formerClient, ParticipantRole.CLIENT, { isActive: false });
  await service.participant(exchange, lookingClient, ParticipantRole.CLIENT, { permissions: [VIEW] });
  await service.participant(exchange, mistaken, ParticipantRole.THIRD_PARTY, { permissions: Object.values(ParticipantPermission) });
  const property = await service.property(exchange);
  const unnamed = await service.property(exchange);
  const valuation = await service.valuation(property);
  const notice = await service.notice(exchange, {}, [{ exchangePropertyId: property.id }]);
  const late = await service.notice(exchange, { verdict: NoticeVerdict.LATE }, [{ description: '77 Harbor Way' }]);
  const rejudged = await service.notice(exchange, { verdict: NoticeVerdict.LATE });
  await service.given((db) => db.update(IdentificationNotice, { id: rejudged.id }, { verdict: NoticeVerdict.ACCEPTED }));
  const verdict = await service.verdict(exchange);
  const parking = await service.parking(exchange);
  const elsewhere = await service.staffed();
  const theirs = await service.property(elsewhere.exchange);

  const readers = (thirdParties: number): People => ({
    coordinator: [coordinator, 1],
    client: [client, 1],
    agency: [agency, 1],
    admin: [admin, 1],
    'a coordinator with VIEW': [looker, 1],
    'third party': [thirdParty, thirdParties],
    'a third party with MANAGE': [mistaken, thirdParties],
    stranger: [stranger, 0],
    'a former coordinator': [former, 0],
    'an agency without VIEW': [blind, 0],
    nobody: [NOBODY, 0],
  });
  const people = (allowed: RowCase['expect'], not: RowCase['expect'], clients = not): People => ({
    coordinator: [coordinator, allowed],
    admin: [admin, allowed],
    client: [client, clients],
    'a client with VIEW': [lookingClient, not],
    'a former client': [formerClient, not],
    'third party': [thirdParty, not],
    'a third party with MANAGE': [mistaken, not],
    agency: [agency, not],
    'a coordinator with VIEW': [looker, not],
    stranger: [stranger, not],
    'a former coordinator': [former, not],
    nobody: [NOBODY, not],
  });
  const each = (what: string, who: People, sql: string | ((as: Viewer) => string), values: readonly unknown[] = []): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({
      name: `${name} ${what}`,
      as,
      sql: typeof sql === 'string' ? sql : sql(as),
      values,
      expect,
    }));
  const refused = (name: string, as: Viewer, sql: string): RowCase => ({ name, as, sql, expect: 'refused' });

  const serve = (
    signedBy: string | undefined,
    { at = 'now()', sent = 'now()', how = 'PLATFORM', exchangeId = exchange.id } = {},
  ) => `INSERT INTO identification_notices
    (exchange_id, kind, signed_by, signed_on, sent_at, sent_how, recipient_name, capacity, verdict, created_at)
    VALUES ('${exchangeId}', 'IDENTIFICATION', '${signedBy}', '2026-03-01', ${sent}, '${how}', 'Cascade', 'INTERMEDIARY', 'ACCEPTED', ${at})`;
  /** A block counts no rows; without the right it is refused. */
  const block = (...statements: string[]) => `DO $$ BEGIN
    PERFORM set_config('app.confirmed', 'Contact/${client.contactId}', true);
    ${statements.map((one) => `${one};`).join('\n')}
  END $$`;
  const item = (id: string) => `INSERT INTO identification_items (notice_id, position, description, form)
    VALUES (${id}, 7, 'Lot 12', 'LEGAL_DESCRIPTION')`;
  const own = `(SELECT id FROM identification_notices WHERE created_at = now() LIMIT 1)`;
  const value = (id: string) => `INSERT INTO property_valuations (exchange_property_id, purpose, as_of, amount)
    VALUES ('${id}', 'RECEIPT', '2026-03-01', 1)`;
  const judge = (id: string) => `INSERT INTO identification_verdicts (exchange_id, as_of, rules_version, verdict, arithmetic)
    VALUES ('${id}', '2026-03-01', '1', 'OK', '{}')`;

  const park = `INSERT INTO parking_arrangements (exchange_id, parked_kind, description, titleholder_name, parked_on)
    VALUES ('${exchange.id}', 'REPLACEMENT', 'Mill', 'Cascade', '2026-03-01')`;

  return [
    ...each('reads a valuation', readers(1), 'SELECT id FROM property_valuations WHERE id = $1', [valuation.id]),
    ...each('adds a valuation', people(1, 'refused'), value(property.id)),
    refused('a coordinator values property of others', coordinator, value(theirs.id)),
    ...each('edits a valuation', people(1, 0), 'UPDATE property_valuations SET amount = 2 WHERE id = $1', [valuation.id]),
    { name: 'a client edits all valuations', as: client, sql: 'UPDATE property_valuations SET amount = 2', expect: 0 },
    refused('a coordinator moves a valuation', coordinator, 'UPDATE property_valuations SET exchange_property_id = exchange_property_id'),

    ...each('reads a notice', readers(0), 'SELECT id FROM identification_notices WHERE id = $1', [notice.id]),
    ...each('reads what a notice names', readers(0), 'SELECT id FROM identification_items WHERE notice_id = $1', [notice.id]),
    ...each('records a notice', people(0, 'refused', 0), block(serve(client.contactId))),
    ...each(
      'signs a notice',
      {
        client: [client, 1],
        'a former client': [formerClient, 'refused'],
        'a client with VIEW': [lookingClient, 'refused'],
        agency: [agency, 'refused'],
      },
      (as) => serve(as.contactId),
    ),
    refused('a client dates what it signs back', client, serve(client.contactId, { sent: `now() - interval '6 minutes'` })),
    refused('a client dates what it signs ahead', client, serve(client.contactId, { sent: `now() + interval '6 minutes'` })),
    refused('a client signs what it mails', client, serve(client.contactId, { how: 'MAIL' })),
    ...each(
      'records what was sent long ago',
      { coordinator: [coordinator, 0], admin: [admin, 0] },
      block(serve(client.contactId, { sent: `'2026-03-01'`, how: 'MAIL' })),
    ),
    refused('a client signs for another one', client, block(serve(lookingClient.contactId))),
    refused('a coordinator dates a notice back', coordinator, block(serve(client.contactId, { at: `'2026-03-01'` }))),
    refused('a client signs elsewhere', client, serve(client.contactId, { exchangeId: elsewhere.exchange.id })),
    ...each(
      'names property in its notice',
      { coordinator: [coordinator, 0], client: [client, 0], admin: [admin, 0] },
      block(serve(client.contactId), item(own)),
    ),
    ...each(
      'identifies property by its notice',
      { client: [client, 0] },
      block(
        serve(client.contactId),
        `INSERT INTO identification_items (notice_id, position, description, form, exchange_property_id)
          VALUES (${own}, 7, 'Lot 12', 'LEGAL_DESCRIPTION', '${unnamed.id}')`,
        `IF (SELECT identified_at FROM exchange_properties WHERE id = '${unnamed.id}') IS NULL THEN
          RAISE insufficient_privilege; END IF`,
      ),
    ),
    ...each('adds to a notice that was served', people('refused', 'refused'), item(`'${notice.id}'`)),
    ...each('records a receipt', people(1, 0), 'UPDATE identification_notices SET received_at = now() WHERE id = $1', [notice.id]),
    { name: 'a client records all receipts', as: client, sql: 'UPDATE identification_notices SET received_at = now()', expect: 0 },
    ...['sent_at', 'signed_by', 'kind', 'created_at'].map((column) =>
      refused(`a coordinator sets ${column} of a notice`, coordinator, `UPDATE identification_notices SET ${column} = ${column}`),
    ),
    ...each('judges a notice again', people(1, 0), `UPDATE identification_notices SET verdict = 'ACCEPTED' WHERE id = $1`, [late.id]),
    {
      name: 'a client accepts all notices',
      as: client,
      sql: `UPDATE identification_notices SET verdict = 'ACCEPTED' WHERE verdict = 'LATE'`,
      expect: 0,
    },
    ...each(
      'names property by a notice that is judged again',
      { coordinator: [coordinator, 0] },
      block(
        `UPDATE identification_notices SET verdict = 'ACCEPTED' WHERE id = '${late.id}'`,
        `IF NOT EXISTS (SELECT FROM identification_items i JOIN exchange_properties p ON p.id = i.exchange_property_id
          WHERE i.notice_id = '${late.id}' AND p.description = '77 Harbor Way') THEN RAISE insufficient_privilege; END IF`,
      ),
    ),
    // The day says what is late, and nothing else may be said of a notice later.
    refused(
      'a coordinator makes one late that is not',
      coordinator,
      `UPDATE identification_notices SET verdict = 'LATE' WHERE id = '${notice.id}'`,
    ),
    refused(
      'an admin says something else',
      admin,
      `UPDATE identification_notices SET verdict = 'WRONG_RECIPIENT' WHERE id = '${notice.id}'`,
    ),
    refused(
      'a coordinator judges and dates anew',
      coordinator,
      `UPDATE identification_notices SET verdict = 'ACCEPTED', sent_at = now() WHERE id = '${late.id}'`,
    ),
    ...each('reads how a notice was judged again', readers(0), 'SELECT id FROM notice_judgements WHERE notice_id = $1', [rejudged.id]),
    refused(
      'an admin writes a judgement',
      admin,
      `INSERT INTO notice_judgements (notice_id, former, verdict) VALUES ('${notice.id}', 'LATE', 'ACCEPTED')`,
    ),
    refused('an admin edits what a notice names', admin, `UPDATE identification_items SET description = 'x'`),

    ...each('reads a verdict', readers(1), 'SELECT id FROM identification_verdicts WHERE id = $1', [verdict.id]),
    ...each('adds a verdict', people(1, 'refused', 1), judge(exchange.id)),
    refused('a coordinator judges elsewhere', coordinator, judge(elsewhere.exchange.id)),
    refused('an admin edits a verdict', admin, `UPDATE identification_verdicts SET verdict = 'OK'`),

    ...each('reads a parking arrangement', readers(1), 'SELECT id FROM parking_arrangements WHERE id = $1', [parking.id]),
    ...each('parks property', people(1, 'refused'), park),
    ...each('edits a parking arrangement', people(1, 0), `UPDATE parking_arrangements SET description = 'x' WHERE id = $1`, [parking.id]),
    { name: 'a client edits all parking arrangements', as: client, sql: `UPDATE parking_arrangements SET description = 'x'`, expect: 0 },
    refused('a coordinator moves a parking arrangement', coordinator, 'UPDATE parking_arrangements SET exchange_id = exchange_id'),

    ...[
      'parking_arrangements',
      'property_valuations',
      'identification_notices',
      'identification_items',
      'notice_judgements',
      'identification_verdicts',
    ].flatMap((table): RowCase[] => [
      refused(`an admin deletes ${table}`, admin, `DELETE FROM ${table}`),
      refused(`an admin empties ${table}`, admin, `TRUNCATE ${table} CASCADE`),
      { name: `the system reads ${table}`, as: NOBODY, role: 'system', sql: `SELECT id FROM ${table} LIMIT 1`, expect: 1 },
    ]),
    {
      name: 'the system writes property_valuations',
      as: NOBODY,
      role: 'system',
      sql: `UPDATE property_valuations SET version = 2 WHERE id = '${valuation.id}'`,
      expect: 1,
    },
    {
      name: 'the system records a receipt',
      as: NOBODY,
      role: 'system',
      sql: `UPDATE identification_notices SET received_at = now() WHERE id = '${notice.id}'`,
      expect: 1,
    },
    { name: 'the system parks', as: NOBODY, role: 'system', sql: park, expect: 1 },
    { name: 'the system judges', as: NOBODY, role: 'system', sql: judge(exchange.id), expect: 1 },
    { name: 'the system names property', as: NOBODY, role: 'system', sql: item(`'${notice.id}'`), expect: 1 },
  ];
}
