import type { SecretCipher, SecretPlace } from '@plat/shared/crypto/secret-cipher';
import type { ApiKey } from './api-key.entity';

/** Where an API key is kept; what was encrypted for another row or owner cannot be read there. */
export const apiKeyPlace = ({ id, userId }: Pick<ApiKey, 'id' | 'userId'>): SecretPlace => ({
  table: 'api_keys',
  column: 'key_ciphertext',
  rowId: id,
  ownerId: userId,
});

/** The columns that keep a key. It takes a good part of a second, in node's thread pool. */
export async function sealApiKey(
  cipher: SecretCipher,
  apiKey: Pick<ApiKey, 'id' | 'userId'>,
  key: string,
): Promise<Pick<ApiKey, 'keyCiphertext' | 'nonce' | 'salt'>> {
  const { ciphertext, nonce, salt } = await cipher.encrypt(key, apiKeyPlace(apiKey));
  return { keyCiphertext: ciphertext, nonce, salt };
}

/** @throws UnreadableSecretError when it was altered or moved, or its master key is missing */
export const openApiKey = (
  cipher: SecretCipher,
  { keyCiphertext, nonce, salt, ...apiKey }: Pick<ApiKey, 'id' | 'userId' | 'keyCiphertext' | 'nonce' | 'salt'>,
): Promise<string> => cipher.decrypt({ ciphertext: keyCiphertext, nonce, salt }, apiKeyPlace(apiKey));
