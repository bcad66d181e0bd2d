import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Decimal } from 'decimal.js';
import { checkMoney } from '../checks';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import { GainWorksheet } from './gain-worksheet.entity';
import type { CreateGainWorksheetInput } from './gain-worksheet.input';
import { gainWorksheet, WORKSHEET_INPUTS, WORKSHEET_RULES } from './gain-worksheet.rules';
import type { WorksheetAmounts } from './worksheet-amounts';

const LAST_SQL = 'SELECT coalesce(max(revision), 0) AS last FROM gain_worksheets WHERE exchange_id = $1';

/** Calculations of gain and boot, each kept as it was. */
export class GainWorksheetService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly rights: ExchangeRights,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN or BAD_USER_INPUT */
  async create({ exchangeId, amounts }: CreateGainWorksheetInput): Promise<GainWorksheet> {
    const { db, viewer } = this.scope;
    const exchange = await this.rights.managed(exchangeId);
    const faults = new Faults();
    for (const name of WORKSHEET_INPUTS) checkMoney(faults, `amounts.${name}`, amounts[name], '0');
    faults.throwIfAny();
    const inputs = Object.fromEntries(
      WORKSHEET_INPUTS.map((name) => [name, new Decimal(amounts[name]).toFixed(2)]),
    ) as unknown as WorksheetAmounts;
    await this.rights.lock(exchange.id); // two calculations are two revisions
    const [{ last }] = (await db.query(LAST_SQL, [exchange.id])) as [{ last: number }];
    const worksheet = await db.save(
      db.create(GainWorksheet, {
        exchangeId: exchange.id,
        revision: last + 1,
        inputs,
        lines: [...gainWorksheet(inputs)],
        rulesVersion: WORKSHEET_RULES,
        computedById: viewer.contactId ?? null,
      }),
    );
    await this.events.record('gain_worksheet.created', worksheet, { exchangeId: exchange.id });
    return worksheet;
  }
}
