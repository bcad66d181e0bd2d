import type { ExchangePeriod, ExchangeRisk } from './exchange-overview.input';

/** The exchanges that the viewer may see, by the one subquery that each statement begins with. */
export const MINE_COLUMNS = {
  id: 'id',
  stage: 'workflowStage',
  status: 'status',
  type: 'exchangeType',
  coordinator_id: 'coordinatorContactId',
  identification_deadline: 'identificationDeadline',
  exchange_deadline: 'exchangeDeadline',
  parking_date: 'parkingDate',
  time_zone: 'timeZone',
} as const;

/** An exchange that is on hold is under way, too: its days go on. */
const IS_OPEN = `mine.status IN ('ACTIVE', 'ON_HOLD') AND mine.stage IN ('PENDING', 'IDENTIFICATION', 'REPLACEMENT')`;

/** Which day it is in each zone: asked once a zone, since that is what costs, and exchanges are many. */
const ZONES = `zones AS MATERIALIZED (SELECT zone.time_zone, civil_day(zone.time_zone, CAST(:now AS timestamptz)) AS today
  FROM (SELECT DISTINCT mine.time_zone FROM mine) zone)`;

/** Both periods of each exchange under way, while they matter, with the days that are left where it is. */
const PERIODS = `${ZONES}, periods AS (
  SELECT mine.*, period.name AS period, period.ends AS deadline, period.ends - zones.today AS days_left
  FROM mine JOIN zones ON zones.time_zone = mine.time_zone CROSS JOIN LATERAL (VALUES ('IDENTIFICATION', mine.identification_deadline), ('EXCHANGE', mine.exchange_deadline)) AS period(name, ends)
  WHERE ${IS_OPEN} AND period.ends IS NOT NULL AND (period.name = 'EXCHANGE' OR mine.stage <> 'REPLACEMENT'))`;

const IS_OVERDUE = `task.status IN ('PENDING', 'IN_PROGRESS') AND task.due_date < :now`;

/** With property parked, what has to be identified and transferred is the property given up. */
const IS_PARKED = `(periods.type = 'REVERSE' OR (periods.type = 'IMPROVEMENT' AND periods.parking_date IS NOT NULL))`;

/** How near the end of each period is a risk while nothing has happened. */
export const RISKS: Readonly<Record<ExchangePeriod, { readonly risk: `${ExchangeRisk}`; readonly withinDays: number }>> = {
  IDENTIFICATION: { risk: 'NOTHING_IDENTIFIED', withinDays: 14 },
  EXCHANGE: { risk: 'NOTHING_RECEIVED', withinDays: 30 },
};

const withMine = (mine: string, rest: string): string => `WITH mine AS (${mine}), ${rest}`;

export const BY_STAGE = (mine: string): string =>
  `WITH mine AS (${mine}) SELECT mine.stage, CAST(count(*) AS integer) AS count FROM mine GROUP BY mine.stage`;

export const DEADLINES_AHEAD = (mine: string): string =>
  withMine(
    mine,
    `${PERIODS} SELECT periods.id AS "exchangeId", periods.period, CAST(periods.deadline AS text) AS deadline, periods.days_left AS "daysLeft"
      FROM periods WHERE periods.days_left BETWEEN 0 AND :withinDays ORDER BY periods.deadline, periods.id, periods.period LIMIT :first`,
  );

export const AT_RISK = (mine: string): string =>
  withMine(
    mine,
    `${PERIODS} SELECT periods.id AS "exchangeId", periods.period, CAST(periods.deadline AS text) AS deadline, periods.days_left AS "daysLeft"
      FROM periods WHERE periods.days_left <= CASE periods.period WHEN 'EXCHANGE' THEN ${RISKS.EXCHANGE.withinDays} ELSE ${RISKS.IDENTIFICATION.withinDays} END
        AND NOT EXISTS (SELECT FROM exchange_properties property WHERE property.exchange_id = periods.id
          AND (property.role = 'RELINQUISHED') = ${IS_PARKED}
          AND (coalesce(property.transferred_on, property.received_on) IS NOT NULL
            OR (periods.period = 'IDENTIFICATION' AND property.identified_at IS NOT NULL AND property.revoked_at IS NULL)))
      ORDER BY periods.days_left, periods.id, periods.period LIMIT :first`,
  );

export const BY_COORDINATOR = (mine: string): string =>
  withMine(
    mine,
    `late AS (SELECT task.exchange_id, count(*) AS tasks FROM tasks task WHERE ${IS_OVERDUE} AND task.exchange_id IN (SELECT id FROM mine)
        GROUP BY task.exchange_id),
      ${ZONES}, next AS (SELECT mine.id, min(period.ends) AS deadline
        FROM mine JOIN zones ON zones.time_zone = mine.time_zone CROSS JOIN LATERAL (VALUES (mine.identification_deadline), (mine.exchange_deadline)) AS period(ends)
        WHERE period.ends >= zones.today GROUP BY mine.id)
      SELECT mine.coordinator_id AS "coordinatorId", CAST(count(*) AS integer) AS "openExchanges",
        CAST(coalesce(sum(late.tasks), 0) AS integer) AS "overdueTasks", CAST(min(next.deadline) AS text) AS "nextDeadline"
      FROM mine LEFT JOIN late ON late.exchange_id = mine.id LEFT JOIN next ON next.id = mine.id WHERE ${IS_OPEN}
      GROUP BY mine.coordinator_id ORDER BY count(*) DESC, mine.coordinator_id LIMIT :first`,
  );
