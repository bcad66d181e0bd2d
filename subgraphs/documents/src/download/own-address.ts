import type { AddRoutes } from '@plat/shared/graphql/routes';
import type { SignedUrls } from './signed-url';

/** Signed addresses lead to where the service listens, once it does. */
export const sayAddress =
  (urls: SignedUrls): AddRoutes =>
  (server) => {
    server.addHook('onListen', async () => urls.listensAt(server.listeningOrigin));
  };
