import { revise } from '@plat/shared/database/revise';
import { conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Deletions } from '@plat/shared/references/deletion';
import type { Lead } from '../lead/lead.entity';
import type { Property } from '../property/property.entity';
import { Deal, DealStatus } from './deal.entity';
import type { CloseDealInput, CreateDealInput, UpdateDealInput } from './deal.input';
import { assertMayDealIn, assertMayDeleteDeal, assertMayEditDeal, visibleDeals } from './deal.policy';
import { archived, closed, likelihoodAfter, likelihoodOf, reopened, storedDetails } from './deal.rules';

type About = Partial<Pick<Deal, 'leadId' | 'propertyId'>>;
type Loaders = { readonly lead: LoaderById<Lead>; readonly property: LoaderById<Property> };

/** Deals of their owner. What becomes of one, a trigger notes in its history. */
export class DealService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly loaders: Loaders,
    private readonly deletions: Deletions,
  ) {}

  /**
   * @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, NOT_FOUND or FORBIDDEN for what it is about,
   * CONFLICT with `state: ACTIVE_DEAL_EXISTS` for a second active deal on a property
   */
  async create({ leadId, propertyId, ...input }: CreateDealInput): Promise<Deal> {
    const { db, viewer } = this.scope;
    const details = storedDetails(input);
    const deal = db.create(Deal, {
      ...(details as Partial<Deal>),
      ...likelihoodOf(details.stage as string, details.probability),
      ...(await this.about({ leadId, propertyId })),
      status: DealStatus.ACTIVE,
      userId: viewer.userId,
    });
    await explained(db.save(deal));
    await this.events.record('deal.created', deal);
    return deal;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version, for what has ended, or as `create` does */
  async update({ id, version, leadId, propertyId, ...input }: UpdateDealInput): Promise<Deal> {
    const details = storedDetails(input);
    const changes = { ...(details as Partial<Deal>), ...(await this.about({ leadId, propertyId })) };
    return this.revised('deal.updated', { id, version }, (deal) => likelihoodAfter(deal, details), changes);
  }

  /** Its property is free for another one. @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version or unless it is active */
  close({ id, version, outcome }: CloseDealInput): Promise<Deal> {
    return this.revised('deal.closed', { id, version }, (deal) => closed(deal, outcome));
  }

  /** Puts it aside; its property is free for another one. @throws PlatError as {@link close} */
  archive(id: string, version?: number | null): Promise<Deal> {
    return this.revised('deal.archived', { id, version }, archived);
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version, when it is active, or as `create` does */
  reopen(id: string, version?: number | null): Promise<Deal> {
    return this.revised('deal.reopened', { id, version }, reopened);
  }

  /** Its history goes with it; papers about it lose it, as other services see it. @throws PlatError as {@link Deletions.delete} */
  delete(id: string, version?: number | null): Promise<Deal> {
    const { viewer } = this.scope;
    const mayDelete = (deal: Deal) => assertMayDeleteDeal(viewer, deal);
    return this.deletions.delete(Deal, { id, version, scope: visibleDeals(viewer), mayDelete });
  }

  private async revised(
    type: 'deal.updated' | 'deal.closed' | 'deal.archived' | 'deal.reopened',
    which: { id: string; version?: number | null },
    derive: (deal: Deal) => Partial<Deal>,
    changes: Partial<Deal> = {},
  ): Promise<Deal> {
    const { db, viewer } = this.scope;
    const mayEdit = (deal: Deal) => assertMayEditDeal(viewer, deal);
    const edit = { ...which, changes, scope: visibleDeals(viewer), mayEdit, derive };
    const { row, before, after } = await explained(revise(db, Deal, edit));
    await this.events.record(type, row, { before, after });
    return row;
  }

  /** What a deal is about, by ids as they are stored; what is left out stays. @throws PlatError NOT_FOUND or FORBIDDEN */
  private async about({ leadId, propertyId }: About): Promise<About> {
    const [lead, property] = [
      leadId && (await this.loaders.lead.load(leadId)),
      propertyId && (await this.loaders.property.load(propertyId)),
    ];
    if (leadId && !lead) throw notFound('Lead', leadId);
    if (propertyId && !property) throw notFound('Property', propertyId);
    if (property) assertMayDealIn(this.scope.viewer, property);
    return { leadId: lead ? lead.id : leadId, propertyId: property ? property.id : propertyId };
  }
}

/** Says in words which rule of the database a write has met. */
async function explained<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const rule = error instanceof PlatError ? error.extensions.rule : undefined;
    if (rule !== 'deals_property_id_active_key') throw error;
    throw conflict('The property has an active deal already; close or archive that one first.', { state: 'ACTIVE_DEAL_EXISTS', rule });
  }
}
