import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const check = (value: unknown): string => {
  if (typeof value === 'string' && value.length <= 2_048 && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new GraphQLError('A URL is an absolute http or https address of at most 2,048 characters.');
};

export const UrlScalar = new GraphQLScalarType({
  name: 'URL',
  description: 'An absolute http or https address.',
  serialize: (value) => String(value),
  parseValue: check,
  parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : undefined),
});
