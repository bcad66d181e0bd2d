import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deadlines with the rule that put them where they are, what they were before, and what overrides them. Everybody who
 * takes part reads deadlines and their history; overrides are for administrators and those who coordinate the exchange.
 */
export class CreateExchangeDeadlines1795132881000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...['exchange_deadlines', 'deadline_events', 'deadline_overrides'].flatMap((table) => protect('exchanges', table)),
      ...FUNCTION,
      ...RIGHTS,
      ...KNOWN,
      guardReferencesV1('deadline_events', { actor_id: 'Contact' }),
      guardReferencesV1('deadline_overrides', { overridden_by: 'Contact', lifted_by: 'Contact' }),
      ...REFERRING.map(refuseDeletedV1),
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of REFERRING.map(dropRefuseDeletedV1)) await db.query(sql);
    await db.query('REVOKE UPDATE (deadline_override) ON exchanges FROM plat_exchanges_app');
    await db.query('DROP TABLE deadline_overrides, deadline_events, exchange_deadlines');
    await db.query('DROP FUNCTION my_office_exchanges()');
  }
}

const KIND = `kind varchar(20) NOT NULL`;
const EXCHANGE = (table: string) => `exchange_id uuid NOT NULL CONSTRAINT ${table}_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE`;
const kinds = (table: string) => `CONSTRAINT ${table}_kind_check CHECK (kind IN ('IDENTIFICATION', 'EXCHANGE'))`;

const TABLES = [
  `CREATE TABLE exchange_deadlines (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT exchange_deadlines_pkey PRIMARY KEY,
    ${EXCHANGE('exchange_deadlines')},
    ${KIND},
    computed_on date,
    effective_on date,
    rule text NOT NULL,
    source text NOT NULL,
    inputs jsonb NOT NULL,
    effective_since timestamptz NOT NULL,
    CONSTRAINT exchange_deadlines_exchange_kind_key UNIQUE (exchange_id, kind),
    ${kinds('exchange_deadlines')}
  )`,
  `CREATE TABLE deadline_events (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT deadline_events_pkey PRIMARY KEY,
    ${EXCHANGE('deadline_events')},
    ${KIND},
    cause varchar(20) NOT NULL,
    old_computed_on date,
    new_computed_on date,
    old_effective_on date,
    new_effective_on date,
    rule text NOT NULL,
    inputs jsonb NOT NULL,
    actor_id uuid,
    at timestamptz NOT NULL,
    ${kinds('deadline_events')},
    CONSTRAINT deadline_events_cause_check CHECK (cause IN ('RECOMPUTED', 'OVERRIDDEN', 'LIFTED'))
  )`,
  'CREATE INDEX deadline_events_exchange_id_idx ON deadline_events (exchange_id, at DESC, id DESC)',
  `CREATE TABLE deadline_overrides (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT deadline_overrides_pkey PRIMARY KEY,
    ${EXCHANGE('deadline_overrides')},
    citation varchar(500) NOT NULL,
    reason text NOT NULL,
    identification_on date,
    exchange_on date,
    overridden_by uuid,
    overridden_at timestamptz NOT NULL,
    lifted_by uuid,
    lifted_at timestamptz,
    lift_reason text,
    CONSTRAINT deadline_overrides_dates_check CHECK (num_nonnulls(identification_on, exchange_on) > 0),
    CONSTRAINT deadline_overrides_lift_check CHECK ((lifted_at IS NULL) = (lift_reason IS NULL))
  )`,
  'CREATE INDEX deadline_overrides_exchange_id_idx ON deadline_overrides (exchange_id)',
  'CREATE UNIQUE INDEX deadline_overrides_one_key ON deadline_overrides (exchange_id) WHERE lifted_at IS NULL',
];

const SIGNATURE = 'my_office_exchanges()';
const FUNCTION = [
  // Exchanges of which the viewer reads what is the office's.
  `CREATE FUNCTION ${SIGNATURE} RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT p.exchange_id FROM public.exchange_participants p
      WHERE p.contact_id = public.app_contact_id() AND p.is_active AND p.role = 'COORDINATOR' AND 'VIEW' = ANY (p.permissions) $$`,
  `REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO plat_exchanges_app, plat_exchanges_system`,
];

const READS = `(SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW'))`;
const WRITES = '(SELECT app_is_admin()) OR exchange_id IN (SELECT my_coordinated_exchanges())';
const OFFICE = '(SELECT app_is_admin()) OR exchange_id IN (SELECT my_office_exchanges())';

const RIGHTS = [
  'GRANT UPDATE (deadline_override) ON exchanges TO plat_exchanges_app',
  'GRANT SELECT, INSERT ON exchange_deadlines, deadline_events, deadline_overrides TO plat_exchanges_app',
  `GRANT UPDATE (computed_on, effective_on, rule, source, inputs, effective_since) ON exchange_deadlines TO plat_exchanges_app`,
  'GRANT UPDATE (lifted_by, lifted_at, lift_reason) ON deadline_overrides TO plat_exchanges_app',
  `CREATE POLICY exchange_deadlines_read ON exchange_deadlines FOR SELECT TO plat_exchanges_app USING (${READS})`,
  `CREATE POLICY exchange_deadlines_add ON exchange_deadlines FOR INSERT TO plat_exchanges_app WITH CHECK (${WRITES})`,
  `CREATE POLICY exchange_deadlines_edit ON exchange_deadlines FOR UPDATE TO plat_exchanges_app USING (${WRITES})`,
  `CREATE POLICY deadline_events_read ON deadline_events FOR SELECT TO plat_exchanges_app USING (${READS})`,
  `CREATE POLICY deadline_events_add ON deadline_events FOR INSERT TO plat_exchanges_app WITH CHECK (${WRITES})`,
  `CREATE POLICY deadline_overrides_read ON deadline_overrides FOR SELECT TO plat_exchanges_app USING (${OFFICE})`,
  `CREATE POLICY deadline_overrides_add ON deadline_overrides FOR INSERT TO plat_exchanges_app WITH CHECK (${WRITES})`,
  `CREATE POLICY deadline_overrides_edit ON deadline_overrides FOR UPDATE TO plat_exchanges_app USING (${WRITES})`,
];

/** Deadlines that exchanges have already: known from now on, by a rule that was not written down. */
const KNOWN = [
  'ALTER TABLE exchange_deadlines NO FORCE ROW LEVEL SECURITY',
  `INSERT INTO exchange_deadlines (exchange_id, kind, computed_on, effective_on, rule, source, inputs, effective_since)
    SELECT id, kind, falls_on, falls_on, 'Reckoned before rules were kept.', '26 CFR 1.1031(k)-1(b)(2)', '{}', now()
    FROM exchanges, LATERAL (VALUES ('IDENTIFICATION', identification_deadline), ('EXCHANGE', exchange_deadline)) AS known (kind, falls_on)
    WHERE falls_on IS NOT NULL`,
  'ALTER TABLE exchange_deadlines FORCE ROW LEVEL SECURITY',
];

const REFERRING: readonly ReferringColumn[] = [
  ['deadline_events', 'actor_id', 'Contact'],
  ['deadline_overrides', 'overridden_by', 'Contact'],
  ['deadline_overrides', 'lifted_by', 'Contact'],
];
