import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import type { AttackedStack } from './stack';

type Claims = Readonly<Record<string, unknown>>;
type Key = AttackedStack['keys']['gateway'];

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (key: Key, header: Claims, claims: Claims): string => {
  const text = `${encoded({ alg: 'EdDSA', typ: 'plat-id+jwt', kid: key.kid, ...header })}.${encoded(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), createPrivateKey({ key: key as JsonWebKey, format: 'jwk' })).toString('base64url')}`;
};
const altered = (token: string, header: object | undefined, claims: object | undefined, signature?: string): string => {
  const [a, b, c] = token.split('.') as [string, string, string];
  const change = (part: string, by: object | undefined) =>
    by ? encoded({ ...JSON.parse(Buffer.from(part, 'base64url').toString()), ...by }) : part;
  return [change(a, header), change(b, claims), signature ?? c].join('.');
};
const hmac = (key: Key, header: Claims, claims: Claims): string => {
  const secret = createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
  const text = `${encoded({ typ: 'plat-id+jwt', kid: key.kid, ...header, alg: 'HS256' })}.${encoded(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

/** An identity that a service takes, and all that it must not take in its place, by name; `undefined` is no header. */
export function identitiesFor(service: ServiceName, keys: AttackedStack['keys']) {
  const now = Math.floor(Date.now() / 1000);
  const other = SERVICES.find((name) => name !== service) as ServiceName;
  const { gateway } = keys;
  const strangers = { ...(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as Key), kid: gateway.kid };
  const claims = { sub: randomUUID(), sid: randomUUID(), role: 'ADMIN', permissions: ['client:read'], rev: 0 };
  const good = { ...claims, iss: 'gateway', aud: service, iat: now, exp: now + 60 };
  const says = (changes: object, key = gateway) => signed(key, {}, { ...good, ...changes });
  const valid = says({});
  const forged: Readonly<Record<string, string | undefined>> = {
    'no header': undefined,
    empty: '',
    garbage: 'a.b.c',
    'a wrong key': says({}, strangers),
    'a wrong key that comes along': signed(strangers, { jwk: { ...strangers, d: undefined } }, good),
    expired: says({ iat: now - 120, exp: now - 60 }),
    'of the future': says({ iat: now + 3_600, exp: now + 3_660 }),
    'alive for too long': says({ exp: now + 3_600 }),
    'alive for ever': says({ exp: undefined }),
    'replayed from another service': says({ aud: other }),
    'for no service': says({ aud: undefined }),
    'for all services': says({ aud: '*' }),
    'altered to another user': altered(valid, undefined, { sub: randomUUID() }),
    'altered to more permissions': altered(valid, undefined, { permissions: ['user:admin'] }),
    'altered to live on': altered(valid, undefined, { exp: now + 59 }),
    'algorithm none': altered(valid, { alg: 'none' }, undefined, ''),
    'algorithm None': altered(valid, { alg: 'None' }, undefined),
    'the public key as a secret': hmac(gateway, {}, good),
    'the gateway in the name of a service': says({ iss: other }),
    'a service in the name of the gateway': says({}, keys[other]),
    'a service by the name of the gateway’s key': signed({ ...keys[other], kid: gateway.kid }, {}, good),
    'another type': signed(gateway, { typ: 'at+jwt' }, good),
    'a key id that is a path': signed(gateway, { kid: '../../dev/null' }, good),
  };
  return { valid, ofService: says({ iss: other }, keys[other]), forged };
}
