import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { EntityManager } from 'typeorm';
import type { AsSystem } from '../database/system-database';
import { conflict, notFound, unavailable } from '../errors/plat-error';
import { hasEvents } from '../events/events';
import type { RequestScope } from '../graphql/request-scope';
import type { EntityWatch } from './entity-watch';
import { inputOf, type RootField } from './field-input';
import { type KeyRow, KeyRows } from './key-rows';
import { type KeyedName, KeySecrets } from './key-secrets';
import { fitToKeep, hasFailed, isFinal, type Outcome, outcomeOf, resultOf, type Withheld } from './outcome';

/** What a request's context is, as far as it matters here. */
export type ScopedContext = { readonly scope: RequestScope };

/** What surrounds the execution of a root field in its transaction. */
export interface FieldBracket {
  /** The scope that the field works with. */
  scopeFor(scope: RequestScope): RequestScope;
  /** Before the field: an answer in place of its execution, after which nothing is written. @throws what ends the transaction */
  before(context: ScopedContext): Promise<ExecutionResult | undefined>;
  /** After a field that is to be kept, before the commit. @throws what ends the transaction */
  keep(context: ScopedContext, result: ExecutionResult): Promise<void>;
}

/** How a root field is run in a transaction of its own, and how another one is opened under the same identity. */
export interface FieldRun {
  execute(bracket: FieldBracket): Promise<ExecutionResult>;
  /** @throws what the work throws, after nothing was written */
  inTransaction<T>(work: (context: ScopedContext) => Promise<T>): Promise<T>;
}

/** What all keyed fields of a service share. */
export interface KeyedParts {
  readonly secret: Buffer;
  /** As in `SchemaParts`. */
  readonly secretFields: Readonly<Record<string, string>>;
  readonly watch: EntityWatch;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}

/** A duplicate waits as long, without a connection, for the first to end. */
const WAIT_MS = 5_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/** By its details a client tells it from other conflicts. */
const unknownOutcome = () =>
  conflict('This was carried out, at least in part, and its answer is not known any more; read the state before you decide again.', {
    outcome: 'UNKNOWN',
  });

const WITHHELD: Readonly<Record<Withheld, string>> = {
  SECRET: 'its answer held a secret, and was not kept',
  SIZE: 'its answer was too large to be kept',
};

const withheldOutcome = (why: Withheld, advice = 'read the state') =>
  conflict(`This was carried out; ${WITHHELD[why]}: ${advice}.`, { outcome: 'WITHHELD' });

/** Somebody else carries out the same field at this moment. */
class BusyError extends Error {}

/** One root field of a mutation that came with an idempotency key: carried out once, and answered as often as it is asked. */
export class KeyedField implements FieldBracket {
  private readonly rows: KeyRows;
  private readonly secrets: KeySecrets;
  private readonly inputHash: string;
  private isReplayed = false;
  private isSensitive = false;
  /** Whether the system has committed work of the field. */
  private isMarked = false;

  /** @throws GraphQLError for arguments that do not fit */
  constructor(
    private readonly parts: KeyedParts,
    private readonly name: KeyedName,
    private readonly root: RootField,
  ) {
    this.secrets = new KeySecrets(parts.secret, name);
    this.rows = new KeyRows(this.secrets, name);
    this.inputHash = this.secrets.mac(inputOf(root));
  }

  /**
   * @returns the first answer to the key: of this execution, or of an earlier one
   * @throws PlatError for what is no answer to it: CONFLICT, NOT_FOUND, UNAVAILABLE
   */
  async answer(run: FieldRun): Promise<ExecutionResult> {
    const result = await this.patiently(() => run.execute(this));
    if (this.isReplayed || !hasFailed(result, this.name.field) || !isFinal(result, this.isMarked)) return result;
    return this.patiently(() => run.inTransaction((context) => this.keepFailure(context, result)));
  }

  scopeFor(scope: RequestScope): RequestScope {
    return {
      ...scope,
      asSystem: (work) => this.marked(scope.asSystem, work),
      assertCurrentIdentity: () => {
        this.isSensitive = true;
        return scope.assertCurrentIdentity();
      },
    };
  }

