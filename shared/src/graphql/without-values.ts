/** Reasons of graphql-js that end in the value or have it in the middle, and what is left of them. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^.*?; (\w+ cannot represent [^:;"]*value): .*$/s, '$1 that was given.'],
  // What graphql-js suggests are names of the schema; anything else after the value may be the rest of it.
  [/^.*; Value ".*" does not exist in ("\w+" enum)\.( Did you mean the enum value ["\w, ]+\?)$/s, 'the value does not exist in $1.$2'],
  [/^.*; Value ".*" does not exist in ("\w+" enum).*$/s, 'the value does not exist in $1.'],
  [/^.*; ([^;]*)$/s, '$1'],
];

/**
 * What graphql-js says of an argument, without the value that it repeats: a value may be a password that stands in the
 * wrong place, and errors end up in logs and on screens.
 */
export function withoutValues(message: string): string {
  const variable = /^Variable "(\$[^"]*)" got invalid value /.exec(message)?.[1];
  if (variable === undefined) {
    return message
      .replace(/^(Expected value of type "[^"]*"), found .*$/s, '$1.')
      .replace(/^(\w+ cannot represent [^:;"]*value): .*$/s, '$1 that was given.');
  }
  const where = / at "([^"]*)"; /.exec(message)?.[1] ?? variable;
  const reason = REASONS.find(([form]) => form.test(message));
  return `Variable "$${where.replace(/^\$/, '')}" is invalid: ${reason ? message.replace(reason[0], reason[1]) : 'it does not fit its type.'}`;
}
