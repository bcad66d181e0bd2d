import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { discardPostgres } from '@plat/shared/database/embedded-postgres';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { ReadyFile } from '../src/start/ready';
import { ask, newDirectory, type Start, signIn, start } from './start-harness';

/** Whoever asks first, the others read what was needed for them and no more. */
const ROLES = ['ADMIN', 'COORDINATOR', 'CLIENT', 'ADMIN'];
/** Is another one each time. */
const OF_THE_MOMENT = ['downloadUrl'];
const schema = buildSchema(readFileSync(join(__dirname, '../../gateway/api.graphql'), 'utf8'), { assumeValid: true });

const directory = newDirectory();
let plat: Start;
let ready: ReadyFile;
let tokens: string[];
beforeAll(async () => {
  plat = start(directory);
  ready = await plat.ready();
  tokens = await Promise.all(ROLES.map((role) => signIn(ready, role)));
}, 180_000);
afterAll(async () => {
  await plat.end('SIGTERM');
  await discardPostgres(directory);
});

type Field = GraphQLField<unknown, unknown>;

/** A list, and how the nodes of its pages are asked for something. */
interface List {
  readonly name: string;
  readonly node: GraphQLObjectType;
  query(selection: string): string;
}

const isFree = ({ args }: Field) => !args.some(isRequiredArgument);
const fieldsOf = (type: GraphQLObjectType): Field[] => Object.values(type.getFields()).filter(isFree);

/** What the nodes of a connection are. */
function nodeOf({ type }: Field): GraphQLObjectType | undefined {
  const named = getNamedType(type);
  if (!isObjectType(named) || !named.name.endsWith('Connection')) return undefined;
  const edge = getNamedType((named.getFields().edges as Field).type) as GraphQLObjectType;
  const node = getNamedType((edge.getFields().node as Field).type);
  return isObjectType(node) ? node : undefined;
}

const pageOf = (name: string, first: number, selection: string) => `${name}(first: ${first}) { edges { node { ${selection} } } }`;

const ROOTS = fieldsOf(schema.getQueryType() as GraphQLObjectType).flatMap((field): List[] => {
  const node = nodeOf(field);
  return node ? [{ name: field.name, node, query: (selection) => `{ ${pageOf(field.name, 10, selection)} }` }] : [];
});

const BELOW = ROOTS.flatMap(({ name, node: parent, query }) =>
  fieldsOf(parent).flatMap((field): List[] => {
    const node = nodeOf(field);
    return node ? [{ name: `${name}.${field.name}`, node, query: (selection) => query(pageOf(field.name, 3, selection)) }] : [];
  }),
);

/** The lists, and of those under other nodes one of each type. */
const LISTS = [...ROOTS, ...new Map(BELOW.map((list) => [list.node.name, list])).values()];

const selectionOf = (field: Field): string => {
  const type = getNamedType(field.type);
  if (nodeOf(field)) return pageOf(field.name, 2, '__typename');
  return isCompositeType(type) ? `${field.name} { __typename }` : field.name;
};

type Node = Readonly<Record<string, unknown>>;

/** The nodes of an answer, of which each has what was asked for. */
function nodesOf(answer: object | null, depth: number): Node[] {
  const connections: ({ readonly edges: readonly { readonly node: Node }[] } | null)[] = Object.values(answer ?? {});
  const nodes = connections.flatMap((one) => (one?.edges ?? []).map(({ node }) => node));
  return depth > 1 ? nodes.flatMap((node) => nodesOf(node, depth - 1)) : nodes;
}

interface Reading {
  readonly nodes: readonly Node[];
  readonly faults: readonly { readonly path: string; readonly code: string }[];
}

const read = async ({ name, query }: List, selection: string, token: string): Promise<Reading> => {
  const { data, errors = [] } = await ask(ready, query(selection), {}, token);
  return {
    nodes: nodesOf(data, name.split('.').length),
    faults: errors.map(({ path, extensions }) => ({ path: path.join('.'), code: extensions.code })),
  };
};

/** What a reading says of one field: its values, and its faults with those of the list itself. */
const saidOf = ({ name }: Field, { nodes, faults }: Reading) => ({
  values: nodes.map((node) => node[name]),
  faults: faults.filter(({ path }) => path.endsWith(`.node.${name}`) || !path.includes('.node.')),
});

const seen = { lists: 0, values: 0 };

it.each(LISTS)(
  'says of the nodes of $name by one field what it says by all',
  async (list) => {
    const fields = fieldsOf(list.node).filter(({ name }) => !OF_THE_MOMENT.includes(name));
    const together = await Promise.all(tokens.map((token) => read(list, fields.map(selectionOf).join(' '), token)));
    for (const field of fields)
      for (const [n, token] of tokens.entries()) {
        const alone = saidOf(field, await read(list, selectionOf(field), token));
        expect([field.name, ROLES[n], alone]).toEqual([field.name, ROLES[n], saidOf(field, together[n] as Reading)]);
        seen.values += alone.values.filter((value) => value !== null).length;
      }
    seen.lists += 1;
  },
  60_000,
);

it('has values of which it says so', () => {
  expect(LISTS.length).toBeGreaterThan(60);
  expect(seen.lists).toBe(LISTS.length);
  expect(seen.values).toBeGreaterThan(10_000);
});
