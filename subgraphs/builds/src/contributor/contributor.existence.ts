import { narrowed } from '@plat/shared/access/scope';
import { type FindExisting, visibleIds } from '@plat/shared/references/existence';
import { Equal } from 'typeorm';
import { Contributor } from './contributor.entity';
import { visibleContributors } from './contributor.policy';

const seen = visibleIds(Contributor, visibleContributors);

/** One may refer to the contributors that one sees; where it must be the contributor of a user, to that user's alone. */
export const nameableContributors: FindExisting = (scope, question) => {
  const { ofUser } = question;
  if (ofUser === undefined) return seen(scope, question);
  return visibleIds(Contributor, (viewer) => narrowed(visibleContributors(viewer), 'userId', Equal(ofUser)))(scope, question);
};
