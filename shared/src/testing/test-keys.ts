import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';

/** A private Ed25519 key in the name of a process, and its public half. @param generation of the keys of this process */
export const testIdentityKey = (issuer: string, generation = 1): { key: JWK; publicKey: JWK } => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: `${issuer}.${generation}` };
  const { d: _private, ...publicKey } = key;
  return { key, publicKey };
};

/** A private ES256 key that signs access tokens. */
export const testSigningKey = (): JWK => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: `crm-${randomBytes(4).toString('hex')}` };
};
