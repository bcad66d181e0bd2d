import { z } from 'zod';

/** With which the log was chained before the present key, and up to which place. */
export interface FormerAuditKey {
  readonly key: Buffer;
  /** The last row that is under it. */
  readonly until: bigint;
}

/** What the rows of the log are hashed with. It is never in the database, so that who writes there cannot chain. */
export interface AuditKeys {
  readonly key: Buffer;
  /** In the order of their time. */
  readonly former: readonly FormerAuditKey[];
}

const FORM = /^([A-Za-z0-9_-]{43})@([1-9]\d{0,18})$/;

/** PLAT_AUDIT_FORMER_KEYS: `key@seq,key@seq`, the oldest first, or nothing. What is wrong is said without a letter of the keys. */
export const formerAuditKeys = z
  .string()
  .default('')
  .transform((text, context): readonly FormerAuditKey[] => {
    const parts = text ? text.split(',').map((part) => FORM.exec(part.trim())) : [];
    const keys = parts.flatMap((part) =>
      part ? [{ key: Buffer.from(String(part[1]), 'base64url'), until: BigInt(String(part[2])) }] : [],
    );
    if (keys.length === parts.length && keys.every(({ until }, n) => n === 0 || until > (keys[n - 1]?.until ?? 0n))) return keys;
    context.addIssue({
      code: 'custom',
      message: 'must be key@seq,key@seq: keys of 32 bytes in base64url, each with the last row that is under it, the oldest first',
    });
    return z.NEVER;
  });

/** The one key that a row must be under: who got hold of a former one can write nothing with it that was not there at its end. */
export const auditKeyAt = ({ key, former }: AuditKeys, seq: string): Buffer => former.find(({ until }) => BigInt(seq) <= until)?.key ?? key;
