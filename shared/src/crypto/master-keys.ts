import { z } from 'zod';

/** A key from which the keys of single secrets are derived. */
export interface MasterKey {
  /** Its name, which every secret carries, so that it is found again after a rotation. */
  readonly id: string;
  /** 32 random bytes. */
  readonly key: Buffer;
}

/** The first encrypts, all decrypt. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

const FORM = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{43})$/;

/** PLAT_MASTER_KEYS: `id:base64url,id:base64url`, 32 bytes each. What is wrong is said without a letter of the keys. */
export const masterKeys = z.string().transform((text, context): MasterKeys => {
  const parts = text.split(',').map((part) => FORM.exec(part.trim()));
  const keys = parts.flatMap((part) => (part ? [{ id: String(part[1]), key: Buffer.from(String(part[2]), 'base64url') }] : []));
  const [first, ...rest] = keys;
  if (first && keys.length === parts.length && new Set(keys.map(({ id }) => id)).size === keys.length) return [first, ...rest];
  context.addIssue({
    code: 'custom',
    message: 'must be id:key,id:key with different ids and keys of 32 bytes in base64url; the first encrypts',
  });
  return z.NEVER;
});
