import type { AddRoutes } from '@plat/shared/graphql/routes';

const HARMLESS = {
  'content-security-policy': `default-src 'none'; sandbox`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** What every route of files answers, refusals too, where it says nothing else: browsers guess nothing of it and run nothing. */
export const quietAnswers: AddRoutes = (server) => {
  server.addHook('onSend', async (_request, reply, payload) => {
    for (const [name, value] of Object.entries(HARMLESS)) if (!reply.hasHeader(name)) reply.header(name, value);
    return payload;
  });
};
