import {
  type GraphQLField,
  type GraphQLInputType,
  GraphQLString,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { buildFederatedSchema, type SchemaParts } from '../graphql/federated-schema';
import { isNeeded, least } from './root-operations';

/** A mutation that takes the version on which it was decided. */
export interface VersionedCall {
  readonly field: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Where the version stands in the variables. */
  readonly versionAt: string;
  /** The type that it answers. */
  readonly answer: string;
  /** A text of the input that the answer has as well, by which it is seen whose edit stands; none where nothing is to be chosen. */
  readonly text?: string;
}

type Mutation = GraphQLField<unknown, unknown>;

/** Where a mutation takes the version of what it changes: `version`, `input.version`, or nowhere. */
export const versionPath = ({ args }: Mutation): string | undefined => {
  if (args.some(({ name }) => name === 'version')) return 'version';
  const input = args.find(({ type }) => fieldsOfInput(type).some(({ name }) => name === 'version'));
  return input && `${input.name}.version`;
};

const fieldsOfInput = (type: GraphQLInputType) => {
  const named = getNamedType(type);
  return isInputObjectType(named) ? Object.values(named.getFields()) : [];
};

/** All mutations of a service. */
export const mutationsOf = (parts: SchemaParts): readonly Mutation[] =>
  Object.values(buildFederatedSchema(parts).schema.getMutationType()?.getFields() ?? {});

/** Every mutation of a service that takes a version. */
export const versionedCalls = (parts: SchemaParts): VersionedCall[] =>
  mutationsOf(parts).flatMap((field) => {
    const versionAt = versionPath(field);
    return versionAt ? [callOf(field, versionAt)] : [];
  });

function callOf(field: Mutation, versionAt: string): VersionedCall {
  const used = field.args.filter((arg) => isNeeded(arg) || arg.name === 'version');
  const named = (text: (arg: (typeof used)[number]) => string) => used.map(text).join(', ');
  const text = textOf(field);
  const selection = ['id', 'version', ...(text ? [text] : [])].join(' ');
  return {
    field: field.name,
    query: `mutation (${named((arg) => `$${arg.name}: ${arg.type}`)}) {
      ${field.name}(${named((arg) => `${arg.name}: $${arg.name}`)}) { ${selection} } }`,
    variables: Object.fromEntries(field.args.filter(isNeeded).map(({ name, type }) => [name, least(type)])),
    versionAt,
    answer: getNamedType(field.type).name,
    text,
  };
}

/** A text that an input sets and the answer shows under the same name; a name or a title where there is one, because it may be any. */
function textOf({ args, type }: Mutation): string | undefined {
  const answer = getNamedType(type);
  const shown = isObjectType(answer) ? answer.getFields() : {};
  const isText = (one: { readonly type: GraphQLType } | undefined): boolean => getNullableType(one?.type) === GraphQLString;
  const fields = args.flatMap((arg) => fieldsOfInput(arg.type)).filter((field) => isText(field) && isText(shown[field.name]));
  return (fields.find(({ name }) => /^(name|title)$/i.test(name)) ?? fields[0])?.name;
}
