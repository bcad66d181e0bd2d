import { randomUUID } from 'node:crypto';
import type { Viewer } from '../access/viewer';
import { PlatError } from '../errors/plat-error';
import type { RootOperation } from './root-operations';
import { type RootRule, SHUT_OUT, type SweepDeclaration, type SweepWorld } from './sweep-declaration';
import type { SweepFindings } from './sweep-findings';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

type Json = Readonly<Record<string, unknown>>;

/** Codes that say something about rights, or that something broke; any other one is about the input. */
const REFUSALS: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'INTERNAL']);

const codeOf = ({ errors }: TestAnswer): string | undefined => errors?.[0] && String(errors[0].extensions?.code);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const merged = (one: Json, other: Json): Json => {
  const all: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const old = all[key];
    all[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return all;
};

const nested = (path: string, value: unknown): Json =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Json;

const masked = ({ data, errors }: TestAnswer, id: string): string =>
  JSON.stringify([data, errors], (key, value) => (key === 'requestId' ? undefined : value)).replaceAll(id, 'ID');

/** Calls every mutation, and every query with a rule of its own, as everybody and on every row. */
export class SweepCalls<S extends TestSubgraph> {
  private readonly absent = randomUUID();

  constructor(
    private readonly service: S,
    private readonly declaration: SweepDeclaration<S>,
    private readonly world: SweepWorld,
    private readonly findings: SweepFindings,
  ) {}

  async run(operations: readonly RootOperation[]): Promise<void> {
    for (const operation of operations) {
      const rule = (this.declaration.queries?.[operation.field] ?? this.declaration.mutations[operation.field]) as RootRule;
      for (const name of Object.keys(this.world.viewers)) await this.as(name, operation, rule);
    }
  }

  /** Refusals first, since they change nothing; what is allowed then happens in a world of its own. */
  private async as(name: string, operation: RootOperation, rule: RootRule): Promise<void> {
    const rows: Json = rule.target ? { ...this.world.rows[rule.target.name], absent: this.absent } : { none: this.absent };
    const allowed: string[] = [];
    const hidden = rule.target && (await this.call(this.world, name, operation, rule, this.absent));
    for (const [kind, id] of Object.entries(rows) as [string, string][]) {
      const code = await this.expected(name, rule, id);
      if (!code) {
        allowed.push(kind);
        continue;
      }
      const answer = await this.call(this.world, name, operation, rule, id);
      const field = answer.data?.[operation.field] ?? null;
      const cell = `${name} calls ${operation.field} on ${kind}`;
      this.findings.expect(codeOf(answer) === code && field === null, () => `${cell}: ${codeOf(answer)}, and not ${code}`);
      if (hidden && code === 'NOT_FOUND')
        this.findings.expect(masked(answer, id) === masked(hidden, this.absent), () => `${cell} is told apart from an absent one`);
    }
    if (!allowed.length) return;
    const world = rule.target ? await this.declaration.world(this.service) : this.world;
    for (const kind of allowed) {
      const id = rule.target ? (world.rows[rule.target.name]?.[kind] as string) : this.absent;
      const answer = await this.call(world, name, operation, rule, id);
      const code = codeOf(answer);
      const isOpen = rule.isPublic && code === 'UNAUTHENTICATED'; // a sign-in says no in these words
      this.findings.expect(!code || isOpen || !REFUSALS.has(code), () => `${name} may call ${operation.field} on ${kind}: ${code}`);
    }
  }

  /** The code of the refusal that the policies declare; undefined when they allow it. */
  private async expected(name: string, { isPublic, first, target, may }: RootRule, id: string): Promise<string | undefined> {
    const viewer = this.world.viewers[name] as Viewer;
    if (isPublic) return undefined;
    if (SHUT_OUT.has(name)) return 'UNAUTHENTICATED';
    try {
      first?.(viewer, id);
      if (!target) return undefined;
      return await this.service.given(async (db) => {
        if (!(await target.visible(db, viewer, [id])).has(id)) return 'NOT_FOUND';
        await may?.(viewer, id, db);
        return undefined;
      });
    } catch (error) {
      if (error instanceof PlatError) return error.code;
      throw error;
    }
  }

  private call(world: SweepWorld, name: string, operation: RootOperation, rule: RootRule, id: string): Promise<TestAnswer> {
    const at = rule.at ?? ('id' in operation.variables ? 'id' : 'input.id');
    const needed = merged(operation.variables, rule.variables?.(world) ?? {});
    const variables = rule.target ? merged(needed, nested(at, id)) : needed;
    return this.service.ask(world.viewers[name] as Viewer, operation.query, { ...variables });
  }
}
