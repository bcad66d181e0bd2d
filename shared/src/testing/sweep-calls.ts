import { randomUUID } from 'node:crypto';
import type { Viewer } from '../access/viewer';
import { PlatError } from '../errors/plat-error';
import type { RootOperation } from './root-operations';
import { askSafely, subscribeSafely } from './sweep-ask';
import { isShutOut, type RootRule, type SweepDeclaration, type SweepWorld, type SweptType } from './sweep-declaration';
import type { SweepFindings } from './sweep-findings';
import { ruleOf } from './sweep-plan';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

type Json = Readonly<Record<string, unknown>>;

/** Codes that say something about rights, or that something broke; any other one is about the input. */
const REFUSALS: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'INTERNAL']);

const codeOf = ({ errors }: TestAnswer): string | undefined => errors?.[0] && String(errors[0].extensions?.code);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Both, and where both have an object, that of both; else the other one. */
export const merged = (one: Json, other: Json): Json => {
  const all: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const old = all[key];
    all[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return all;
};

/** A value at a path of keys: `input.id`. */
export const nested = (path: string, value: unknown): Json =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Json;

const masked = ({ data, errors }: TestAnswer, id: string): string =>
  JSON.stringify([data, errors], (key, value) => (key === 'requestId' ? undefined : value)).replaceAll(id, 'ID');

/** Calls every mutation and subscription, and every query with a rule of its own, as everybody and on every row. */
export class SweepCalls<S extends TestSubgraph> {
  private readonly absent = randomUUID();
  private readonly seen = new Map<string, Promise<ReadonlySet<string>>>();
  private fresh: { readonly world: SweepWorld; readonly touched: Set<string> } | undefined;

  constructor(
    private readonly service: S,
    private readonly declaration: SweepDeclaration<S>,
    private readonly world: SweepWorld,
    private readonly findings: SweepFindings,
  ) {}

  async run(operations: readonly RootOperation[]): Promise<void> {
    for (const operation of operations) {
      this.fresh = undefined;
      const rule = ruleOf(this.declaration as unknown as SweepDeclaration, operation.kind, operation.field) as RootRule;
      for (const name of Object.keys(this.world.viewers)) {
        const allowed = await this.refusals(name, operation, rule);
        await this.named(name, operation, rule, allowed[0]);
        await this.allowed(name, operation, rule, allowed);
      }
    }
  }

  /** What is refused changes nothing, so it comes first. @returns the kinds of rows on which the call is allowed */
  private async refusals(name: string, operation: RootOperation, rule: RootRule): Promise<string[]> {
    const { target } = rule;
    const rows: Readonly<Record<string, string>> = target
      ? { ...this.world.rows[target.name], absent: this.absent }
      : { none: this.absent };
    const visible = target && !isShutOut(name) ? await this.visible(name, target) : new Set<string>();
    const absent = target && (await this.call(this.world, name, operation, rule, { target: this.absent }));
    const allowed: string[] = [];
    for (const [kind, id] of Object.entries(rows)) {
      const code = await this.expected(name, rule, id, visible);
      if (!code) {
        allowed.push(kind);
        continue;
      }
      const answer = absent && id === this.absent ? absent : await this.call(this.world, name, operation, rule, { target: id });
      const isNull = (answer.data?.[operation.field] ?? null) === null;
      const cell = `${name} calls ${operation.field} on ${kind}`;
      this.findings.expect(codeOf(answer) === code && isNull, () => `${cell}: ${codeOf(answer)}, and not ${code}`);
      if (absent && !visible.has(id))
        this.findings.expect(masked(answer, id) === masked(absent, this.absent), () => `${cell} is told apart from an absent one`);
    }
    return allowed;
  }

  /** Other rows that the input names: what is hidden must not be told apart from what is not there. */
  private async named(name: string, operation: RootOperation, rule: RootRule, kind: string | undefined): Promise<void> {
    if (!kind || isShutOut(name)) return;
    const target = rule.target && this.world.rows[rule.target.name]?.[kind];
    for (const [path, type] of Object.entries(rule.names ?? {})) {
      if (typeof type === 'string') continue;
      const rows = Object.entries(this.world.rows[type.name] ?? {});
      const visible = await this.visible(name, type);
      const naming = (id: string) => this.call(this.world, name, operation, rule, { target, also: nested(path, id) });
      for (const [what, id] of rows.filter(([, hidden]) => !visible.has(hidden))) {
        const isAlike = masked(await naming(id), id) === masked(await naming(this.absent), this.absent);
        this.findings.expect(isAlike, () => `${name} calls ${operation.field} with ${path} ${what}: told apart from an absent one`);
      }
    }
  }

  /** What is allowed happens in a world of its own, where it disturbs nobody. */
  private async allowed(name: string, operation: RootOperation, rule: RootRule, kinds: readonly string[]): Promise<void> {
    if (!kinds.length) return;
    const touched = rule.target ? kinds : rule.endsViewer && [name];
    const world = touched ? await this.untouched(touched) : this.world;
    for (const kind of kinds) {
      const target = rule.target && world.rows[rule.target.name]?.[kind];
      const code = codeOf(await this.call(world, name, operation, rule, { target }));
      // A sign-in says no in these words; and without a row, what is not found is something that the input names.
      const isOpen = (rule.isPublic && code === 'UNAUTHENTICATED') || (!rule.target && code === 'NOT_FOUND');
      this.findings.expect(!code || isOpen || !REFUSALS.has(code), () => `${name} may call ${operation.field} on ${kind}: ${code}`);
    }
  }

  /** A world in which nobody has been allowed anything on these rows yet. */
  private async untouched(kinds: readonly string[]): Promise<SweepWorld> {
    if (!this.fresh || kinds.some((kind) => this.fresh?.touched.has(kind)))
      this.fresh = { world: await this.declaration.world(this.service), touched: new Set() };
    for (const kind of kinds) this.fresh.touched.add(kind);
    return this.fresh.world;
  }

  /** The code of the refusal that the policies declare; undefined when they allow it. */
  private async expected(
    name: string,
    { isPublic, first, target, may }: RootRule,
    id: string,
    visible: ReadonlySet<string>,
  ): Promise<string | undefined> {
    if (isPublic) return undefined;
    if (isShutOut(name)) return 'UNAUTHENTICATED';
    const viewer = this.viewer(this.world, name);
    try {
      first?.(viewer, id);
      if (!target) return undefined;
      if (!visible.has(id)) return 'NOT_FOUND';
      if (may) await this.service.given((db) => may(viewer, id, db));
      return undefined;
    } catch (error) {
      if (error instanceof PlatError) return error.code;
      throw error;
    }
  }

  private call(
    world: SweepWorld,
    name: string,
    operation: RootOperation,
    rule: RootRule,
    { target, also = {} }: { target?: string; also?: Json },
  ): Promise<TestAnswer> {
    const at = rule.at ?? ('id' in operation.variables ? 'id' : 'input.id');
    const needed = merged(merged(operation.variables, rule.variables?.(world) ?? {}), also);
    const variables = rule.target && target ? merged(needed, nested(at, target)) : needed;
    const ask = operation.kind === 'subscription' ? subscribeSafely : askSafely;
    return ask(this.service, this.viewer(world, name), operation.query, variables);
  }

  /** The rows of the sweep's world that somebody sees; asked once, since refusals change none. */
  private visible(name: string, type: SweptType): Promise<ReadonlySet<string>> {
    const key = `${name} ${type.name}`;
    const ids = Object.values(this.world.rows[type.name] ?? {});
    const known = this.seen.get(key) ?? this.service.given((db) => type.visible(db, this.viewer(this.world, name), ids));
    this.seen.set(key, known);
    return known;
  }

  private viewer({ viewers }: SweepWorld, name: string): Viewer {
    const found = viewers[name];
    if (!found) throw new Error(`No world has ${name}.`);
    return found;
  }
}
