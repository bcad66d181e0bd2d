import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { OwnParticipationsOf } from '../exchange-participant/exchange-participant.loader';
import type { FundSide } from '../fund-authorisation/fund-authorisation.entity';
import { assertMayAuthorise, mayReadFunds } from './funds.policy';

/** What the viewer may with the money of an exchange, for services. */
export class FundsRights {
  constructor(
    private readonly scope: RequestScope,
    private readonly own: OwnParticipationsOf,
  ) {}

  /** Whether the viewer reads what is computed from it. */
  async mayRead(exchangeId: string): Promise<boolean> {
    const { viewer } = this.scope;
    return mayReadFunds(viewer, await this.own(exchangeId));
  }

  /** @throws PlatError FORBIDDEN unless the viewer may authorise for this side */
  async assertMayAuthorise(exchangeId: string, side: FundSide): Promise<void> {
    const { viewer } = this.scope;
    assertMayAuthorise(viewer, await this.own(exchangeId), side);
  }
}
