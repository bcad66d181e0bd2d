import type { Viewer } from '@plat/shared/access/viewer';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { AddRoutes } from '@plat/shared/graphql/routes';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { ContentDoor } from './content.door';

/** What a question about rights needs of a context. */
interface Questioned {
  readonly content: ContentDoor;
}

/**
 * The way back in for what goes on after its request has ended: each question has a transaction of its own, under the
 * viewer's rights as they are then. A stream of an hour holds no connection.
 */
export class Reentry {
  private subgraph: Subgraph | undefined;

  /** Notes the service that this is the way into. */
  readonly attach: AddRoutes = (_server, subgraph) => {
    this.subgraph = subgraph;
  };

  /** @throws PlatError UNAUTHENTICATED when the viewer's user, session or token was revoked, and what the question throws */
  async ask<T>(viewer: Viewer, origin: RequestOrigin, question: (door: ContentDoor) => Promise<T>): Promise<T> {
    if (!this.subgraph) throw new Error('A stream goes on only where the service listens.');
    this.subgraph.revocations.assertHolds(viewer);
    return this.subgraph.read(viewer, origin, ({ content }: Questioned) => question(content));
  }
}
