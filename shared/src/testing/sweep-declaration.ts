import { type EntityManager, type EntityTarget, type FindOptionsWhere, In, type ObjectLiteral } from 'typeorm';
import { type RoleName, USER_ROLES } from '../access/permissions';
import { narrowed, type Scope } from '../access/scope';
import { NOBODY, type Viewer } from '../access/viewer';
import type { SchemaParts } from '../graphql/federated-schema';
import type { TestSubgraph } from './test-subgraph';
import { aViewer } from './viewers';

/** People and rows of one sweep: the rows by type and by what they are to whom, such as `own` and `foreign`. */
export interface SweepWorld {
  readonly viewers: Readonly<Record<string, Viewer>>;
  readonly rows: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A type whose rows a policy hides, as the sweep asks about it; made by {@link swept}. */
export interface SweptType<T extends ObjectLiteral = ObjectLiteral> {
  readonly name: string;
  /** Fields that a reference answers even of a hidden row, with all others null. */
  readonly card: readonly string[];
  /** Fields that not everybody reads who sees the row. */
  readonly ruled: readonly string[];
  /** Fields that are about the viewer, and so another thing for each. */
  readonly varies: readonly string[];
  /** Of these rows, those that the policy lets somebody know of. @param db of the system, which sees all */
  visible(db: EntityManager, viewer: Viewer, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many rows of the table somebody may know of. */
  count(db: EntityManager, viewer: Viewer): Promise<number>;
  row(db: EntityManager, id: string): Promise<T>;
  /** Whether somebody who sees the row reads this field of it. */
  reads(db: EntityManager, viewer: Viewer, id: string, field: string): Promise<boolean>;
}

type FieldRule<T> = (viewer: Viewer, row: T, db: EntityManager) => boolean | Promise<boolean>;

/**
 * Declares a type: what the sweep expects of it is what its policy says.
 * @param name of the type in the graph @param visible the policy @param rules of fields that have one of their own
 */
export function swept<T extends ObjectLiteral & { id: string }>(
  name: string,
  entity: EntityTarget<T>,
  visible: (viewer: Viewer) => Scope<T>,
  {
    card = [],
    fields = {},
    varies = [],
  }: { card?: readonly string[]; varies?: readonly string[]; fields?: Readonly<Record<string, FieldRule<T>>> } = {},
): SweptType<T> {
  const row = (db: EntityManager, id: string): Promise<T> => db.findOneByOrFail(entity, { id } as FindOptionsWhere<T>);
  return {
    name,
    card,
    ruled: Object.keys(fields),
    varies,
    row,
    visible: async (db, viewer, ids) => {
      const where = narrowed(visible(viewer), 'id', In([...ids]));
      return new Set((await db.find(entity, { where, select: { id: true } as never, loadEagerRelations: false })).map(({ id }) => id));
    },
    count: (db, viewer) => db.count(entity, { where: visible(viewer) }),
    reads: async (db, viewer, id, field) => (fields[field] ? fields[field](viewer, await row(db, id), db) : true),
  };
}

/** An id of another service, which alone knows who sees the row. */
export const ELSEWHERE = 'elsewhere';

/** An id that whoever knows it may name, so that the answer says whether there is such a row. */
export const OPEN = 'open';

/** Who may call a root field, and on which row. */
export interface RootRule {
  readonly isPublic?: boolean;
  /** Asked before any row is looked for. @throws PlatError when the viewer may not */
  readonly first?: (viewer: Viewer, id: string) => void;
  readonly target?: SweptType;
  /** Asked of a row that is visible. @throws PlatError when the viewer may not */
  readonly may?: (viewer: Viewer, id: string, db: EntityManager) => Promise<void>;
  /** Where the id of the row stands in the variables; `id` or `input.id` unless given. */
  readonly at?: string;
  /** Ids of other rows that the input may name, by their place in the variables: a hidden one must answer as an absent one. */
  readonly names?: Readonly<Record<string, SweptType | typeof ELSEWHERE | typeof OPEN>>;
  /** Whether the call ends what the viewer does elsewhere, as a sign-out does, and so needs a world of its own. */
  readonly endsViewer?: boolean;
  /** Variables beside the least that the schema asks for. */
  readonly variables?: (world: SweepWorld) => Readonly<Record<string, unknown>>;
  /** Whether the version that the call takes is that of the row, though it answers another type; the races of versions ask for it. */
  readonly movesRow?: boolean;
  /** Brings a row into the state that the call ends, where it changes nothing of any other; the races of versions ask for it. */
  readonly prepare?: (db: EntityManager, id: string) => Promise<unknown>;
}

type Details = Pick<RootRule, 'at' | 'variables' | 'first' | 'names' | 'endsViewer' | 'prepare' | 'movesRow'>;

/** Whoever is signed in, about themselves. */
export const SIGNED_IN: RootRule = {};

/** The same, where the input may name other rows. */
export const signedIn = (details: Details): RootRule => details;

/** Everybody, nobody among them. */
export const PUBLIC: RootRule = { isPublic: true };

/** Those whom the policy lets do it, whatever the row. */
export const asked = (first: (viewer: Viewer, id: string) => void, details: Details = {}): RootRule => ({ first, ...details });

/** Those who see the row, and whom the policy lets do it. */
export const onRow = <T extends ObjectLiteral>(
  target: SweptType<T>,
  may: (viewer: Viewer, row: T, db: EntityManager) => void | Promise<void> = () => undefined,
  details: Details = {},
): RootRule => ({
  target: target as unknown as SweptType,
  may: async (viewer, id, db) => may(viewer, await target.row(db, id), db),
  ...details,
});

/** What a subgraph declares of itself, so that every cell of its sweep follows. */
export interface SweepDeclaration<S extends TestSubgraph = TestSubgraph> {
  readonly parts: SchemaParts;
  readonly types: readonly SweptType[];
  /** By name; queries that read a declared type need none. */
  readonly queries?: Readonly<Record<string, RootRule>>;
  readonly mutations: Readonly<Record<string, RootRule>>;
  /** By name: who may wait for news of what. */
  readonly subscriptions?: Readonly<Record<string, RootRule>>;
  /** Fields that are added to types of other subgraphs and are another thing for each viewer, by type. */
  readonly varies?: Readonly<Record<string, readonly string[]>>;
  /** Fields that refuse by rules of their own, which have tests of their own, by type: no sweep reads them. */
  readonly apart?: Readonly<Record<string, readonly string[]>>;
  /** What a reference to a type of another subgraph brings beside its id, by type. */
  readonly stubs?: Readonly<Record<string, (id: string) => object>>;
  /** Makes new people and rows; called again where a mutation is allowed and so changes them. */
  world(service: S): Promise<SweepWorld>;
}

/** Viewers who are refused everywhere: nobody, and a user whose rights were revoked after the identity was issued. */
export const SHUT_OUT: Readonly<Record<string, (service: TestSubgraph) => Viewer>> = {
  nobody: () => NOBODY,
  'a deactivated user': ({ revocations }) => {
    const viewer = aViewer();
    revocations.apply({ seq: 1, subjectId: viewer.userId });
    return viewer;
  },
};

export const isShutOut = (name: string): boolean => name in SHUT_OUT;

/** The people of every sweep: somebody of each role, owners of different rows, and a member of other workspaces. */
export async function sweepViewers(make: (role: RoleName) => Viewer | Promise<Viewer>) {
  const roles: Record<string, Viewer> = {};
  for (const role of USER_ROLES) roles[role] = await make(role);
  return {
    ...roles,
    'a plain user': await make('USER'),
    'the owner': await make('USER'),
    'another owner': await make('USER'),
    'a member of another workspace': await make('USER'),
  };
}
