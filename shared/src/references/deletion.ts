import { randomUUID } from 'node:crypto';
import { type EntityManager, type EntityTarget, Equal, type ObjectLiteral } from 'typeorm';
import { narrowed, type Scope } from '../access/scope';
import { assertVersion } from '../database/assert-version';
import { lostRace } from '../errors/database-error';
import { notFound } from '../errors/plat-error';
import { Events } from '../events/events';
import type { RequestScope } from '../graphql/request-scope';
import { isUuid } from '../graphql/scalars';
import { restrictersOf, TARGETS, type TargetType } from './cross-references';
import { type Marked, markSubjects, takeMarks, unmark } from './deletion-marks';
import { planRemoval, type RemovalPlan, remove, type Step } from './removal';
import { ASKED_RESTRICTIONS, type Restriction, type Restrictions, referenced } from './restrictions';

interface Deletable extends ObjectLiteral {
  readonly id: string;
  readonly version: number;
}

/** Rows that belong to the one that is deleted and go with it, unless something else refers to them. */
interface Belongings {
  readonly table: string;
  readonly column: string;
  readonly type: TargetType;
  readonly heldBy?: readonly string[];
}

/** What is to be deleted, by whom, and what that takes. */
export interface Deletion<T extends Deletable> {
  readonly id: string;
  /** The version that was seen; none to delete whatever there is. */
  readonly version?: number | null;
  readonly scope: Scope<T>;
  /** Asked of the row as it is seen, and as it is locked. @throws PlatError FORBIDDEN, or CONFLICT for a state that does not allow it */
  readonly mayDelete: (row: T) => void;
  /** Tables whose rows keep it from being deleted, though the database would take them along. */
  readonly heldBy?: readonly string[];
  readonly belongings?: Belongings;
  /** What its event tells besides its values. */
  readonly told?: Readonly<Record<string, unknown>>;
  /** Runs a step of it as the system; with the events of whoever asks unless given. */
  readonly within?: <R>(work: (step: Step) => Promise<R>) => Promise<R>;
  /** In the transaction that deletes, before the row goes, and after its belongings went. */
  readonly prepare?: (step: Step, row: T) => Promise<void>;
  /** The same after it went. */
  readonly conclude?: (step: Step, row: T) => Promise<void>;
}

type Answers = ReadonlyMap<TargetType, readonly Restriction[]>;

/**
 * Deletes rows to which others refer, in two steps where another service may have something against it: what would go is
 * marked, and does not exist any more for whoever asks; the other services answer what refers to it, after all who
 * were told otherwise have ended; then it goes, or the marks do. Row level security has no part in it: the application
 * role deletes none of these rows.
 */
export class Deletions {
  constructor(
    private readonly scope: RequestScope,
    private readonly restrictions: Restrictions = ASKED_RESTRICTIONS,
  ) {}

  /**
   * @returns the row as it was
   * @throws PlatError NOT_FOUND, what `mayDelete` throws, CONFLICT for a stale version or another deletion under way,
   * REFERENCED with `references`, a list of types and how many refer, UNAVAILABLE when a service that must be asked is down
   */
  async delete<T extends Deletable>(entity: EntityTarget<T>, deletion: Deletion<T>): Promise<T> {
    const { name, tableName: table } = this.scope.db.dataSource.getMetadata(entity);
    const { id } = await this.find(this.scope.db, entity, deletion);
    const within = deletion.within ?? ((work) => this.asSystem(work));
    const token = randomUUID();
    const marked = await within(async (step) => {
      const plan = await this.plan(step, table, id, deletion.heldBy);
      return markSubjects(step.db, token, [...restrictable(step.db, plan), ...(await belongingsOf(step.db, id, deletion.belongings))]);
    });
    try {
      const answers = await this.ask(marked);
      return await within(async (step) => {
        await takeMarks(step.db, token, marked);
        const row = await this.find(step.db, entity, deletion, { mode: 'pessimistic_write' });
        await this.removeBelongings(step, id, deletion.belongings, marked, answers);
        await deletion.prepare?.(step, row);
        const plan = await this.plan(step, table, id, deletion.heldBy);
        this.assertFree(name, restrictable(step.db, plan), marked, answers);
        await remove(step, plan, deletion.told);
        await deletion.conclude?.(step, row);
        return row;
      });
    } catch (error) {
      // A mark that cannot be taken back now, the job of deletion-jobs.ts takes back later.
      if (marked.length) await this.scope.asSystem((db) => unmark(db, token)).catch(() => undefined);
      throw error;
    }
  }

