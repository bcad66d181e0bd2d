import { randomUUID } from 'node:crypto';
import { revise } from '@plat/shared/database/revise';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import type { Deletions } from '@plat/shared/references/deletion';
import { ParticipantRole } from '../exchange-participant/exchange-participant.entity';
import type { ExchangeParticipantService } from '../exchange-participant/exchange-participant.service';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from '../exchange-property/exchange-property.policy';
import { Exchange, ExchangeStage } from './exchange.entity';
import { firstTransfer } from './exchange.facts';
import type { CreateExchangeInput, UpdateExchangeInput } from './exchange.input';
import { assertMayDeleteExchange, assertMayOpenExchange, visibleExchanges } from './exchange.policy';
import type { ExchangeProgress } from './exchange.progress';
import type { ExchangeRights } from './exchange.rights';
import { checkExchange, checkNewExchange, exchangeNumber } from './exchange.rules';

/** What was said, paid or served in an exchange is evidence: with any of it, the exchange is archived and stays. */
const EVIDENCE = ['messages', 'fund_accounts', 'fund_entries', 'identification_notices'];

/** Exchanges: opened with a client and a coordinator, dated, and moved on. */
export class ExchangeService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly rights: ExchangeRights,
    private readonly participants: ExchangeParticipantService,
    private readonly deletions: Deletions,
    private readonly progress: ExchangeProgress,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError FORBIDDEN, BAD_USER_INPUT, CONFLICT when the number is taken, or UNAVAILABLE */
  async create(input: CreateExchangeInput): Promise<Exchange> {
    const { db, viewer, references } = this.scope;
    const coordinatorContactId = input.coordinatorContactId?.toLowerCase() ?? (viewer.isAdmin ? undefined : viewer.contactId);
    const clientContactId = input.clientContactId.toLowerCase();
    assertMayOpenExchange(viewer, coordinatorContactId);
    checkNewExchange({ ...input, clientContactId, coordinatorContactId });
    await references.confirm([
      { to: 'Contact', id: clientContactId, path: 'input.clientContactId' },
      { to: 'Contact', id: coordinatorContactId, path: 'input.coordinatorContactId' },
    ]);
    const exchange = db.create(Exchange, {
      ...input,
      id: randomUUID(),
      clientContactId,
      coordinatorContactId,
      workflowStage: ExchangeStage.PENDING,
      exchangeNumber: input.exchangeNumber ?? (await this.nextNumber()),
    });
    // Not `save`, which reads back what it wrote: a coordinator may read the exchange only after taking part in it.
    await db
      .createQueryBuilder()
      .insert()
      .into(Exchange)
      .values(exchange as object)
      .updateEntity(false)
      .execute();
    const first = await this.participants.open(exchange.id, {
      [ParticipantRole.COORDINATOR]: coordinatorContactId as string,
      [ParticipantRole.CLIENT]: clientContactId,
    });
    const opened = (await this.exchanges.load(exchange.id)) as Exchange;
    await this.events.record('exchange.created', opened, { exchangeId: opened.id });
    await this.participants.announce(first);
    await this.progress.afterExchange(await this.progress.locked(opened.id));
    return (await this.exchanges.load(opened.id)) as Exchange;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdateExchangeInput): Promise<Exchange> {
    const { db, viewer } = this.scope;
    const properties = await visibleRows(db, ExchangeProperty, visibleExchangeProperties(viewer), isUuid(id) ? [id] : [], 'exchangeId');
    const { row, before, after } = await revise(db, Exchange, {
      id,
      version,
      changes,
      scope: visibleExchanges(viewer),
      mayEdit: await this.rights.guard(id),
      derive: (edited) => {
        checkExchange(changes, edited, firstTransfer(properties));
        return {};
      },
    });
    const participants = 'status' in after && row.notificationsEnabled ? await this.participants.activeContacts(row.id) : [];
    await this.events.record('exchange.updated', row, { before, after, exchangeId: row.id, participants });
    await this.progress.afterExchange(row);
    return row;
  }

  /** Its participants and properties go with it. @throws PlatError as {@link Deletions.delete} */
  delete(id: string, version?: number | null): Promise<Exchange> {
    const { viewer } = this.scope;
    const mayDelete = () => assertMayDeleteExchange(viewer);
    return this.deletions.delete(Exchange, { id, version, scope: visibleExchanges(viewer), mayDelete, heldBy: EVIDENCE });
  }

  /** What PracticePanther knows of the exchange, and what overrides its deadlines; nothing for whom that is not. */
  async officeFields(exchange: Exchange): Promise<Pick<Exchange, 'ppMatterId' | 'ppCustomFields' | 'deadlineOverride'> | undefined> {
    return (await this.rights.readsOfficeFields(exchange.id)) ? exchange : undefined;
  }

  /** Numbers are given once and in order; one whose exchange was not kept stays unused. */
  private async nextNumber(): Promise<string> {
    const [{ serial }] = (await this.scope.db.query(`SELECT nextval('exchange_numbers') AS serial`)) as [{ serial: string }];
    return exchangeNumber(this.clock().getUTCFullYear(), serial);
  }
}
