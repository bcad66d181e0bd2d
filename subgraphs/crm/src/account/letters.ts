import type { OutgoingMail } from '../mail/mail-outlet';

/** How the page and the API call it. */
const FORGOTTEN = 'with “Forgot your password?” (in the API, requestPasswordReset)';

/**
 * What we write to people. Nothing that a user wrote is in a letter but the address on it: whoever signs up somebody
 * else could write to them in our name. Links carry the token behind `#`, which no server and no log gets to see.
 */
export class Letters {
  constructor(private readonly publicUrl: string) {}

  verify(to: string, token: string): OutgoingMail {
    return this.letter(
      to,
      'Confirm your e-mail address',
      'Somebody, probably you, signed up at Plat with this address and chose a password. Confirm that it is yours within seven days:',
      ...this.action('verify-email', token, `verifyEmail(token: "${token}")`),
      'This lets in whoever chose the password first, even if somebody signed up again since. If that was not you, do not confirm.',
      `To use the address yourself, choose a password of your own at ${this.publicUrl}/ ${FORGOTTEN}: that confirms it, and the first password ends.`,
    );
  }

  verifyAgain(to: string, token: string): OutgoingMail {
    return this.letter(
      to,
      'Confirm your e-mail address once more',
      'You asked who you are in the registry of Plat, which could not be found out before. Confirm once more within seven days:',
      ...this.action('verify-email', token, `verifyEmail(token: "${token}")`),
      `If it was not you, choose a new password at ${this.publicUrl}/ ${FORGOTTEN}: somebody else uses your account.`,
    );
  }

  hasAccount(to: string): OutgoingMail {
    return this.letter(
      to,
      'You have an account already',
      'Somebody, probably you, tried to sign up at Plat with this address, or to move an account to it. It has an account already, and nothing was changed.',
      `If you forgot your password, ask for a new one at ${this.publicUrl}/ ${FORGOTTEN}.`,
      'If it was not you, do nothing.',
    );
  }

  reset(to: string, token: string): OutgoingMail {
    return this.letter(
      to,
      'Choose a new password',
      'Somebody, probably you, forgot the password of this address at Plat. Choose a new one within ten minutes:',
      ...this.action('reset-password', token, `resetPassword(input: { token: "${token}", newPassword: "…" })`),
      'If it was not you, do nothing: your password stays.',
    );
  }

  firstPassword(to: string, token: string): OutgoingMail {
    return this.letter(
      to,
      'Your account at Plat',
      'An administrator made an account at Plat for this address. Choose your password within seven days:',
      ...this.action('reset-password', token, `resetPassword(input: { token: "${token}", newPassword: "…" })`),
    );
  }

  invitation(to: string, token: string): OutgoingMail {
    return this.letter(
      to,
      'You are invited to Plat',
      'Somebody whom you work with invited you to Plat. Choose a password within seven days:',
      ...this.action('accept-invitation', token, `acceptInvitation(input: { token: "${token}", password: "…" })`),
      'If you do not know what this is about, do nothing.',
    );
  }

  changeAddress(to: string, token: string): OutgoingMail {
    return this.letter(
      to,
      'Confirm your new e-mail address',
      'Somebody, probably you, wants to use this address for an account at Plat. Confirm that it is yours within a day:',
      ...this.action('verify-email', token, `verifyEmail(token: "${token}")`),
      'If it was not you, do nothing.',
    );
  }

  addressChanges(to: string): OutgoingMail {
    return this.letter(
      to,
      'Your e-mail address is about to change',
      'Somebody who knows your password, probably you, wants to use another address for your account at Plat. Until the new one is confirmed, this one stays.',
      `If it was not you, choose a new password at ${this.publicUrl}/ ${FORGOTTEN}: that stops the change.`,
    );
  }

  passwordChanged(to: string): OutgoingMail {
    return this.letter(
      to,
      'Your password was changed',
      'The password of your account at Plat was changed, and whoever was signed in elsewhere is signed out.',
      `If it was not you, choose a new one at ${this.publicUrl}/ ${FORGOTTEN}.`,
    );
  }

  contactAddressChanged(to: string): OutgoingMail {
    return this.letter(
      to,
      'Another e-mail address stands for you',
      'You take part in an exchange at Plat. The addresses by which we reach you there were changed, and this one was among those before.',
      'If you do not know why, ask the coordinator of your exchange, by a telephone number that you have from elsewhere.',
    );
  }

  private action(name: string, token: string, field: string): string[] {
    return [`${this.publicUrl}/#${name}=${token}`, `In the API: mutation { ${field} { accepted } }`];
  }

  private letter(to: string, subject: string, ...paragraphs: string[]): OutgoingMail {
    return { to, subject, body: `${paragraphs.join('\n\n')}\n` };
  }
}
