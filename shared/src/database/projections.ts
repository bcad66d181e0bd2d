import type { ObjectLiteral } from 'typeorm';
import { unavailable } from '../errors/plat-error';
import type { EntityRows } from './entity-rows';
import type { Row, RowShape } from './row-shape';
import type { AsSystem } from './system-database';

/** How rows are read at one place of a query. */
export interface Reading<T extends ObjectLiteral> {
  readonly selection: string;
  read(row: Row): T;
}

/** What is known of one place where a query reads rows. */
interface Place {
  readonly rows: EntityRows<ObjectLiteral>;
  readonly needed: Set<string>;
  /** Of what is needed, once it is asked for. */
  shape?: RowShape<ObjectLiteral>;
}

type Places = Map<string, Place>;

/** Of so many executions, one at most acts; beyond it, to begin anew for that costs more than is gained. */
const RARELY = 8;

/**
 * Which columns a query needs of each table that it reads: those that were read when it was executed before, by resolvers,
 * policies and all others who had the row. So nobody has to say which columns a field needs.
 */
export class Projections {
  private readonly places: Places = new Map();
  private runs = 0;
  private acts = 0;

  /**
   * @param execute the query: again, with all columns, where something read a column that was not needed before, or was to be
   * done by the system, which happens once; what it gave is thrown away then
   */
  async run<R>(execute: (projection: Projection) => Promise<R>): Promise<R> {
    this.runs += 1;
    const isWhole = this.places.size === 0 || this.acts * RARELY >= this.runs;
    const first = new Projection(this.places, isWhole);
    const result = await this.once(first, execute);
    return first.isShort ? this.once(new Projection(this.places, true), execute) : result;
  }

  /** What it reads this time, it reads from now on. */
  private async once<R>(projection: Projection, execute: (projection: Projection) => Promise<R>): Promise<R> {
    const result = await execute(projection);
    projection.hasEnded = true;
    if (projection.hasActed) this.acts += 1;
    for (const [key, { rows, needed }] of projection.noted)
      this.places.set(key, { rows, needed: new Set([...needed, ...(this.places.get(key)?.needed ?? [])]) });
    return result;
  }
}

/** One execution of a query: reads the columns that are known to be needed, or all of them, noting which are. */
export class Projection {
  readonly noted: Places = new Map();
  /** Whether something was asked that had not been selected, so that what came of it is worth nothing. */
  isShort = false;
  hasActed = false;
  hasEnded = false;

  /** @param isWhole whether all columns are read */
  constructor(
    private readonly places: Places,
    private readonly isWhole: boolean,
  ) {}

  /**
   * The system's way in, for what lasts. It is not open where the execution may turn out to be short, nor where it was: somebody
   * may be at work for it when its answer is given up.
   */
  acting(asSystem: AsSystem): AsSystem {
    return async (work) => {
      if (!this.isWhole && (this.isShort || !this.hasEnded)) {
        this.isShort = true;
        throw unavailable('This is being tried again.');
      }
      this.hasActed = true;
      return asSystem(work);
    };
  }

  /** @param place the same each time that the query is executed */
  reading<T extends ObjectLiteral>(rows: EntityRows<T>, place: string): Reading<T> {
    const key = `${rows.table} ${place}`;
    const known = this.isWhole ? undefined : this.places.get(key);
    if (!known) return { selection: rows.whole.selection, read: (row) => watched(rows.whole.read(row), this.neededAt(key, rows)) };
    known.shape ??= known.rows.shapeOf(known.needed);
    const { selection, read } = known.shape as RowShape<T>;
    const onUnread = () => {
      this.isShort = true;
    };
    return { selection, read: (row) => read(row, onUnread) };
  }

  private neededAt<T extends ObjectLiteral>(key: string, rows: EntityRows<T>): Set<string> {
    const { needed } = this.noted.get(key) ?? { needed: new Set() };
    this.noted.set(key, { rows: rows as unknown as EntityRows<ObjectLiteral>, needed });
    return needed;
  }
}

/** How rows are read at a place of a query, or whole, by what is no query. */
export const readingOf = <T extends ObjectLiteral>(projection: Projection | undefined, rows: EntityRows<T>, place: string): Reading<T> =>
  projection ? projection.reading(rows, place) : rows.whole;

/** Notes what is read of an entity; whoever copies it asks so for all that it has. */
function watched<T extends ObjectLiteral>(entity: T, read: Set<string>): T {
  const note = (property: string | symbol) => typeof property === 'string' && read.add(property);
  return new Proxy(entity, {
    get: (target, property, receiver) => {
      note(property);
      return Reflect.get(target, property, receiver);
    },
    getOwnPropertyDescriptor: (target, property) => {
      note(property);
      return Reflect.getOwnPropertyDescriptor(target, property);
    },
  });
}
