/** Untyped in the driver's types: how it writes a value as PostgreSQL reads it. */
declare module 'pg/lib/utils' {
  /** @throws Error for an object that contains itself */
  export function prepareValue(value: unknown): string | Buffer | null;
}