  /** The row, as the viewer may see and delete it; locked in the transaction that deletes it. */
  private async find<T extends Deletable>(
    db: EntityManager,
    entity: EntityTarget<T>,
    { id, version, scope, mayDelete }: Deletion<T>,
    lock?: { mode: 'pessimistic_write' },
  ): Promise<T> {
    const { name } = db.dataSource.getMetadata(entity);
    const row = isUuid(id) ? await db.findOne(entity, { where: narrowed(scope, 'id', Equal(id)), lock }) : null;
    if (!row) throw notFound(name, id);
    mayDelete(row);
    assertVersion(name, row, version);
    return row;
  }

  /** @throws PlatError REFERENCED when rows of this service keep it */
  private async plan({ db }: Step, table: string, id: string, heldBy: readonly string[] | undefined): Promise<RemovalPlan> {
    const plan = await planRemoval(db, table, [id], heldBy);
    if (plan.holdings.length) throw referenced(db.dataSource.getMetadata(table).name, plan.holdings);
    return plan;
  }

  private async ask(marked: readonly Marked[]): Promise<Answers> {
    const answers = new Map<TargetType, Restriction[]>();
    for (const type of new Set(marked.map((one) => one.type))) {
      const ids = marked.filter((one) => one.type === type).map(({ id }) => id);
      answers.set(type, await this.restrictions.of(this.scope.services, type, ids));
    }
    return answers;
  }

  /** Nobody may have something against what goes, and all that goes must have been asked for. */
  private assertFree(name: string, going: readonly Marked[], marked: readonly Marked[], answers: Answers): void {
    const ids = new Set(going.map(({ id }) => id));
    const against = [...answers.values()].flat().filter((one) => one.ids.some((id) => ids.has(id)));
    if (against.length) throw referenced(name, against);
    const known = new Set(marked.map(({ id }) => id));
    if (going.some(({ id }) => !known.has(id))) throw lostRace(`What belongs to this ${name} was changed in the meantime; try again.`);
  }

  private async removeBelongings(
    step: Step,
    ownerId: string,
    belongings: Belongings | undefined,
    marked: readonly Marked[],
    answers: Answers,
  ): Promise<void> {
    if (!belongings) return;
    const kept = new Set((answers.get(belongings.type) ?? []).flatMap(({ ids }) => ids));
    const asked = new Set(marked.filter(({ type }) => type === belongings.type).map(({ id }) => id));
    const now = (await belongingsOf(step.db, ownerId, belongings)).map(({ id }) => id).filter((id) => asked.has(id) && !kept.has(id));
    const { holdings } = await planRemoval(step.db, belongings.table, now, belongings.heldBy);
    const held = new Set(holdings.flatMap(({ parentIds }) => parentIds));
    const free = now.filter((id) => !held.has(id));
    if (free.length) await remove(step, await planRemoval(step.db, belongings.table, free, belongings.heldBy));
  }

  private asSystem<R>(work: (step: Step) => Promise<R>): Promise<R> {
    const { asSystem, viewer, origin } = this.scope;
    return asSystem((db) => work({ db, events: new Events({ db, viewer, origin }) }));
  }
}

/** What of a plan another service may keep. */
const restrictable = (db: EntityManager, plan: RemovalPlan): Marked[] =>
  Object.entries(TARGETS)
    .filter(([type, { table }]) => restrictersOf(type).length > 0 && db.dataSource.entityMetadatas.some((one) => one.tableName === table))
    .flatMap(([type, { table }]) => [...(plan.rows.get(table) ?? [])].map((id) => ({ type: type as TargetType, id })));

async function belongingsOf(db: EntityManager, ownerId: string, belongings: Belongings | undefined): Promise<Marked[]> {
  if (!belongings) return [];
  const { table, column, type } = belongings;
  const rows: { id: string }[] = await db.query(`SELECT id FROM ${table} WHERE ${column} = $1 ORDER BY id FOR UPDATE`, [ownerId]);
  return rows.map(({ id }) => ({ type, id }));
}
