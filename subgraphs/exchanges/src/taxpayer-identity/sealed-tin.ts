import type { SecretCipher, SecretPlace } from '@plat/shared/crypto/secret-cipher';
import type { TaxpayerIdentity } from './taxpayer-identity.entity';

type Place = Pick<TaxpayerIdentity, 'id' | 'exchangeId'>;

/** Where a taxpayer's number is kept: it is the exchange's, and cannot be read in another row or exchange. */
export const taxpayerNumberPlace = ({ id, exchangeId }: Place): SecretPlace => ({
  table: 'taxpayer_identities',
  column: 'tin_ciphertext',
  rowId: id,
  ownerId: exchangeId,
});

/** The columns that keep a number, or none. It takes a good part of a second, in node's thread pool. @param digits nine of them */
export async function sealTaxpayerNumber(
  cipher: SecretCipher,
  place: Place,
  digits: string | null,
): Promise<Pick<TaxpayerIdentity, 'tinCiphertext' | 'nonce' | 'salt' | 'tinLast4'>> {
  if (digits === null) return { tinCiphertext: null, nonce: null, salt: null, tinLast4: null };
  const { ciphertext, nonce, salt } = await cipher.encrypt(digits, taxpayerNumberPlace(place));
  return { tinCiphertext: ciphertext, nonce, salt, tinLast4: digits.slice(-4) };
}
