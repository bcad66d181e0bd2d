/** The header that carries the viewer's identity between our processes. */
export const IDENTITY_HEADER = 'x-plat-identity';
