import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportCheck } from '@plat/shared/testing/report-check';
import { deadlinesOf } from '../src/exchange/exchange.deadlines';
import { ExchangeType, FilerType } from '../src/exchange/exchange.entity';
import { returnDueOf } from '../src/exchange/exchange.return-due';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const FILERS = [null, ...Object.values(FilerType)];

/** PostgreSQL's calendar, which counts in Julian days, and the months of a table instead of those of the code. */
const DEADLINES_SQL = `SELECT day::date::text AS day, (day::date + 45)::text AS identify,
    json_object_agg(filer.name || ' ' || extended, least(day::date + 180, CASE WHEN day >= '2016-01-01' THEN
      CASE WHEN NOT extended THEN make_date(extract(year FROM day)::int + 1, filer.month, 15)
           ELSE make_date(extract(year FROM day)::int + 1, filer.month + 6, 15) - CASE filer.name WHEN 'TRUST' THEN 15 ELSE 0 END END
      END)::text) AS ends
  FROM generate_series('1990-01-01'::timestamp, '2100-12-31', '1 day') AS day,
    (VALUES ('null', NULL), ('INDIVIDUAL', 4), ('TRUST', 4), ('C_CORPORATION', 4), ('PARTNERSHIP', 3), ('S_CORPORATION', 3), ('OTHER', NULL))
      AS filer (name, month), (VALUES (false), (true)) AS file (extended)
  GROUP BY day ORDER BY day`;

/** Tax years that end with each month; the last day of a month is the one before the first of the next. */
const RETURNS_SQL = `SELECT ((month + interval '1 month')::date - 1)::text AS "yearEnd",
    json_object_agg(filer.name, (month + make_interval(months => filer.months, days => 14))::date::text) AS due,
    json_object_agg(filer.name, (month + make_interval(months => filer.months + 6, days => 14))::date::text) AS extended
  FROM generate_series('2016-12-01'::timestamp, '2100-12-01', '1 month') AS month,
    (VALUES ('INDIVIDUAL', 4), ('TRUST', 4), ('C_CORPORATION', 4), ('PARTNERSHIP', 3), ('S_CORPORATION', 3)) AS filer (name, months)
  GROUP BY month ORDER BY month`;

describe('deadlines and the calendar of the database', () => {
  let service: TestExchanges;
  beforeAll(async () => {
    service = await startTestExchanges();
  });
  afterAll(() => service.stop());

  it('agree for every transfer from 1990 to 2100, whoever files, extended or not', async () => {
    const rows: { day: string; identify: string; ends: Record<string, string> }[] = await service.given((db) => db.query(DEADLINES_SQL));
    const bad: string[] = [];
    let inputs = 0;
    for (const { day, identify, ends } of rows)
      for (const filerType of FILERS)
        for (const returnExtended of [false, true]) {
          inputs += 1;
          const found = deadlinesOf({ exchangeType: ExchangeType.DELAYED, transferDate: day, filerType, returnExtended });
          if (found.identificationDeadline !== identify || found.exchangeDeadline !== ends[`${filerType} ${returnExtended}`])
            bad.push(`${day} ${filerType} ${returnExtended}`);
        }
    reportCheck('deadlines', { inputs, bad: bad.length, days: rows.length });
    expect(rows).toHaveLength(40_542);
    expect(bad).toEqual([]);
  });

  it('agree for the return of every tax year of twelve months', async () => {
    type Due = Record<FilerType, string>;
    const rows: { yearEnd: string; due: Due; extended: Due }[] = await service.given((db) => db.query(RETURNS_SQL));
    const bad: string[] = [];
    let inputs = 0;
    for (const { yearEnd: taxYearEnd, due, extended } of rows)
      for (const filerType of Object.keys(due) as FilerType[])
        for (const returnExtended of [false, true]) {
          inputs += 1;
          const found = returnDueOf(taxYearEnd, { filerType, taxYearEnd, returnExtended }).dueOn;
          const isCalendar = taxYearEnd.endsWith('-12-31');
          const isAsked =
            (filerType === 'C_CORPORATION' && taxYearEnd.endsWith('-06-30') && taxYearEnd < '2026-12-31') ||
            (filerType === 'TRUST' && returnExtended && !isCalendar);
          const ofTrust = filerType === 'TRUST' && returnExtended ? `${Number(taxYearEnd.slice(0, 4)) + 1}-09-30` : undefined;
          if (found !== (isAsked ? null : (ofTrust ?? (returnExtended ? extended : due)[filerType])))
            bad.push(`${taxYearEnd} ${filerType} ${returnExtended}: ${found}`);
        }
    reportCheck('return due dates', { inputs, bad: bad.length });
    expect(bad).toEqual([]);
  });
});
