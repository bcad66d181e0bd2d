import { badInput } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { ExchangeStage } from '../exchange/exchange.entity';
import { exchangesInHand } from '../exchange/exchange.loader';
import { overdueTasks } from '../exchange-task/exchange-task.loader';
import { accountsInHand } from '../fund-account/fund-account.loader';
import type {
  DeadlinesAheadArgs,
  ExchangeAtRisk,
  ExchangeCoordinatorLoad,
  ExchangeDeadlineAhead,
  ExchangeFundsHeld,
  ExchangeOverview,
  ExchangeStageCount,
  OverdueExchangeTasks,
  OverviewListArgs,
} from './exchange-overview.input';
import { AT_RISK, BY_COORDINATOR, BY_STAGE, DEADLINES_AHEAD, FUNDS_HELD, MINE_COLUMNS, RISKS } from './exchange-overview.statements';

/** What the exchanges that the viewer may see have come to, each part by one statement. */
export class ExchangeOverviewService {
  constructor(
    private readonly scope: RequestScope,
    private readonly now: Date,
  ) {}

  /** @throws PlatError UNAUTHENTICATED when nobody is signed in */
  open(): ExchangeOverview {
    void this.scope.viewer.userId; // read for what it throws
    return {};
  }

  /** Every stage, those without exchanges too. */
  async byStage(): Promise<ExchangeStageCount[]> {
    const found: ExchangeStageCount[] = await this.query(BY_STAGE);
    return Object.values(ExchangeStage).map((stage) => found.find((one) => one.stage === stage) ?? { stage, count: 0 });
  }

  /** @throws PlatError BAD_USER_INPUT */
  deadlinesAhead({ first, withinDays }: DeadlinesAheadArgs): Promise<ExchangeDeadlineAhead[]> {
    assertBetween({ first, withinDays });
    return this.query(DEADLINES_AHEAD, { first, withinDays, now: this.now });
  }

  /** @throws PlatError BAD_USER_INPUT */
  async atRisk({ first }: OverviewListArgs): Promise<ExchangeAtRisk[]> {
    assertBetween({ first });
    const ends: ExchangeDeadlineAhead[] = await this.query(AT_RISK, { first, now: this.now });
    return ends.map((end) => ({ ...end, risk: RISKS[end.period].risk as ExchangeAtRisk['risk'] }));
  }

  /** @throws PlatError BAD_USER_INPUT */
  async overdueTasks({ first }: OverviewListArgs): Promise<OverdueExchangeTasks> {
    assertBetween({ first });
    return overdueTasks(this.scope, this.now, first);
  }

  /** @throws PlatError BAD_USER_INPUT */
  async byCoordinator({ first }: OverviewListArgs): Promise<ExchangeCoordinatorLoad[]> {
    assertBetween({ first });
    const accounts = accountsInHand(this.scope);
    return this.query((mine) => BY_COORDINATOR(mine, accounts.getQuery()), { ...accounts.getParameters(), first, now: this.now });
  }

  /** @returns null where there is no account whose money the viewer reads */
  async fundsHeld(): Promise<ExchangeFundsHeld | null> {
    const accounts = accountsInHand(this.scope);
    const [held]: ExchangeFundsHeld[] = await this.query((mine) => FUNDS_HELD(mine, accounts.getQuery()), accounts.getParameters());
    return held ?? null;
  }

  /** @param statement over the exchanges that the viewer may see, as SQL of them */
  private query<T>(statement: (mine: string) => string, values: object = {}): Promise<T[]> {
    const mine = exchangesInHand(this.scope, MINE_COLUMNS);
    const { db } = this.scope;
    const parameters = { ...mine.getParameters(), ...values };
    return db.query(...db.dataSource.driver.escapeQueryWithParameters(statement(mine.getQuery()), parameters));
  }
}

const BOUNDS = { first: [1, 100], withinDays: [0, 366] } as const;

function assertBetween(given: Partial<Record<keyof typeof BOUNDS, number>>): void {
  const faults = (Object.entries(given) as [keyof typeof BOUNDS, number][]).filter(
    ([name, value]) => value < BOUNDS[name][0] || value > BOUNDS[name][1],
  );
  if (faults.length) throw badInput(Object.fromEntries(faults.map(([name]) => [name, `must be from ${BOUNDS[name].join(' to ')}`])));
}
