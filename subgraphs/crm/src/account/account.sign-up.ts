import { badInput } from '@plat/shared/errors/plat-error';
import type { EntityManager } from 'typeorm';
import type { OutgoingMail } from '../mail/mail-outlet';
import type { Enclose } from '../mail/post';
import { hashPassword } from '../session/password';
import { faultOfPassword } from '../session/password-rules';
import { faultsOfProfile } from '../user/profile-rules';
import { User } from '../user/user.entity';
import type { SignUpInput } from './account.input';
import { type AccountParts, eventsIn } from './account-parts';
import { countRequest } from './account-throttle';
import { AccountTokenPurpose } from './account-token.entity';
import { hasFreshToken, issueToken } from './account-tokens';
import { hasConfirmedAddress } from './confirmed-address';
import { addUser, userOfAddress } from './new-user';

const { VERIFY_EMAIL } = AccountTokenPurpose;

/**
 * Lets somebody become a user. Who asks learns nothing of who is one already; the owner of the address does, by mail. The
 * password of the first stays: a later one may be anybody's, and the owner chooses another by mail.
 */
export class SignUp {
  constructor(private readonly parts: AccountParts) {}

  /** @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, RATE_LIMITED for the network, UNAVAILABLE */
  async signUp({ password, ...profile }: SignUpInput): Promise<void> {
    const { scope, post, letters } = this.parts;
    const fault = await faultOfPassword(password, profile);
    const faults = { ...faultsOfProfile(profile), ...(fault && { 'input.password': fault }) };
    if (Object.keys(faults).length) throw badInput(faults);
    await countRequest(this.parts);
    // A hash costs far more than all the rest: it is made whether it is needed or not.
    const passwordHash = await hashPassword(password);
    await post.together((enclose) =>
      scope.asSystem(async (db) => {
        const known = await userOfAddress(db, profile.email);
        if (!known) return this.add(db, enclose, { ...profile, passwordHash });
        const user = await db.findOne(User, { where: { id: known.id, isActive: true }, lock: { mode: 'pessimistic_write' } });
        if (user && !(await hasConfirmedAddress(db, user)))
          return this.encloseAnother(db, enclose, user, (token) => letters.verify(user.email, token));
        await post.encloseNotice(db, enclose, letters.hasAccount(known.email));
      }),
    );
  }

  /** Sends a signed-in user, whom the confirmed address has not made anybody, a letter to prove it once more. @throws PlatError RATE_LIMITED */
  async requestVerification(): Promise<void> {
    const { scope, post, letters } = this.parts;
    const { userId } = scope.viewer;
    await countRequest(this.parts);
    await post.together((enclose) =>
      scope.asSystem(async (db) => {
        const [user]: { id: string; email: string }[] = await db.query(
          'SELECT id, email FROM users WHERE id = $1 AND is_active AND contact_id IS NULL FOR UPDATE',
          [userId],
        );
        if (user) await this.encloseAnother(db, enclose, user, (token) => letters.verifyAgain(user.email, token));
      }),
    );
  }

  private async add(db: EntityManager, enclose: Enclose, input: Omit<SignUpInput, 'password'> & { passwordHash: string }): Promise<void> {
    // No contact before the address is confirmed, whether or not the registry has one: that would tell who is in it.
    const user = await addUser(db, eventsIn(db, this.parts.scope), input);
    await this.encloseVerification(db, enclose, user, (token) => this.parts.letters.verify(user.email, token));
  }

  /** The letter once more, unless the last one is less than a minute old: it voids the token of that one. */
  private async encloseAnother(
    db: EntityManager,
    enclose: Enclose,
    user: Pick<User, 'id' | 'email'>,
    letter: (token: string) => OutgoingMail,
  ): Promise<void> {
    const { clock, scope } = this.parts;
    if (await hasFreshToken(db, user, VERIFY_EMAIL, clock())) return;
    await this.encloseVerification(db, enclose, user, letter);
    await eventsIn(db, scope).recordOf('user.email_verification_requested', { type: 'User', id: user.id }, { new: { email: user.email } });
  }

  /** Encloses a letter that confirms the address. */
  private async encloseVerification(
    db: EntityManager,
    enclose: Enclose,
    user: Pick<User, 'id' | 'email'>,
    letter: (token: string) => OutgoingMail,
  ): Promise<void> {
    const { clock } = this.parts;
    const { id: userId, email } = user;
    const { token } = await issueToken(db, { purpose: VERIFY_EMAIL, userId, email }, clock());
    await enclose(db, letter(token));
  }
}
