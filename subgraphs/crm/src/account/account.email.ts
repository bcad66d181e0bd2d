import { badInput, conflict, unauthenticated } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { revoke } from '../revocation/revoke';
import { faultsOfProfile } from '../user/profile-rules';
import { User } from '../user/user.entity';
import type { ChangeEmailInput } from './account.input';
import { type AccountParts, eventsIn } from './account-parts';
import { countRequest } from './account-throttle';
import { type AccountToken, AccountTokenPurpose } from './account-token.entity';
import { findToken, issueToken, redeemToken, voidTokens } from './account-tokens';
import { AddressProof, type Claim } from './address-proof';
import { userOfAddress } from './new-user';

const { VERIFY_EMAIL, CHANGE_EMAIL, RESET_PASSWORD } = AccountTokenPurpose;

/** E-mail addresses: that they are somebody's, and another one. */
export class EmailAddresses {
  private readonly proof: AddressProof;

  constructor(private readonly parts: AccountParts) {
    this.proof = new AddressProof(parts);
  }

  /**
   * Confirms the address that a token was sent to, and takes it for the account's if it is a new one.
   * @returns whether the user is somebody in the registry now; without an answer of other services that is left open
   * @throws PlatError BAD_USER_INPUT, CONFLICT
   */
  async verify(token: string): Promise<boolean> {
    const { scope, clock } = this.parts;
    const { email, claim } = await this.provenBy(token);
    return scope.asSystem(async (db) => {
      // Before the user's row is locked, as everywhere: who signs up with the address at this moment waits, or is waited for.
      const known = await userOfAddress(db, email);
      const { found, user } = await redeemToken(db, 'token', token, [VERIFY_EMAIL, CHANGE_EMAIL], clock());
      if (known && known.id !== user.id) throw conflict('Another account has this address by now.');
      const events = eventsIn(db, scope);
      if (found.purpose === CHANGE_EMAIL) await this.move(db, events, user, found);
      const isInRegistry = await this.proof.confirm(db, events, user, claim);
      if (isInRegistry) await revoke(db, 'USER', user.id);
      return user.contactId !== null;
    });
  }

  /**
   * Asks the owner of a new address whether it is theirs, and tells the old one. Nothing changes before that is answered.
   * Whoever has the address already is told; who asks is not.
   * @throws PlatError BAD_USER_INPUT for a wrong password, RATE_LIMITED
   */
  async change({ password, email }: ChangeEmailInput): Promise<void> {
    const { scope, post, letters, passwords, clock } = this.parts;
    const { userId } = scope.viewer;
    const faults = faultsOfProfile({ email });
    if (Object.keys(faults).length) throw badInput(faults);
    await countRequest(this.parts);
    await passwords.assertFits('input.password', password);
    await post.together((enclose) =>
      scope.asSystem(async (db) => {
        const known = await userOfAddress(db, email);
        const user = await db.findOne(User, { where: { id: userId, isActive: true }, lock: { mode: 'pessimistic_write' } });
        if (!user) throw unauthenticated();
        await eventsIn(db, scope).record('user.email_change_requested', user, { after: { email } });
        await enclose(db, letters.addressChanges(user.email));
        if (known && known.id !== user.id) {
          await post.encloseNotice(db, enclose, letters.hasAccount(known.email));
          return;
        }
        const { token } = await issueToken(db, { purpose: CHANGE_EMAIL, userId, email }, clock());
        await enclose(db, letters.changeAddress(email, token));
      }),
    );
  }

  /** The address that a token proves, and whom in the registry its user may become. */
  private async provenBy(token: string): Promise<{ email: string; claim?: Claim }> {
    const { scope, clock } = this.parts;
    const { email, owner } = await scope.asSystem(async (db) => {
      const { userId, email } = await findToken(db, 'token', token, [VERIFY_EMAIL, CHANGE_EMAIL], clock());
      return { email, owner: await db.findOneBy(User, { id: userId ?? '' }) };
    });
    return { email, claim: owner ? await this.proof.claimOf({ contactId: owner.contactId, email }) : undefined };
  }

  /** What was sent to the old address opens the account no more. */
  private async move(db: EntityManager, events: Events, user: User, { email }: AccountToken): Promise<void> {
    const before = { email: user.email };
    const after = { email, version: user.version + 1, updatedAt: new Date() };
    await voidTokens(db, { userId: user.id }, [VERIFY_EMAIL, RESET_PASSWORD], this.parts.clock());
    await db.update(User, user.id, after);
    Object.assign(user, after);
    await events.record('user.email_changed', user, { before, after: { email } });
  }
}
