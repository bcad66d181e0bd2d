import { type GraphQLField, type GraphQLObjectType, getNamedType, isLeafType } from 'graphql';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer';
import type { SweepWorld } from './sweep-declaration';
import type { SweepFindings } from './sweep-findings';
import { fieldsOf, rowTypeOf, type SweepPlan } from './sweep-plan';

type Row = Readonly<Record<string, unknown>> & { readonly id?: string };

interface Observation {
  readonly viewer: string;
  readonly path: string;
  /** Whether the row was reached by a reference, where a card may stand for it. */
  readonly byReference: boolean;
  readonly value: unknown;
  readonly ids?: ReadonlySet<string>;
}

interface Observed {
  readonly type: string;
  readonly id: string;
  readonly field: string;
  /** The declared type that the field leads to, if any. */
  readonly leadsTo?: string;
  readonly by: Observation[];
}

/** A row of another service, or a list of them: nothing but ids. */
const hasId = (value: unknown): boolean => [value].flat().some((one) => typeof one === 'object' && one !== null && 'id' in one);

const same = (one: ReadonlySet<string>, other: ReadonlySet<string>) => one.size === other.size && [...one].every((id) => other.has(id));

/**
 * Who read what of which row, by whatever path. A field is one fact: all who may read it must have read the same, and
 * of the rows that it leads to each exactly those that the policy of their type shows.
 */
export class SweepObservations {
  private readonly fields = new Map<string, Observed>();
  private readonly rows: { viewer: string; type: string; id: string; path: string; byReference: boolean }[] = [];

  constructor(
    private readonly plan: SweepPlan,
    private readonly findings: SweepFindings,
  ) {}

  /** Takes a row and all below it out of an answer. */
  row(viewer: string, type: string, row: Row, path: string, byReference = false): void {
    const { id } = row;
    if (typeof id !== 'string') return;
    this.rows.push({ viewer, type, id, path, byReference });
    for (const field of fieldsOf(this.plan.schema, type)) {
      if (field.name in row)
        this.value(viewer, { type, id, field: field.name }, field, row[field.name], `${path}.${field.name}`, byReference);
    }
  }

  private value(
    viewer: string,
    at: Pick<Observed, 'type' | 'id' | 'field'>,
    field: GraphQLField<unknown, unknown>,
    value: unknown,
    path: string,
    byReference: boolean,
  ): void {
    const type = rowTypeOf(field);
    const leadsTo = this.plan.types.has(type) ? type : undefined;
    if (leadsTo) {
      const rows = this.rowsIn(value, path);
      for (const row of rows) this.row(viewer, type, row, path);
      this.note({ ...at, leadsTo }, { viewer, path, byReference, value, ids: new Set(rows.map(({ id }) => id as string)) });
    } else if (isLeafType(getNamedType(field.type)) || !value || hasId(value)) {
      this.note(at, { viewer, path, byReference, value: value ?? null });
    } else if (Array.isArray(value)) {
      this.note({ ...at, field: `${at.field}.length` }, { viewer, path, byReference, value: value.length });
      value.forEach((part: Row, index) => {
        this.parts(viewer, { ...at, field: `${at.field}.${index}` }, type, part, `${path}.${index}`, byReference);
      });
    } else this.parts(viewer, at, type, value as Row, path, byReference);
  }

  /** What has no id belongs to the row that it is read from, field by field. */
  private parts(
    viewer: string,
    at: Pick<Observed, 'type' | 'id' | 'field'>,
    type: string,
    value: Row,
    path: string,
    byReference: boolean,
  ): void {
    for (const part of Object.values((this.plan.schema.getType(type) as GraphQLObjectType).getFields())) {
      const field = `${at.field}.${part.name}`;
      this.value(viewer, { ...at, field }, part, value[part.name], `${path}.${part.name}`, byReference);
    }
  }

  /** The rows of a list, of a connection's only page, or the one row there is. */
  private rowsIn(value: unknown, path: string): Row[] {
    if (!value) return [];
    if (Array.isArray(value)) return value as Row[];
    if (!('edges' in (value as object))) return [value as Row];
    const { edges, totalCount } = value as { edges: { node: Row }[]; totalCount: number };
    this.findings.expect(edges.length === totalCount, () => `${path} counts ${totalCount} rows and shows ${edges.length}`);
    return edges.map(({ node }) => node);
  }

