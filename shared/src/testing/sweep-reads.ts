import { randomUUID } from 'node:crypto';
import type { GraphQLField } from 'graphql';
import type { Viewer } from '../access/viewer';
import { askSafely } from './sweep-ask';
import { isShutOut, type SweepDeclaration, type SweepWorld } from './sweep-declaration';
import type { SweepFindings } from './sweep-findings';
import { SweepObservations } from './sweep-observations';
import { fieldsOf, type RootRead, rowTypeOf, type SweepPlan, selectionOf } from './sweep-plan';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** One field of a row, asked for by one way in. */
interface Way {
  readonly alias: string;
  readonly byReference: boolean;
  readonly text: string;
}

const codesAt = ({ errors }: TestAnswer, alias: string) =>
  (errors ?? []).filter(({ path }) => path?.[0] === alias || !path).map(({ extensions }) => String(extensions?.code));

/** What stands at an alias, without what tells one request from another, and without the id asked for. */
const masked = ({ data, errors }: TestAnswer, alias: string, id: string): string =>
  JSON.stringify([data?.[alias], errors?.filter(({ path }) => path?.[0] === alias)], (key, value) =>
    key === 'requestId' ? undefined : value,
  ).replaceAll(id, 'ID');

/** Asks every field of every row by every way in, as everybody, and judges the answers by the policies' declarations. */
export class SweepReads {
  private readonly observations: SweepObservations;
  private readonly absent = randomUUID();

  constructor(
    private readonly service: TestSubgraph,
    private readonly declaration: SweepDeclaration,
    private readonly plan: SweepPlan,
    private readonly world: SweepWorld,
    private readonly findings: SweepFindings,
  ) {
    this.observations = new SweepObservations(plan, findings);
  }

  /** @returns what the world leaves untried */
  async run(): Promise<string[]> {
    const untried: string[] = [];
    const names = new Set([...this.plan.references, ...this.plan.reads.filter(({ kind }) => kind === 'row').map(({ type }) => type)]);
    for (const type of names) if (!Object.keys(this.world.rows[type] ?? {}).length) untried.push(`${type}, which has no row in this world`);
    for (const [name, viewer] of Object.entries(this.world.viewers)) {
      for (const type of names) await this.rowsOf(name, viewer, type);
      for (const read of this.plan.reads.filter(({ kind }) => kind !== 'row')) await this.root(name, viewer, read);
    }
    const barren = await this.service.given((db) => this.observations.judge(db, this.world.viewers));
    return [...untried, ...barren];
  }

  private waysTo(type: string): Way[] {
    const ways: Way[] = [];
    const ofRow = (field?: GraphQLField<unknown, unknown>) => `{ __typename id ${field ? selectionOf(this.plan, field) : ''} }`;
    const roots = this.plan.reads.filter((read) => read.kind === 'row' && read.type === type);
    for (const field of [undefined, ...fieldsOf(this.plan.schema, type)]) {
      for (const root of roots) {
        const alias = `${root.field}__${field?.name ?? 'id'}`;
        ways.push({ alias, byReference: false, text: `${alias}: ${root.field}(id: $id) ${ofRow(field)}` });
      }
      if (!this.plan.references.includes(type)) continue;
      const alias = `entities__${field?.name ?? 'id'}`;
      ways.push({ alias, byReference: true, text: `${alias}: _entities(representations: $refs) { ... on ${type} ${ofRow(field)} }` });
    }
    return ways;
  }

  /** Each field of each row of a type; a hidden row must answer as one that is not there, to the letter. */
  private async rowsOf(name: string, viewer: Viewer, type: string): Promise<void> {
    const ways = this.waysTo(type);
    const declared = this.plan.types.get(type);
    const ids = Object.entries(this.world.rows[type] ?? {});
    if (isShutOut(name)) return this.refused(name, viewer, type, ways);
    const known = ids.map(([, id]) => id);
    // The reference to a stub is its row: it hides nothing but what hangs below it.
    const visible = declared ? await this.service.given((db) => declared.visible(db, viewer, known)) : new Set([...known, this.absent]);
    const nothing = await this.ask(viewer, type, ways, this.absent);
    for (const [kind, id] of [...ids, ['absent', this.absent] as const]) {
      const answer = id === this.absent ? nothing : await this.ask(viewer, type, ways, id);
      for (const { alias, byReference } of ways) {
        const cell = `${name}: ${type} ${kind} at ${alias}`;
        const found = answer.data?.[alias];
        const row = (byReference ? found?.[0] : found) as Row | null | undefined;
        const isCard = byReference && id !== this.absent && Boolean(declared?.card.length);
        const holds = !codesAt(answer, alias).length && (visible.has(id) || isCard ? row?.id === id : row === null);
        this.findings.expect(holds, () => `${cell} answers ${JSON.stringify([found, codesAt(answer, alias)]).slice(0, 300)}`);
        if (row && id !== this.absent) this.observations.row(name, type, row, `${alias} ${kind}`, byReference && Boolean(declared));
        const isAlike = masked(answer, alias, id) === masked(nothing, alias, this.absent);
        if (!visible.has(id) && !isCard) this.findings.expect(isAlike, () => `${cell} answers otherwise than for an absent id`);
      }
    }
  }

