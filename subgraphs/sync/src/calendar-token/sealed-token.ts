import type { SecretCipher, SecretPlace } from '@plat/shared/crypto/secret-cipher';
import type { CalendarSyncToken } from './calendar-token.entity';

const MAX_LENGTH = 8 * 1024;
/** What a refresh token may be made of, by RFC 6749, appendix A.17. */
const FORM = /^[\x20-\x7e]*$/;

/** Where a calendar's refresh token is kept; what was encrypted for another calendar or owner cannot be read there. */
export const refreshTokenPlace = ({ id, userId }: Pick<CalendarSyncToken, 'id' | 'userId'>): SecretPlace => ({
  table: 'calendar_sync_tokens',
  column: 'refresh_token_ciphertext',
  rowId: id,
  ownerId: userId,
});

/** The rule that a refresh token breaks, or undefined; it never repeats it. */
export function refreshTokenFault(refreshToken: string | null): string | undefined {
  if (!refreshToken?.trim()) return 'must not be empty';
  if (refreshToken.length > MAX_LENGTH) return 'must be at most 8 KB';
  return FORM.test(refreshToken) ? undefined : 'must be of printable ASCII characters, as refresh tokens are';
}

/** The columns that keep a refresh token. It takes a good part of a second, in node's thread pool. */
export async function sealRefreshToken(
  cipher: SecretCipher,
  token: Pick<CalendarSyncToken, 'id' | 'userId'>,
  refreshToken: string,
): Promise<Pick<CalendarSyncToken, 'refreshTokenCiphertext' | 'nonce' | 'salt'>> {
  const { ciphertext, nonce, salt } = await cipher.encrypt(refreshToken, refreshTokenPlace(token));
  return { refreshTokenCiphertext: ciphertext, nonce, salt };
}
