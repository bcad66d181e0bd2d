/** A host as browsers send it: nothing that could end a directive and begin another. */
const plainHost = /^[a-z0-9.\-:[\]]+$/i;

/**
 * What the page may load and whom it may talk to: our own origin, nothing else.
 * `style-src 'unsafe-inline'` is for Monaco, which makes style sheets as it runs; scripts have no such exception.
 * @param host the host that the browser asked, because older browsers do not count ws: as 'self'
 */
export const contentSecurityPolicy = (host: string | undefined): string => {
  const sockets = host && plainHost.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "base-uri 'none'",
    `connect-src 'self'${sockets}`,
    "font-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self'",
  ].join('; ');
};

/** For everything that the playground serves. A worker obeys the policy of its own file, so files carry one too. */
export const securityHeaders = (host: string | undefined): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy(host),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});
