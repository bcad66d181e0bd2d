import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { In } from 'typeorm';
import { z } from 'zod';
import { narrowed, type Scope } from '../access/scope';
import { mayByScope } from '../access/token-scopes';
import type { Viewer } from '../access/viewer';
import type { ServiceName } from '../database/service';
import type { SchemaParts } from '../graphql/federated-schema';
import { type Caller, type InternalPaths, internalPath } from '../graphql/internal-path';
import type { RequestScope } from '../graphql/request-scope';
import { TARGETS, type TargetType } from './cross-references';
import { areBeingDeleted } from './deletion-marks';

/** Where a service says which of its rows others may refer to. */
export const EXISTS_PATH = '/internal/exists';

/** How many ids one question may hold. */
export const MAX_IDS = 500;

/** Besides what is referred to from other databases: types of which somebody asks who sees them, and who has them. */
export const ALSO_SEEN = {
  Build: 'builds',
  ExchangeMessage: 'exchanges',
  ExchangeParticipant: 'exchanges',
  ExchangeProperty: 'exchanges',
  ExchangeTask: 'exchanges',
  IdentificationNotice: 'exchanges',
  ParkingArrangement: 'exchanges',
  PropertyValuation: 'exchanges',
} as const satisfies Readonly<Record<string, ServiceName>>;

/** The types of which a service says who sees their rows. */
export type SeenType = TargetType | keyof typeof ALSO_SEEN;

const TYPES = [...Object.keys(TARGETS), ...Object.keys(ALSO_SEEN)] as [SeenType, ...SeenType[]];

/** What is asked: ids of one type, on behalf of the viewer of the call. */
export const existsQuestion = z.object({
  type: z.enum(TYPES),
  ids: z.array(z.guid()).min(1).max(MAX_IDS),
  /** Contacts whose own rows may be referred to, too, where the owner lets the caller say so. */
  ownedBy: z.array(z.guid()).max(MAX_IDS).optional(),
  /** The user whose contact or contributor it must be: asked of these alone. */
  ofUser: z.guid().optional(),
  /** The exchange that it must belong to: asked of documents alone. */
  inExchange: z.guid().optional(),
});
export type ExistsQuestion = z.infer<typeof existsQuestion>;

/** Those of the ids that are there for the viewer; whatever else was asked for is absent, or hidden. */
export const existsAnswer = z.object({ ids: z.array(z.guid()) });

/** Finds those of the ids to which the viewer of the scope may refer. @param issuer who asks */
export type FindExisting = (
  scope: RequestScope,
  question: Pick<ExistsQuestion, 'ids' | 'ownedBy' | 'ofUser' | 'inExchange'> & { readonly issuer: Caller },
) => Promise<readonly string[]>;

/** By type that a service owns, what is there for a viewer. A type without an entry, such as one to come, has no rows. */
export type Existence = Readonly<Partial<Record<SeenType, FindExisting>>>;

/** The rule for most types: one may refer to what one may see. One statement. @param visible the policy of every read of the table */
export const visibleIds =
  <T extends ObjectLiteral & { readonly id: string }>(entity: EntityTarget<T>, visible: (viewer: Viewer) => Scope<T>): FindExisting =>
  async ({ db, viewer }, { ids }) => {
    const where = narrowed(visible(viewer), 'id', In([...ids]));
    const rows = await db.getRepository(entity).find({ where, select: { id: true } as never });
    return rows.map(({ id }) => id);
  };

/**
 * Which ids of a type are there for the viewer: whatever else decides about that is decided here. Marks are read first: a
 * deletion that is committed after the row was seen takes its mark along, and would have left no trace.
 */
const existing = async (
  existence: Existence,
  scope: RequestScope,
  { type, ...question }: ExistsQuestion & { readonly issuer: Caller },
): Promise<readonly string[]> => {
  const find = existence[type];
  if (!find) return [];
  const ending = await areBeingDeleted(scope.db, type, question.ids);
  const found = await find(scope, question);
  return found.filter((id) => !ending.has(id));
};

/** Answers other services, as strictly as root fields do; to a partner's token without the scope nothing is there. */
export const existsPath = (existence: Existence, { resources }: Pick<SchemaParts, 'resources'>): InternalPaths => ({
  [EXISTS_PATH]: internalPath({
    method: 'POST',
    callers: 'services',
    schema: existsQuestion,
    answer: async (question, { viewer, issuer, read }) => {
      const mayRead = mayByScope(viewer, { resource: resources?.[question.type] ?? null, action: 'read' });
      if (!viewer.isSignedIn || !mayRead) return { ids: [] };
      const asked = { ...question, ids: question.ids.map((id) => id.toLowerCase()), issuer };
      return { ids: await read(({ scope }: { scope: RequestScope }) => existing(existence, scope, asked)) };
    },
  }),
});
