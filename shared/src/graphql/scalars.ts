import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLEmailAddress, GraphQLJSON, GraphQLLocalDate } from 'graphql-scalars';

const renamed = (scalar: GraphQLScalarType, name: string, description: string) =>
  new GraphQLScalarType({ ...scalar.toConfig(), name, description, specifiedByURL: undefined, astNode: undefined });

/** A library's scalar under our name, with a complaint that does not repeat the value: it may be a secret in the wrong place. */
const discreet = (scalar: GraphQLScalarType, name: string, description: string, example: string) => {
  const { parseValue, parseLiteral, ...config } = scalar.toConfig();
  const refusing =
    <A extends unknown[], R>(parse: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return parse(...args);
      } catch {
        throw new GraphQLError(`The form of ${name} is that of "${example}".`);
      }
    };
  return renamed(
    new GraphQLScalarType({ ...config, parseValue: refusing(parseValue), parseLiteral: refusing(parseLiteral) }),
    name,
    description,
  );
};

/** A scalar that is text on the wire and stays text inside, if it has the form. */
const textScalar = (name: string, description: string, form: RegExp, example: string) => {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && form.test(value)) return value;
    throw new GraphQLError(`A ${name} is a string such as "${example}".`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: check,
    parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : undefined),
  });
};

export const DateTime = discreet(
  GraphQLDateTimeISO,
  'DateTime',
  'An instant in UTC, ISO 8601: 2026-03-01T09:30:00.000Z.',
  '2026-03-01T09:30:00.000Z',
);
export const CivilDate = discreet(GraphQLLocalDate, 'Date', 'A civil date without a time zone: 2026-03-01.', '2026-03-01');
export const EmailAddress = discreet(GraphQLEmailAddress, 'EmailAddress', 'An e-mail address: ann@example.com.', 'ann@example.com');

const MAX_DEPTH = 100;
/** Whoever walks a value that is nested more deeply runs out of stack, PostgreSQL included. */
const shallow = <T>(value: T, depth = 0): T => {
  if (depth > MAX_DEPTH) throw new GraphQLError(`A JSON value is nested at most ${MAX_DEPTH} levels deep.`);
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) shallow(part, depth + 1);
  return value;
};
const json = GraphQLJSON.toConfig();
export const Json = renamed(
  new GraphQLScalarType({
    ...json,
    parseValue: (value) => shallow(json.parseValue(value)),
    parseLiteral: (node, variables) => shallow(json.parseLiteral(node, variables)),
  }),
  'JSON',
  'Any JSON value.',
);

export const Decimal = textScalar(
  'Decimal',
  'An exact decimal number as a string, for money and rates: "1250.50".',
  /^-?\d{1,20}(\.\d{1,10})?$/,
  '1250.50',
);

const MAX_BIGINT = 9_223_372_036_854_775_807n;
const parseBigInt = (value: unknown): string => {
  const isInteger = (typeof value === 'number' && Number.isSafeInteger(value)) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value));
  if (!isInteger || BigInt(value) > MAX_BIGINT || BigInt(value) < -MAX_BIGINT - 1n)
    throw new GraphQLError('A BigInt is a whole number of at most 64 bits.');
  return String(value);
};

export const BigIntScalar = new GraphQLScalarType({
  name: 'BigInt',
  description: 'A whole number of up to 64 bits; a string in answers where it is beyond 2^53.',
  serialize: (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)),
  parseValue: parseBigInt,
  parseLiteral: (node) => parseBigInt(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : undefined),
});

/** Whether text has the form of our ids; anything else cannot exist, and must not reach a uuid column. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
