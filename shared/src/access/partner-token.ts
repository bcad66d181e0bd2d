import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Permission, USER_ROLES } from './permissions';
import { Viewer } from './viewer';

/** What every partner access token begins with, so that the gateway and scanners of leaked secrets know one when they see it. */
export const PARTNER_TOKEN_PREFIX = 'plat_pat_';

/** 32 random bytes behind the prefix. Nobody guesses one, so that wrong ones need not be counted as passwords are. */
export const PARTNER_TOKEN_FORM = /^plat_pat_[\w-]{43}$/;

/** How a token is kept, looked up and remembered. What is random needs no slow hash. */
export const hashPartnerToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Where crm tells the gateway in whose name a token asks. */
export const PARTNER_TOKEN_PATH = '/internal/access-token';

/** What the gateway asks there. */
export const partnerTokenQuestion = z.object({ hash: z.string().regex(/^[\w-]{43}$/) });

/** And what it is told: null for a token that is unknown, expired or revoked, or whose owner is shut out. */
export const partnerTokenAnswer = z.object({
  token: z
    .object({
      userId: z.uuid(),
      tokenId: z.uuid(),
      /** What the owner calls it. */
      name: z.string(),
      contactId: z.uuid().optional(),
      clientId: z.uuid().optional(),
      role: z.enum(USER_ROLES),
      permissions: z.array(z.string()),
      scopes: z.array(z.string()),
      asOf: z.int(),
      expiresAt: z.iso.datetime(),
    })
    .nullable(),
});

export type PartnerToken = NonNullable<z.output<typeof partnerTokenAnswer>['token']>;

/** The owner with the token's rights, as all services see them. */
export const viewerOfPartnerToken = ({ expiresAt: _until, name: _name, permissions, scopes, ...identity }: PartnerToken): Viewer =>
  new Viewer({ ...identity, permissions: permissions as Permission[], scopes: scopes as Permission[] });
