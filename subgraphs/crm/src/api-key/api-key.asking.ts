import type { ApiKeyProbe, ApiKeyProbes } from './api-key.probe';

/** What a provider says of a key; `silent` for everything that is not about the key. */
export type ProviderAnswer = 'accepted' | 'refused' | 'silent';

const TIMEOUT_MS = 5_000;

/** The probe of a service, or undefined; what the user calls it decides, in whatever case. */
export const probeOf = (probes: ApiKeyProbes, service: string): ApiKeyProbe | undefined => {
  const name = service.trim().toLowerCase();
  return Object.hasOwn(probes, name) ? probes[name] : undefined;
};

/**
 * Asks a provider whether it takes a key. Redirects are not followed, since they would carry the key elsewhere, and not a
 * byte of the body is waited for: the status is the answer. It never throws, because an error of `fetch` may quote the key.
 */
export async function askProvider(
  { url, header, prefix = '' }: ApiKeyProbe,
  key: string,
  timeoutMs: number = TIMEOUT_MS,
): Promise<ProviderAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, ok, body } = await fetch(url, { headers: { [header]: `${prefix}${key}` }, redirect: 'manual', signal });
    await body?.cancel();
    if (ok) return 'accepted';
    return status === 401 || status === 403 ? 'refused' : 'silent';
  } catch {
    return 'silent';
  }
}
