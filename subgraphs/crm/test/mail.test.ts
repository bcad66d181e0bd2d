import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { SMTPServer } from 'smtp-server';
import { type MailConfig, outletOf } from '../src/mail/mail-outlet';
import { account, codeOf, someEmail, tokenTo, userWith } from './account';
import { startTestCrm, type TestCrm } from './crm.factory';

const PASSWORD = 'a quiet harbour at noon';
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

/** An SMTP server on this machine, and what it was handed. @param refusal of every recipient */
async function smtp(refusal?: { message: string; responseCode: number }) {
  const received: string[] = [];
  const recipients: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      recipients.push(address);
      done(refusal ? Object.assign(new Error(refusal.message), refusal) : null);
    },
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  running.push({ stop: () => new Promise<void>((resolve) => void server.close(() => resolve())) });
  return { received, recipients, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` };
}

const crmWith = async (mail: Partial<MailConfig>): Promise<TestCrm> => {
  const crm = await startTestCrm({ mail });
  running.push(crm);
  return crm;
};
const mailsTo = (crm: TestCrm, email: string) =>
  crm.given((db) => db.query('SELECT subject, body, sent_at, error FROM mails WHERE to_address = $1 ORDER BY created_at', [email]));
const signUp = (crm: TestCrm, email: string, more = {}) => account(crm, 'signUp', { input: { email, password: PASSWORD, ...more } });

describe('a mail', () => {
  it('leaves by SMTP, with nothing in its headers that a user wrote but the address', async () => {
    const server = await smtp();
    const crm = await crmWith({ smtpUrl: server.url });
    const email = someEmail();
    const more = { firstName: 'Eve Bcc: all@example.com', lastName: 'Buy at evil.example' };
    expect((await signUp(crm, email, more)).errors).toBeUndefined();
    const [letter = '', ...others] = server.received;
    expect(others).toEqual([]);
    const [head = '', body = ''] = letter.split('\r\n\r\n', 2);
    expect(head).toMatch(/^From: Plat <plat@example\.com>$/m);
    expect(head).toMatch(new RegExp(`^To: ${email}$`, 'm'));
    expect(head).toMatch(/^Subject: Confirm your e-mail address$/m);
    expect(letter).not.toMatch(/Bcc|evil|Eve/);
    expect(body.replaceAll('=\r\n', '')).toContain('Confirm that it is yours within seven days:');
    expect(await mailsTo(crm, email)).toMatchObject([{ subject: 'Confirm your e-mail address', sent_at: expect.any(Date), error: null }]);
  });

  it('to an address that would be more than one reaches nobody', async () => {
    const server = await smtp();
    const outlet = outletOf({ smtpUrl: server.url, from: 'plat@example.com', publicUrl: '', keepBodies: false, isSilent: true });
    for (const to of ['a@example.com\r\nBcc: b@example.com', 'a@example.com, b@example.com'])
      await expect(outlet.deliver({ to, subject: 'Hello', body: 'Hello' })).rejects.toMatchObject({ responseCode: 501 });
    expect([server.recipients, server.received]).toEqual([[], []]);
  });

  it('that a server refuses fails nothing, and its row says why, without the server’s words', async () => {
    const server = await smtp({ message: 'no such user at secret.internal', responseCode: 550 });
    const crm = await crmWith({ smtpUrl: server.url });
    const email = someEmail();
    expect((await signUp(crm, email)).data.signUp.accepted).toBe(true);
    expect(await userWith(crm, email)).not.toBeNull();
    expect(await mailsTo(crm, email)).toMatchObject([{ sent_at: null, error: 'EENVELOPE 550' }]);
  });

  it('without a server that answers fails nothing either', async () => {
    const server = await smtp();
    await running.pop()?.stop();
    const crm = await crmWith({ smtpUrl: server.url });
    const email = someEmail();
    expect((await signUp(crm, email)).errors).toBeUndefined();
    expect(await mailsTo(crm, email)).toMatchObject([{ sent_at: null, error: expect.stringMatching(/^E[A-Z]+$/) }]);
  });

  it('answers before it leaves', async () => {
    const crm = await crmWith({});
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    crm.outside.deliver = () => left;
    const email = someEmail();
    const mutation = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accepted } }';
    const answer = await crm.ask(NOBODY, mutation, { input: { email, password: PASSWORD } });
    expect(answer.data.signUp.accepted).toBe(true);
    expect(await mailsTo(crm, email)).toMatchObject([{ sent_at: null, error: null }]);
    leave();
    await crm.outside.mailer.settled();
    expect(await mailsTo(crm, email)).toMatchObject([{ sent_at: expect.any(Date), error: null }]);
  });

  it('is kept without what is in it, unless the table is a demo’s', async () => {
    const [demo, live] = [await crmWith({ keepBodies: true }), await crmWith({ keepBodies: false })];
    const email = someEmail();
    await signUp(demo, email);
    expect((await mailsTo(demo, email))[0].body).toContain(tokenTo(demo, email));
    const other = someEmail();
    await signUp(live, other);
    expect(await mailsTo(live, other)).toMatchObject([{ body: null, sent_at: expect.any(Date) }]);
    expect(tokenTo(live, other)).toHaveLength(43);
  });

  it('is not written for what did not happen', async () => {
    const crm = await crmWith({});
    const email = someEmail();
    expect(codeOf(await signUp(crm, email, { username: 'x' }))).toBe('BAD_USER_INPUT');
    expect(await mailsTo(crm, email)).toEqual([]);
  });
});

describe('without SMTP', () => {
  const config = { from: 'plat@example.com', publicUrl: 'https://plat.test', keepBodies: false };
  const letter = { to: 'ann@example.com', subject: 'Hello', body: 'one\ntwo\n' };

  it('is printed on the console', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await outletOf({ ...config, isSilent: false }).deliver(letter);
    expect(log.mock.calls).toEqual([['Mail to ann@example.com: Hello\n  | one\n  | two']]);
  });

  it('goes nowhere where that is to be silent', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await outletOf({ ...config, isSilent: true }).deliver(letter);
    expect(log).not.toHaveBeenCalled();
  });
});