  /** One by one, because the first refusal of a reference takes the rest of an answer with it. */
  private async refused(name: string, viewer: Viewer, type: string, ways: readonly Way[]): Promise<void> {
    for (const way of ways) {
      for (const id of [...Object.values(this.world.rows[type] ?? {}), this.absent]) {
        const { data, errors } = await this.ask(viewer, type, [way], id);
        const holds = errors?.length === 1 && errors[0]?.extensions?.code === 'UNAUTHENTICATED' && !data?.[way.alias];
        this.findings.expect(holds, () => `${name}: ${type} at ${way.alias} answers ${JSON.stringify({ data, errors }).slice(0, 300)}`);
      }
    }
  }

  private ask(viewer: Viewer, type: string, ways: readonly Way[], id: string): Promise<TestAnswer> {
    const [byId, byReference] = [ways.some((way) => !way.byReference), ways.some((way) => way.byReference)];
    const params = [byId && '$id: ID!', byReference && '$refs: [_Any!]!'].filter(Boolean).join(', ');
    const reference = { __typename: type, id, ...this.declaration.stubs?.[type]?.(id) };
    return askSafely(this.service, viewer, `query (${params}) { ${ways.map(({ text }) => text).join('\n')} }`, {
      ...(byId && { id }),
      ...(byReference && { refs: [reference] }),
    });
  }

  /** A root field that takes no id: what it shows is visible, and a list shows all that is. */
  private async root(name: string, viewer: Viewer, { field, kind, type, canFilter }: RootRead): Promise<void> {
    const root = this.plan.schema.getQueryType()?.getFields()[field] as GraphQLField<unknown, unknown>;
    const ids = Object.values(this.world.rows[type] ?? {});
    const selection = selectionOf(this.plan, root);
    const filtered = canFilter ? `only: ${field}(first: 100, filter: { id: { in: $ids } }) { edges { node { id } } totalCount }` : '';
    const answer = await askSafely(this.service, viewer, `query${canFilter ? ' ($ids: [ID!]!)' : ''} { all: ${selection} ${filtered} }`, {
      ...(canFilter && { ids }),
    });
    const aliases = ['all', ...(canFilter ? ['only'] : [])];
    if (isShutOut(name)) {
      for (const alias of aliases)
        this.findings.expect(codesAt(answer, alias)[0] === 'UNAUTHENTICATED' && !answer.data?.[alias], () => `${name} reads ${field}`);
      return;
    }
    this.findings.expect(!answer.errors, () => `${name} at ${field}: ${JSON.stringify(answer.errors)}`);
    const all = answer.data?.all;
    const rows: Row[] = kind === 'list' ? (all?.edges ?? []).map(({ node }: { node: Row }) => node) : [all ?? []].flat();
    for (const row of rows) this.observations.row(name, rowTypeOf(root), row, field);
    if (kind !== 'list') return;
    const declared = this.plan.types.get(type);
    const [count, visible] = await this.service.given(async (db) => [
      await declared?.count(db, viewer),
      await declared?.visible(db, viewer, ids),
    ]);
    this.findings.expect(all?.totalCount === count, () => `${name} counts ${all?.totalCount} of ${count} in ${field}`);
    if (!canFilter) return;
    const found = new Set((answer.data?.only?.edges ?? []).map(({ node }: { node: Row }) => node.id));
    const only = answer.data?.only?.totalCount;
    for (const id of ids)
      this.findings.expect(found.has(id) === visible?.has(id), () => `${name} lists ${type} ${id} in ${field}: ${found.has(id)}`);
    this.findings.expect(only === visible?.size, () => `${name} counts ${only} of ${visible?.size} in ${field}`);
  }
}