  async before(context: ScopedContext): Promise<ExecutionResult | undefined> {
    const row = await this.lockedRow(context);
    if (row) return this.replay(row, context);
    this.parts.watch.begin(context);
    return undefined;
  }

  async keep(context: ScopedContext, result: ExecutionResult): Promise<void> {
    const { db } = context.scope;
    const entities = await this.parts.watch.seenWith(context, db);
    const outcome = outcomeOf(result, this.name.field, { ...this.circumstances(context), entities });
    await this.write(context, fitToKeep(outcome, this.secretAdvice !== undefined));
  }

  private async keepFailure(context: ScopedContext, result: ExecutionResult): Promise<ExecutionResult> {
    const row = await this.lockedRow(context);
    // Between the roll-back and this transaction somebody else may have carried it out: one of both is the answer.
    if (row && !(this.isMarked && row.outcome === null)) return this.replay(row, context);
    await this.write(context, outcomeOf(result, this.name.field, { ...this.circumstances(context), entities: [] }));
    return result;
  }

  private async lockedRow({ scope: { db } }: ScopedContext): Promise<KeyRow | undefined> {
    if (!(await this.rows.lock(db))) throw new BusyError();
    return this.rows.read(db);
  }

  /** @throws PlatError CONFLICT, or what an ordinary read of the answer would be refused with */
  private async replay({ inputHash, outcome }: KeyRow, context: ScopedContext): Promise<ExecutionResult> {
    this.isReplayed = true;
    const text = outcome === null ? undefined : this.secrets.open(outcome);
    if (inputHash !== this.inputHash && (outcome === null || text !== undefined))
      throw conflict('This idempotency key was used for another input or selection; take a new key for another request.');
    if (text === undefined) throw unknownOutcome();
    const kept = JSON.parse(text) as Outcome;
    if (kept.rights !== this.rightsOf(context))
      throw conflict('This was answered, and your rights have changed since; read the state, and take a new key for another request.');
    if (kept.isSensitive) await context.scope.assertCurrentIdentity();
    if (kept.withheld) throw withheldOutcome(kept.withheld, this.secretAdvice);
    const { db, asSystem } = context.scope;
    const hidden = await this.parts.watch.hiddenOf(kept.entities, context, db, asSystem);
    if (hidden) throw notFound(...hidden);
    return resultOf(kept, this.name.field, this.root.nodes);
  }

  private write({ scope: { db } }: ScopedContext, outcome: Outcome): Promise<void> {
    return this.rows.keep(db, { inputHash: this.inputHash, outcome: this.secrets.seal(JSON.stringify(outcome)) });
  }

  /** How one gets another secret, where the answer holds one. */
  private get secretAdvice(): string | undefined {
    return this.parts.secretFields[this.root.definition.name];
  }

  /**
   * What the system commits is done, whatever becomes of the field: the first of its transactions that changes something,
   * and records that, says so. Counted attempts and look-ups record nothing, and may happen again.
   */
  private async marked<T>(asSystem: AsSystem, work: (db: EntityManager) => Promise<T>): Promise<T> {
    let marks = false;
    const result = await asSystem(async (db) => {
      const worked = await work(db);
      marks = !this.isMarked && hasEvents(db);
      if (marks) await this.rows.mark(db, this.inputHash);
      return worked;
    });
    this.isMarked ||= marks;
    return result;
  }

  private circumstances(context: ScopedContext): Pick<Outcome, 'rights' | 'isSensitive'> {
    return { rights: this.rightsOf(context), isSensitive: this.isSensitive };
  }

  /** All that fields and policies ask of a viewer besides rows: whoever has other rights may see other fields. */
  private rightsOf({ scope: { viewer } }: ScopedContext): string {
    const { role, permissions = [], scopes, contactId, clientId } = viewer.identity;
    return JSON.stringify([role, [...permissions].sort(), scopes && [...scopes].sort(), contactId, clientId]);
  }

  /** Tries again, ever more slowly, while somebody else is at it; between two tries it holds nothing that others need. */
  private async patiently(work: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
    const end = this.parts.now() + WAIT_MS;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof BusyError)) throw error;
      }
      if (this.parts.now() >= end) throw unavailable('The same request is under way; try again with the same key.');
      await pause(wait);
    }
  }
}
