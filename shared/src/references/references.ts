import type { Viewer } from '../access/viewer';
import type { ServiceName } from '../database/service';
import { badInput } from '../errors/plat-error';
import type { RequestScope } from '../graphql/request-scope';
import { isUuid } from '../graphql/scalars';
import { TARGETS, type TargetType } from './cross-references';
import { EXISTS_PATH, existsAnswer, MAX_IDS } from './existence';
import { referenceLockKey, SHARED_LOCK_SQL } from './reference-lock';

/** Something of another service, by its type and id. */
export interface Subject {
  readonly to: TargetType;
  readonly id: string;
}

/** What an argument refers to; null and undefined refer to nothing. */
export interface Reference {
  readonly to: TargetType;
  readonly id: string | null | undefined;
  /** The argument, as the client wrote it: `input.propertyId`. */
  readonly path: string;
  /** Contacts whose own rows may be referred to though the viewer does not see them, where the owner allows it. */
  readonly ownedBy?: readonly string[];
  /** The user whose contact it must be. */
  readonly ofUser?: string;
  /** The exchange that it must belong to: asked of documents alone. */
  readonly inExchange?: string;
}

type Named = Reference & Subject;

/** What the guard of the tables reads, until the end of the transaction. $1: keys */
const NOTE_SQL = `SELECT set_config('app.confirmed', concat_ws(',', nullif(current_setting('app.confirmed', true), ''), $1::text), true)`;

/** References to rows of other services, in the transaction that is going to store them. The database refuses all others. */
export class References {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer' | 'services'>) {}

  /**
   * Asks the owning services, all at once and as the viewer, whether what the arguments refer to is there. Whoever asks
   * for its deletion in the meantime waits for this transaction. The viewer's own ids need no question.
   * @throws PlatError BAD_USER_INPUT with every argument that refers to nothing that the viewer may see, UNAVAILABLE when
   * an owner does not answer
   */
  async confirm(references: readonly Reference[]): Promise<void> {
    const named = references.flatMap((one): Named[] => (typeof one.id === 'string' ? [{ ...one, id: one.id.toLowerCase() }] : []));
    const asked = named.filter(({ to, id, ofUser }) => isUuid(id) && (ofUser !== undefined || id !== ownId(this.scope.viewer, to)));
    const there = asked.length ? await this.askFor(asked) : new Set<string>();
    const absent = named.filter((one) => !isUuid(one.id) || (asked.includes(one) && !there.has(keyOf(one))));
    if (absent.length) throw badInput(Object.fromEntries(absent.map((one) => [one.path, ruleOf(one)])));
    await this.note(asked);
  }

  /**
   * For ids that are copied from a row of this database, which was read in this transaction and refers to them already:
   * they were confirmed when that row was written.
   */
  async carryOver(subjects: readonly Subject[]): Promise<void> {
    await this.note(subjects);
  }

  /** @returns the keys of those that are there */
  private async askFor(asked: readonly Named[]): Promise<ReadonlySet<string>> {
    await this.scope.db.query(SHARED_LOCK_SQL, [asked.map(keyOf)]);
    return new Set((await Promise.all(questionsOf(asked).map((question) => this.ask(question)))).flat());
  }

  private async ask({ service, type, ...question }: Question): Promise<string[]> {
    const { services, viewer } = this.scope;
    const { ids } = await services.call(service, EXISTS_PATH, viewer, { type, ...question }, existsAnswer);
    return ids.map((id) => referenceLockKey(type, id));
  }

  private async note(subjects: readonly Subject[]): Promise<void> {
    if (subjects.length) await this.scope.db.query(NOTE_SQL, [subjects.map(keyOf).join()]);
  }
}

interface Question {
  readonly service: ServiceName;
  readonly type: TargetType;
  readonly ids: readonly string[];
  readonly ownedBy?: readonly string[];
  readonly ofUser?: string;
  readonly inExchange?: string;
}

const keyOf = ({ to, id }: Subject): string => referenceLockKey(to, id);

/** What needs no question, because the viewer's identity says it. */
const ownId = ({ identity }: Viewer, type: TargetType): string | undefined => {
  const own: Partial<Record<TargetType, string>> = { User: identity.userId, Contact: identity.contactId, Client: identity.clientId };
  return own[type];
};

const withArticle = (type: TargetType): string => `${/^[AEIO]/.test(type) ? 'an' : 'a'} ${type}`;

const ruleOf = ({ to, ofUser, inExchange }: Named): string =>
  ofUser ? `must be the ${to} of that user` : `must be ${withArticle(to)}${inExchange ? ' of that exchange' : ''} that you may see`;

/** One question for each type and each set of owners, and more only beyond what one may hold. */
function questionsOf(asked: readonly Named[]): Question[] {
  const groups = new Map<string, Named[]>();
  for (const one of asked) {
    const group = [one.to, one.ofUser, one.inExchange, ...(one.ownedBy ?? [])].join();
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const { to: type, ownedBy, ofUser, inExchange } = group[0] as Named;
    const ids = [...new Set(group.map(({ id }) => id))];
    return Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, page) => ({
      service: TARGETS[type].service,
      type,
      ids: ids.slice(page * MAX_IDS, (page + 1) * MAX_IDS),
      ownedBy,
      ofUser,
      inExchange,
    }));
  });
}
