import { send } from '../send';

const documents = {
  signUp: 'mutation SignUp($input: SignUpInput!) { signUp(input: $input) { message } }',
  requestPasswordReset: 'mutation RequestPasswordReset($email: EmailAddress!) { requestPasswordReset(email: $email) { message } }',
  verifyEmail: 'mutation VerifyEmail($token: String!) { verifyEmail(token: $token) { message } }',
  resetPassword: 'mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { message } }',
  acceptInvitation: 'mutation AcceptInvitation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { message } }',
} as const;

export type AccountOperation = keyof typeof documents;

/** What the page asks about accounts, of which none needs somebody signed in. Answers the server's sentence. @throws AccountFault */
export type AskAccount = (operation: AccountOperation, variables: Readonly<Record<string, unknown>>) => Promise<string>;

/** Why a request was refused, in words fit to be shown; with what is wrong in each field, by the field's name. */
export class AccountFault extends Error {
  constructor(
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const LINK_IS_VOID = 'This link is not valid, or no longer: each works once, and for a limited time. Ask for another one.';

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** By the names of the form's fields, which are those of the input. */
const faultOf = (message: string, fields: Readonly<Record<string, string>> = {}): AccountFault => {
  const faults = Object.fromEntries(Object.entries(fields).map(([path, rule]) => [path.split('.').at(-1) ?? path, sentence(rule)]));
  return 'token' in faults ? new AccountFault(LINK_IS_VOID) : new AccountFault(message, faults);
};

export const createAccountRequests =
  (graphqlPath: string): AskAccount =>
  async (operation, variables) => {
    const query = documents[operation];
    const answer = await send<Record<string, { readonly message: string } | null>>(graphqlPath, { query, variables });
    const result = answer.data?.[operation];
    if (result) return result.message;
    const [error] = answer.errors ?? [];
    throw faultOf(error?.message ?? 'The server gave no answer.', error?.extensions?.fields);
  };
