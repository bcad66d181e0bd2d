import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { BROWSER_PATIENCE, hasBrowser, openBrowser } from './browser';
import { startTestStack, type TestStack } from './test-stack';

const PASSWORD = 'a quiet harbour at noon';
const OTHER_PASSWORD = 'seven lanterns on a hill';
const JOURNEY = 60_000;

(hasBrowser('accounts in the playground') ? describe : describe.skip)('accounts in the playground, in a real browser', () => {
  let stack: TestStack;
  let browser: BrowserContext;
  let close: (() => Promise<void>) | undefined;
  /** Addresses that the browser asked for, and their referrers. */
  const seen: string[] = [];

  beforeAll(async () => {
    stack = await startTestStack({ playground: true, keepMails: true });
    ({ browser, close } = await openBrowser());
    browser.on('request', (request) => seen.push(request.url(), request.headers().referer ?? ''));
  }, BROWSER_PATIENCE);
  afterAll(async () => {
    await close?.();
    await stack?.stop();
  }, BROWSER_PATIENCE);

  /** An editor in each of many tabs is slow. */
  afterEach(async () => {
    const [, ...opened] = browser.pages();
    await Promise.all(opened.map((page) => page.close()));
  });

  const demoUser = (role: string) => stack.demoUsers.find((user) => user.role === role) as (typeof stack.demoUsers)[number];
  const open = async (hash = ''): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(new URL(`/${hash}`, stack.url).href);
    return page;
  };
  /** The link in the last mail to an address, as a part of the page's address; mails are written beside the answer. */
  const linkTo = async (email: string): Promise<string> => {
    for (;;) {
      const [mail] = await stack.lookInto('crm', 'SELECT body FROM mails WHERE to_address = $1 ORDER BY created_at DESC LIMIT 1', [email]);
      const link = /#[a-z-]+=[\w-]+/.exec(String(mail?.body))?.[0];
      if (link) return link;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const panelOf = async (page: Page) => {
    const panel = page.getByRole('region', { name: 'Sign in' });
    if (!(await panel.isVisible())) await page.getByRole('button', { name: /^(Sign in|Switch user)$/ }).click();
    return panel;
  };
  const signIn = async (page: Page, email: string, password: string): Promise<void> => {
    const panel = await panelOf(page);
    await panel.getByLabel('Email').fill(email);
    await panel.getByLabel('Password').fill(password);
    await panel.getByRole('button', { name: 'Sign in', exact: true }).click();
    await panel.waitFor({ state: 'hidden' });
    await page.getByRole('banner').getByText(email).waitFor();
  };
  const alert = (page: Page, text: string) => page.getByRole('banner').getByRole('alert').getByText(text).waitFor();
  /** Types an operation in the editor and runs it. */
  const run = async (page: Page, operation: string, status = 200): Promise<{ data: never; errors?: unknown }> => {
    await page.bringToFront();
    const editor = page.getByLabel('Operation Editor').locator('.monaco-editor').first();
    await editor.getByText(/\w/).first().waitFor(); // what is typed before the editor has its text is lost
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(operation);
    // GraphiQL reads what was typed a moment later, and sends the name that it read last.
    await page.getByRole('tab', { name: /^\w+ (\w+)/.exec(operation)?.[1] ?? '', selected: true }).waitFor();
    const answered = page.waitForResponse(
      (response) =>
        response.url().endsWith('/graphql') &&
        response.status() === status &&
        (response.request().postData() ?? '').includes(JSON.stringify(operation).slice(1, 40)),
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    return (await (await answered).json()) as { data: never };
  };
  const sessionOf = (page: Page): Promise<Record<string, string>> =>
    page.evaluate(() => JSON.parse(sessionStorage.getItem('plat:session') ?? '{}'));

  it(
    'lets somebody sign up, confirm the address by the mail, and change the password, which ends the old session',
    async () => {
      const email = `new-${randomUUID()}@example.com`;
      const page = await open();
      const panel = await panelOf(page);
      await panel.getByRole('button', { name: 'Create an account' }).click();
      expect(await panel.getByLabel('Email').evaluate((input) => input === document.activeElement)).toBe(true);
      await panel.getByLabel('Email').fill(email);
      await panel.getByLabel('Password').fill('password');
      await panel.getByLabel('First name').fill('Nora');
      await panel.getByRole('button', { name: 'Create account' }).click();
      await panel.getByText('Is among the most common passwords.').waitFor();
      const password = panel.getByLabel('Password');
      expect(await password.evaluate((input) => [input === document.activeElement, input.getAttribute('aria-invalid')])).toEqual([
        true,
        'true',
      ]);
      await password.fill(PASSWORD);
      await panel.getByRole('button', { name: 'Create account' }).click();
      await panel.getByText('A mail says how to go on.').waitFor();

      await panel.getByRole('button', { name: 'Back to sign in' }).click();
      expect(await panel.getByLabel('Email').inputValue()).toBe(email);
      await panel.getByLabel('Password').fill(PASSWORD);
      await panel.getByRole('button', { name: 'Sign in' }).click();
      await alert(page, 'The e-mail address or the password is wrong.');

      const link = await linkTo(email);
      const notMine = await open(link);
      await notMine.getByRole('button', { name: 'It was not me' }).click();
      await notMine.getByRole('dialog').waitFor({ state: 'hidden' });
      const confirming = await open(link);
      const dialog = confirming.getByRole('dialog', { name: 'Confirm your e-mail address' });
      await dialog.getByRole('button', { name: 'Confirm address' }).click();
      await dialog.getByText('The address is confirmed.').waitFor();
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await signIn(confirming, email, PASSWORD);
      expect(await run(confirming, 'query Confirmed { me { email firstName emailVerifiedAt } }')).toEqual({
        data: { me: { email, firstName: 'Nora', emailVerifiedAt: expect.any(String) } },
      });

      await signIn(page, email, PASSWORD);
      const input = `{ currentPassword: "${PASSWORD}", newPassword: "${OTHER_PASSWORD}" }`;
      const changed = await run(confirming, `mutation Change { changePassword(input: ${input}) { expiresAt } }`);
      expect(changed.errors).toBeUndefined();
      await run(page, 'query StillIn { me { email } }', 401);
      await alert(page, 'Your session has ended. Sign in again.');
      expect(await run(confirming, 'query StillIn { me { email } }')).toEqual({ data: { me: { email } } });
      await signIn(page, email, OTHER_PASSWORD);
    },
    JOURNEY,
  );

  it(
    'lets whose address somebody else signed up choose a password of their own',
    async () => {
      const email = `mine-${randomUUID()}@example.com`;
      await stack.ask('mutation ($input: SignUpInput!) { signUp(input: $input) { accepted } }', { input: { email, password: PASSWORD } });
      const page = await open(await linkTo(email));
      const dialog = page.getByRole('dialog', { name: 'Confirm your e-mail address' });
      await dialog.getByText('whoever chose the password of the account gets in').waitFor();
      await dialog.getByRole('button', { name: 'Choose a password of my own' }).click();
      await dialog.waitFor({ state: 'hidden' });
      const panel = page.getByRole('region', { name: 'Sign in' });
      await panel.getByLabel('Email').fill(email);
      await panel.getByRole('button', { name: 'Send the mail' }).click();
      await panel.getByText('If the address has an account, a mail says how to go on.').waitFor();
    },
    JOURNEY,
  );

  it(
    'gives a forgotten password another one, once',
    async () => {
      const { email } = demoUser('AGENCY');
      const page = await open();
      const panel = await panelOf(page);
      await panel.getByRole('button', { name: 'Forgot your password?' }).click();
      await panel.getByLabel('Email').fill(email);
      await panel.getByRole('button', { name: 'Send the mail' }).click();
      await panel.getByText('If the address has an account, a mail says how to go on.').waitFor();

      const link = await linkTo(email);
      // Opened in the page that is there already, which loads nothing anew.
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, link);
      const dialog = page.getByRole('dialog', { name: 'Choose a new password' });
      await dialog.getByLabel('New password').fill('short');
      await dialog.getByRole('button', { name: 'Set password' }).click();
      await dialog.getByText('Must have at least 8 characters.').waitFor();
      await dialog.getByLabel('New password').fill(OTHER_PASSWORD);
      await dialog.getByRole('button', { name: 'Set password' }).click();
      await dialog.getByText('The password is changed; sign in with it.').waitFor();
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await panel.getByRole('button', { name: 'Back to sign in' }).click();
      await signIn(page, email, OTHER_PASSWORD);

      const again = await open(link);
      await again.getByRole('dialog').getByLabel('New password').fill(PASSWORD);
      await again.getByRole('dialog').getByRole('button', { name: 'Set password' }).click();
      await again.getByRole('dialog').getByRole('alert').getByText('This link is not valid, or no longer').waitFor();
      await again.keyboard.press('Escape');
      await again.getByRole('dialog').waitFor({ state: 'hidden' });
    },
    JOURNEY,
  );

  it(
    'makes an invited contact a user under the name that they choose',
    async () => {
      const email = `guest-${randomUUID()}@example.com`;
      const admin = await stack.signIn('ADMIN');
      const { data } = await stack.ask(
        'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }',
        { input: { firstName: 'Gus', email, type: 'OTHER', shared: true } },
        admin,
      );
      const invited = await stack.ask(
        'mutation ($id: ID!) { inviteContact(contactId: $id) { expiresAt } }',
        { id: data.createContact.id },
        admin,
      );
      expect(invited.errors).toBeUndefined();
      const page = await open(await linkTo(email));
      const dialog = page.getByRole('dialog', { name: 'Accept your invitation' });
      await dialog.getByLabel('Username').fill(demoUser('ADMIN').email.slice(0, 2));
      await dialog.getByLabel('Password').fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Accept invitation' }).click();
      await dialog.getByText('Must have 3 to 255 characters.').waitFor();
      const username = `gus-${randomUUID()}`;
      await dialog.getByLabel('Username').fill(username);
      await dialog.getByRole('button', { name: 'Accept invitation' }).click();
      await dialog.getByText('You are a user; sign in with your password.').waitFor();
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await signIn(page, email, PASSWORD);
      expect(await run(page, 'query Guest { me { username } }')).toEqual({ data: { me: { username } } });
    },
    JOURNEY,
  );

  it(
    "tells the tab with a partner's token when it was revoked in another",
    async () => {
      const { email, password } = demoUser('CLIENT');
      const owner = await open();
      await signIn(owner, email, password);
      const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
      const input = `{ name: "Acme", scopes: ["user:read"], expiresAt: "${expiresAt}", password: "${password}" }`;
      const { data } = (await run(
        owner,
        `mutation Make { createAccessToken(input: ${input}) { token accessToken { id } } }`,
      )) as unknown as {
        data: { createAccessToken: { token: string; accessToken: { id: string } } };
      };
      const partner = await open();
      const panel = await panelOf(partner);
      await panel.getByRole('button', { name: 'Use an access token' }).click();
      await panel.getByLabel('Token of a partner').fill(data.createAccessToken.token);
      await panel.getByRole('button', { name: 'Use token' }).click();
      await partner.getByRole('banner').getByText('Access token: Acme').waitFor();
      expect(await run(partner, 'query AsPartner { me { email } }')).toEqual({ data: { me: { email } } });
      await run(owner, `mutation Revoke { revokeAccessToken(id: "${data.createAccessToken.accessToken.id}") { revokedAt } }`);
      await run(partner, 'query AsNobody { me { email } }', 401);
      await alert(partner, 'The access token was revoked or has expired.');
    },
    JOURNEY,
  );

  it(
    'hands the next tokens to a duplicate of the tab, and goes on in both',
    async () => {
      const { email, password } = demoUser('USER');
      const page = await open();
      await signIn(page, email, password);
      const duplicate = await browser.newPage();
      // As browsers do when a tab is duplicated.
      await duplicate.addInitScript((copy) => sessionStorage.setItem('plat:session', copy), JSON.stringify(await sessionOf(page)));
      await duplicate.goto(stack.url);
      await duplicate.getByRole('banner').getByText(email).waitFor();
      const { refreshToken } = await sessionOf(page);
      expect((await sessionOf(duplicate)).refreshToken).toBe(refreshToken);

      await page.evaluate(() => {
        const session = JSON.parse(sessionStorage.getItem('plat:session') ?? '{}');
        sessionStorage.setItem('plat:session', JSON.stringify({ ...session, expiresAt: '2026-01-01T00:00:00.000Z' }));
      });
      await page.reload();
      expect(await run(page, 'query GoesOn { me { email } }')).toEqual({ data: { me: { email } } });
      await duplicate.waitForFunction((used) => !(sessionStorage.getItem('plat:session') ?? '').includes(used), String(refreshToken));
      expect(await sessionOf(duplicate)).toEqual(await sessionOf(page));
      expect(await run(duplicate, 'query GoesOn { me { email } }')).toEqual({ data: { me: { email } } });
    },
    JOURNEY,
  );

  it('lets no token of a mail into an address, a referrer or the history', async () => {
    const page = await open(`#verify-email=${'t'.repeat(43)}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Confirm address' }).click();
    await dialog.getByRole('alert').getByText('This link is not valid, or no longer').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(await page.evaluate(() => JSON.stringify([history.state, { ...sessionStorage }, { ...localStorage }]))).not.toContain('ttttt');
    await page.reload();
    await page.getByText('Not signed in').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    // The browser tells us the part behind # of the page itself; it is not in what it sends.
    expect(seen.filter((address) => /=[\w-]{43}$/.test(address) && !new URL(address).hash)).toEqual([]);
  });
});
