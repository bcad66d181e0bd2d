import { randomInt, randomUUID } from 'node:crypto';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import type { OutgoingMail } from '../src/mail/mail-outlet';
import { User } from '../src/user/user.entity';
import type { TestCrm } from './crm.factory';

const DOCUMENTS = {
  signUp: 'mutation ($input: SignUpInput!) { signUp(input: $input) { accepted message } }',
  verifyEmail: 'mutation ($token: String!) { verifyEmail(token: $token) { accepted message } }',
  requestEmailVerification: 'mutation { requestEmailVerification { accepted message } }',
  changeEmail: 'mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { accepted message } }',
  changePassword: 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken expiresAt } }',
  requestPasswordReset: 'mutation ($email: EmailAddress!) { requestPasswordReset(email: $email) { accepted message } }',
  resetPassword: 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { accepted message } }',
  inviteContact: 'mutation ($contactId: ID!) { inviteContact(contactId: $contactId) { contact { id } expiresAt } }',
  acceptInvitation: 'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accepted message } }',
} as const;

/** One operation on accounts, from an address of its own unless given; afterwards its letters have left. */
export async function account(
  crm: TestCrm,
  operation: keyof typeof DOCUMENTS,
  variables: Record<string, unknown> = {},
  as: Viewer = NOBODY,
  origin: Partial<RequestOrigin> = { address: someAddress() },
): Promise<TestAnswer> {
  const answer = await crm.ask(as, DOCUMENTS[operation], variables, origin);
  await crm.outside.mailer.settled();
  return answer;
}

export const someAddress = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
export const someEmail = (): string => `a${randomUUID()}@example.com`;

/** The letters to an address, the oldest first. */
export const lettersTo = (crm: TestCrm, email: string): OutgoingMail[] => crm.outside.letters.filter(({ to }) => to === email);

/** The token in the last letter to an address. */
export const tokenTo = (crm: TestCrm, email: string): string =>
  /#[a-z-]+=([\w-]{43})\n/.exec(lettersTo(crm, email).at(-1)?.body ?? '')?.[1] ?? '';

export const codeOf = ({ errors }: TestAnswer): unknown => errors?.[0]?.extensions?.code;
export const faultsOf = ({ errors }: TestAnswer): unknown => errors?.[0]?.extensions?.fields;

/** The types of the events about somebody or something, in order. */
export const eventsOf = async (crm: TestCrm, { id }: { readonly id: string }): Promise<string[]> =>
  crm.given(async (db) => {
    const rows: { type: string }[] = await db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]);
    return rows.map(({ type }) => type);
  });

export const userWith = (crm: TestCrm, email: string): Promise<User | null> => crm.given((db) => db.findOneBy(User, { email }));
