import type { SecretCipher, SecretPlace } from '@plat/shared/crypto/secret-cipher';
import type { PlatformLink } from './platform-link.entity';

const MAX_BYTES = 16 * 1024;

/** Where a link's credentials are kept; what was encrypted for another link or owner cannot be read there. */
export const credentialsPlace = ({ id, userId }: Pick<PlatformLink, 'id' | 'userId'>): SecretPlace => ({
  table: 'platform_connections',
  column: 'credentials_ciphertext',
  rowId: id,
  ownerId: userId,
});

/** The rule that credentials break, or undefined; it never repeats them. */
export function credentialsFault(credentials: unknown): string | undefined {
  if (typeof credentials !== 'object' || credentials === null || Array.isArray(credentials)) return 'must be a JSON object';
  return Buffer.byteLength(JSON.stringify(credentials)) > MAX_BYTES ? 'must be at most 16 KB of JSON' : undefined;
}

/** The columns that keep credentials. It takes a good part of a second, in node's thread pool. */
export async function sealCredentials(
  cipher: SecretCipher,
  link: Pick<PlatformLink, 'id' | 'userId'>,
  credentials: unknown,
): Promise<Pick<PlatformLink, 'credentialsCiphertext' | 'nonce' | 'salt'>> {
  const { ciphertext, nonce, salt } = await cipher.encrypt(JSON.stringify(credentials), credentialsPlace(link));
  return { credentialsCiphertext: ciphertext, nonce, salt };
}
