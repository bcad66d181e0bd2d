import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SetupError } from '@plat/shared/database/setup-error';
import { type CryptoKey, decodeJwt, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Head } from './audit-log.chain';

/** No other token of ours is taken for a head, and a head for none. */
const TYPE = 'plat-audit-head+jwt';
const ISSUER = 'crm';

const claims = z.object({ iss: z.literal(ISSUER), seq: z.string().regex(/^[1-9]\d{0,18}$/), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Says in crm's name where the log ended at a time: a compact JWS (EdDSA). @param key crm's private Ed25519 key */
export async function signHead({ seq, hash }: Head, key: JWK, at: Date): Promise<string> {
  const jwt = new SignJWT({ seq, hash }).setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: key.kid });
  return jwt
    .setIssuer(ISSUER)
    .setIssuedAt(at)
    .sign(await importJWK(key, 'EdDSA'));
}

/** Whether a line says the same of the log, whenever and by whom it was signed. */
export function saysHead(statement: string, { seq, hash }: Head): boolean {
  try {
    const said = decodeJwt(statement);
    return said.seq === seq && said.hash === hash;
  } catch {
    return false;
  }
}

/** @param keys public keys, by id @throws Error for what crm did not sign */
async function readHead(statement: string, keys: ReadonlyMap<string, JWK>): Promise<Head> {
  const { payload } = await jwtVerify(
    statement,
    async ({ kid = '' }): Promise<CryptoKey | Uint8Array> => {
      const key = keys.get(kid);
      if (!key || kid.split('.')[0] !== ISSUER) throw new Error('unknown key');
      return importJWK(key, 'EdDSA');
    },
    { algorithms: ['EdDSA'], issuer: ISSUER, typ: TYPE },
  );
  return claims.parse(payload);
}

/**
 * The heads of a file, one line each, in their order and one at a time.
 * @param trusted public keys of processes, crm's former ones among them
 * @throws SetupError for a file that cannot be read, and for a line that crm did not sign
 */
export async function* headsOf(file: string, trusted: readonly JWK[]): AsyncGenerator<Head> {
  const keys = new Map(trusted.filter(({ crv }) => crv === 'Ed25519').map((key) => [key.kid ?? '', key]));
  const stream = createReadStream(file, 'utf8');
  const opened = new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject));
  await opened.catch(({ code }: NodeJS.ErrnoException) => {
    throw new SetupError(`The heads in ${file} cannot be read (${code}): name a file that crm has exported heads to.`);
  });
  let line = 0;
  for await (const statement of createInterface({ input: stream })) {
    line += 1;
    try {
      yield await readHead(statement, keys);
    } catch {
      throw new SetupError(
        `Line ${line} of ${file} is not signed by crm: it was changed, or PLAT_TRUSTED_KEYS does not hold the key of its time.`,
      );
    }
  }
}
