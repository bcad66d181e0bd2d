import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Restrictions } from '@plat/shared/references/restrictions';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';
import type { Mailer } from '../mail/mailer';
import { Post } from '../mail/post';
import type { PasswordRecheck } from '../session/password-recheck';
import type { ContactTies } from './contact-ties';
import { Letters } from './letters';

/** What accounts need of the world outside of a request; one for a process. */
export interface Outside {
  readonly mailer: Mailer;
  readonly ties: ContactTies;
  /** What other services have against a deletion. */
  readonly restrictions: Restrictions;
}

/** What every operation on accounts works with. */
export interface AccountParts {
  readonly scope: RequestScope;
  readonly post: Post;
  readonly letters: Letters;
  readonly ties: ContactTies;
  readonly passwords: PasswordRecheck;
  readonly signingKey: JWK;
  readonly clock: () => Date;
}

/** @param signingKey the private ES256 key that signs access tokens */
export const accountParts = (
  scope: RequestScope,
  { mailer, ties }: Pick<Outside, 'mailer' | 'ties'>,
  passwords: PasswordRecheck,
  signingKey: JWK,
  clock: () => Date,
): AccountParts => ({
  scope,
  post: new Post(scope, mailer, clock),
  letters: new Letters(mailer.config.publicUrl),
  ties,
  passwords,
  signingKey,
  clock,
});

/** Events of the system's own transaction, in the name of whoever asks. */
export const eventsIn = (db: EntityManager, { viewer, origin }: RequestScope): Events => new Events({ db, viewer, origin });
