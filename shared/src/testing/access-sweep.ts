import { subgraphServer } from '../graphql/subgraph-server';
import { rootOperations } from './root-operations';
import { SweepCalls } from './sweep-calls';
import { SHUT_OUT, type SweepDeclaration, type SweepWorld } from './sweep-declaration';
import { SweepFindings } from './sweep-findings';
import { fieldsOf, type SweepPlan, sweepPlan } from './sweep-plan';
import { SweepReads } from './sweep-reads';
import type { TestSubgraph } from './test-subgraph';

/** What a sweep came to. */
export interface SweepReport {
  /** Cells: one field of one row, or one call, as one viewer. */
  readonly inputs: number;
  /** Cells whose answer is not what the policies declare. */
  readonly bad: readonly string[];
  /** Parts of the schema without a declaration, and those that the world of the sweep leaves untried. */
  readonly missing: readonly string[];
}

/**
 * Sweeps a service: every root field, every field of every row, every reference and every mutation, as everybody. What
 * is expected follows from the policies by way of the declaration; what the schema has beyond it is named as missing.
 * Needs a database of its own, because lists are compared with whole tables.
 */
export async function accessSweep<S extends TestSubgraph>(service: S, declaration: SweepDeclaration<S>): Promise<SweepReport> {
  const plan = sweepPlan(declaration);
  if (plan.missing.length) return { inputs: 0, bad: [], missing: plan.missing };
  const findings = new SweepFindings();
  const { viewers, rows } = await declaration.world(service);
  const shutOut = Object.entries(SHUT_OUT).map(([name, make]) => [name, make(service)] as const);
  const world: SweepWorld = { viewers: { ...viewers, ...Object.fromEntries(shutOut) }, rows };
  const untried = await new SweepReads(service, declaration as unknown as SweepDeclaration, plan, world, findings).run();
  await new SweepCalls(service, declaration, world, findings).run(plan.ruled);
  await callDirectly(service, declaration, plan, findings);
  return { inputs: findings.inputs, bad: findings.bad, missing: untried };
}

/** A call past the gateway brings no identity token, and is refused before its body is read. */
async function callDirectly(
  service: TestSubgraph,
  { parts }: Pick<SweepDeclaration, 'parts'>,
  plan: SweepPlan,
  findings: SweepFindings,
): Promise<void> {
  const server = subgraphServer(service.subgraph);
  const call = async (cell: string, query: string, variables: object) => {
    const { statusCode, body } = await server.inject({ method: 'POST', url: '/graphql', payload: { query, variables } });
    findings.expect(statusCode === 401 && !('data' in JSON.parse(body)), () => `a direct call of ${cell} is answered ${statusCode}`);
  };
  for (const { field, query, variables } of rootOperations(parts)) await call(field, query, variables);
  for (const type of plan.references) {
    for (const { name } of fieldsOf(plan.schema, type)) {
      const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { __typename } }';
      await call(`${type}.${name}`, query, { refs: [{ __typename: type, id: name }] });
    }
  }
  await server.close();
}