  private note(at: Omit<Observed, 'by'>, observation: Observation): void {
    const key = `${at.type}:${at.id}.${at.field}`;
    const known = this.fields.get(key) ?? { ...at, by: [] };
    known.by.push(observation);
    this.fields.set(key, known);
  }

  /** Judges all that was read. @param db of the system @returns fields that led to no row, for anybody */
  async judge(db: EntityManager, viewers: SweepWorld['viewers']): Promise<string[]> {
    const visible = await this.visibility(db, viewers);
    const sees = (viewer: string, type: string, id: string) => !this.plan.types.has(type) || visible(viewer, type).has(id);
    for (const { viewer, type, id, path, byReference } of this.rows) {
      const isCard = byReference && Boolean(this.plan.types.get(type)?.card.length);
      this.findings.expect(sees(viewer, type, id) || isCard, () => `${viewer} reads a hidden ${type} at ${path}`);
    }
    for (const { type, id, field, leadsTo, by } of this.fields.values()) {
      const declared = this.plan.types.get(type);
      const top = field.split('.')[0] as string;
      const mayRead = new Map<string, boolean>();
      for (const { viewer } of by)
        if (!mayRead.has(viewer))
          mayRead.set(viewer, !declared?.ruled.includes(top) || (await declared.reads(db, viewers[viewer] as Viewer, id, top)));
      if (this.plan.varies.get(type)?.includes(top)) continue;
      const judged = by.flatMap((one) => {
        if (sees(one.viewer, type, id)) return [{ ...one, may: mayRead.get(one.viewer) as boolean }];
        return one.byReference ? [{ ...one, may: Boolean(declared?.card.includes(top)) }] : []; // else judged as a hidden row above
      });
      const all = judged.flatMap(({ ids }) => [...(ids ?? [])]);
      const truth = JSON.stringify(judged.find(({ may }) => may)?.value ?? null);
      for (const { viewer, path, value, ids, may } of judged) {
        const expected = new Set(all.filter((one) => may && visible(viewer, leadsTo as string).has(one)));
        const holds = leadsTo ? same(ids as ReadonlySet<string>, expected) : JSON.stringify(value) === (may ? truth : 'null');
        this.findings.expect(holds, () => `${viewer} reads another ${type}.${field} at ${path} than ${may ? 'others' : 'nothing'}`);
      }
    }
    return this.barren();
  }

  private async visibility(db: EntityManager, viewers: SweepWorld['viewers']) {
    const ids = new Map<string, Set<string>>();
    for (const { type, id } of this.rows) ids.set(type, (ids.get(type) ?? new Set()).add(id));
    const visible = new Map<string, ReadonlySet<string>>();
    for (const viewer of new Set(this.rows.map((row) => row.viewer))) {
      for (const [name, type] of this.plan.types)
        visible.set(`${viewer} ${name}`, await type.visible(db, viewers[viewer] as Viewer, [...(ids.get(name) ?? [])]));
    }
    return (viewer: string, type: string) => visible.get(`${viewer} ${type}`) ?? new Set<string>();
  }

  /** A field that nobody has read proves nothing, and no more does one that leads to no row: the sweep's world needs some. */
  private barren(): string[] {
    const read = new Set([...this.fields.values()].map(({ type, field }) => `${type}.${field.split('.')[0]}`));
    const names = new Set([...this.plan.types.keys(), ...this.plan.references]);
    const unread = [...names].flatMap((type) => fieldsOf(this.plan.schema, type).map(({ name }) => `${type}.${name}`));
    const led = new Map<string, boolean>();
    for (const { type, field, leadsTo, by } of this.fields.values()) {
      const isRuled = Boolean(this.plan.types.get(type)?.ruled.includes(field));
      const found = by.some(({ ids, value }) => (leadsTo ? Boolean(ids?.size) : value !== null));
      if (leadsTo || isRuled) led.set(`${type}.${field}`, found || led.get(`${type}.${field}`) === true);
    }
    return [
      ...unread.filter((field) => !read.has(field)).map((field) => `${field}, which nobody reads in this world`),
      ...[...led].filter(([, found]) => !found).map(([field]) => `${field}, which nobody reads anything of in this world`),
    ];
  }
}
