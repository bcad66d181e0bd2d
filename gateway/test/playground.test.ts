import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { BROWSER_PATIENCE, hasBrowser, openBrowser } from './browser';
import { startTestStack, type TestStack } from './test-stack';

(hasBrowser('the playground') ? describe : describe.skip)('the playground, in a real browser', () => {
  let stack: TestStack;
  let close: (() => Promise<void>) | undefined;
  let browser: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const foreignRequests: string[] = [];

  beforeAll(async () => {
    stack = await startTestStack({ playground: true });
    ({ browser, close } = await openBrowser());
    page = browser.pages()[0] ?? (await browser.newPage());
    const origin = new URL(stack.url).origin;
    browser.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== origin) foreignRequests.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(new URL('/', stack.url).href);
  }, BROWSER_PATIENCE);

  afterAll(async () => {
    await close?.();
    await stack?.stop();
  }, BROWSER_PATIENCE);

  const response = () => page.getByLabel('Result Window');
  const queryEditor = () => page.getByLabel('Operation Editor');

  it('opens with the cross-domain query and the examples of every domain', async () => {
    await queryEditor().getByText('properties').waitFor();
    const domains = await page.getByLabel('Examples', { exact: true }).getByRole('heading', { level: 3 }).allTextContents();
    expect(domains).toEqual(['All services', 'People and deals', 'Documents', 'Platforms', 'Builds', 'Exchanges']);
  });

  it('refuses a wrong password in the words of the server, and keeps the email', async () => {
    await page.getByRole('button', { name: 'Sign in' }).click();
    const panel = page.getByRole('region', { name: 'Sign in' });
    await panel.getByLabel('Email').fill('nobody@example.com');
    await panel.getByLabel('Password').fill('not the password');
    await panel.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('banner').getByRole('alert').waitFor();
    expect((await page.getByRole('banner').getByRole('alert').textContent())?.trim()).not.toBe('');
    expect(await panel.getByLabel('Email').inputValue()).toBe('nobody@example.com');
    expect(await page.getByText('Not signed in').isVisible()).toBe(true);
  });

  it('signs in as the demo admin and says until when', async () => {
    const admin = stack.demoUsers.find(({ role }) => role === 'ADMIN');
    if (!admin) throw new Error('The demo has no admin');
    await page.getByRole('region', { name: 'Sign in' }).getByRole('button', { name: admin.email }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    const bar = page.getByRole('banner');
    expect(await bar.textContent()).toMatch(new RegExp(`${admin.email}Adminuntil \\d`));
    expect(await page.getByRole('banner').getByRole('alert').count()).toBe(0);
  });

  it('runs the cross-domain query by the button and shows data of all five services', async () => {
    const answered = page.waitForResponse(
      (candidate) => candidate.url().endsWith('/graphql') && (candidate.request().postData() ?? '').includes('platformLinks(first: 1)'),
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    const answer = await answered;
    expect(answer.request().headers().authorization).toMatch(/^Bearer ./);
    const { data, errors } = (await answer.json()) as { data: CrossDomainData; errors?: unknown };
    expect(errors).toBeUndefined();
    const property = data.me.properties.edges[0]?.node;
    expect(property?.title).toBeTruthy();
    expect(property?.documents.edges[0]?.node.title).toBeTruthy();
    expect(property?.exchanges.edges[0]?.node.id).toBeTruthy();
    expect(data.me.platformLinks.edges[0]?.node.platform).toBeTruthy();
    expect(data.builds.edges[0]?.node.client.name).toBeTruthy();
    await response().getByText(String(property?.title)).first().waitFor();
  });

  it('shows parts of an answer that come later, and what a subscription tells, as they come', async () => {
    const write = async (operation: string) => {
      await queryEditor().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(operation);
      // GraphiQL sends the name of the operation that it has seen last.
      await page.getByRole('tab', { name: operation.split(' ')[1] }).waitFor();
    };
    const shown = (text: string) => response().getByText(text).first().waitFor();
    await page.getByRole('button', { name: 'New tab' }).click();
    await write('query Later { me { email ... @defer { properties(first: 1) { edges { node { title } } } } } }');
    const answered = page.waitForResponse((one) => (one.request().postData() ?? '').includes('query Later'));
    await page.getByRole('button', { name: /^Execute query/ }).click();
    expect((await answered).headers()['content-type']).toContain('deferSpec=20220824');
    await shown('title');

    const token = await stack.signIn('ADMIN');
    const { data } = await stack.ask('{ exchanges(first: 1) { edges { node { id } } } }', {}, token);
    const exchangeId: string = data.exchanges.edges[0].node.id;
    await write(`subscription Told { exchangeMessages(exchangeId: "${exchangeId}") { content } }`);
    const listening = page.waitForResponse((one) => (one.request().postData() ?? '').includes('subscription Told'));
    await page.getByRole('button', { name: /^Execute query/ }).click();
    expect((await listening).headers()['content-type']).toContain('subscriptionSpec="1.0"');
    for (const content of ['Hello', 'Goodbye']) {
      const sent = await stack.ask(
        'mutation ($input: SendExchangeMessageInput!) { sendExchangeMessage(input: $input) { id } }',
        { input: { exchangeId, content } },
        token,
      );
      expect(sent.errors).toBeUndefined();
      await shown(content);
    }
    await page.getByRole('button', { name: /^Stop query/ }).click();
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
    await page.getByRole('tab').nth(1).getByRole('button', { name: 'Close Tab' }).click();
  });

  it('opens an example in a tab of its own, and finds that tab again', async () => {
    const examples = page.getByLabel('Examples', { exact: true });
    await examples.getByRole('button', { name: /^Quotes and productions/ }).click();
    await page.getByRole('tab', { name: 'Builds' }).waitFor();
    await queryEditor().getByText('livePrice').waitFor();
    const tabs = await page.getByRole('tab').count();
    await examples.getByRole('button', { name: /^One question, five services/ }).click();
    await queryEditor().getByText('properties').waitFor();
    expect(await page.getByRole('tab').count()).toBe(tabs);
  });

  it('opens the documentation explorer on the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const documentation = page.getByLabel('Documentation Explorer', { exact: true });
    await documentation
      .getByRole('link', { name: 'Query', exact: true })
      .or(documentation.getByText('Query', { exact: true }))
      .first()
      .click();
    await documentation.getByText('platformLinks').first().waitFor();
  });

  it('keeps headers over a reload and sends them', async () => {
    await page.getByRole('button', { name: 'Headers' }).click();
    const headers = page.getByRole('region', { name: 'Headers' });
    await headers.locator('.monaco-editor:visible').click();
    await page.keyboard.insertText('{ "x-partner": "acme" }');
    await page.waitForFunction(() => (localStorage.getItem('graphiql:tabState') ?? '').includes('x-partner'));
    await page.reload();
    const sent = page.waitForRequest((request) => (request.postData() ?? '').includes('platformLinks(first: 1)'));
    await page.getByRole('button', { name: /^Execute query/ }).click();
    expect((await sent).headers()['x-partner']).toBe('acme');
  });

  it('is still signed in after a reload, and not after signing out', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Not signed in').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('explores with the access token of a partner, as far as its scopes go, and forgets it', async () => {
    const { password } = stack.demoUsers.find(({ role }) => role === 'CLIENT') as (typeof stack.demoUsers)[number];
    const { data } = await stack.ask(
      'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }',
      { input: { name: 'Acme', scopes: ['user:read', 'property:read'], expiresAt: new Date(Date.now() + 7 * 86_400_000), password } },
      await stack.signIn('CLIENT'),
    );
    await page.getByRole('button', { name: 'Sign in' }).click();
    const panel = page.getByRole('region', { name: 'Sign in' });
    await panel.getByRole('button', { name: 'Use an access token' }).click();
    await panel.getByLabel('Token of a partner').fill('no token');
    await panel.getByRole('button', { name: 'Use token' }).click();
    await page.getByRole('banner').getByText('This is no access token').waitFor();
    expect(await panel.getByLabel('Token of a partner').inputValue()).toBe('');
    await panel.getByLabel('Token of a partner').fill(data.createAccessToken.token);
    await panel.getByRole('button', { name: 'Use token' }).click();
    await page.getByRole('banner').getByText('Access token: Acme').waitFor();
    expect(await page.getByRole('banner').getByRole('alert').count()).toBe(0);

    const answered = page.waitForResponse(
      (candidate) => candidate.url().endsWith('/graphql') && (candidate.request().postData() ?? '').includes('platformLinks(first: 1)'),
    );
    await page.getByRole('button', { name: /^Execute query/ }).click();
    const answer = (await (await answered).json()) as { data: CrossDomainData; errors: { extensions: { code: string } }[] };
    expect(answer.data.me.properties.edges[0]?.node.title).toBeTruthy();
    expect(answer.data.me.properties.edges[0]?.node.documents).toBeNull();
    expect(new Set(answer.errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));

    await page.reload();
    await page.getByRole('banner').getByText('Access token: Acme').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Not signed in').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('asked no other origin for anything, and the console stayed clean', () => {
    expect(foreignRequests).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
}
interface CrossDomainData {
  readonly me: {
    readonly email: string;
    readonly properties: Connection<{
      title: string;
      documents: Connection<{ title: string }>;
      exchanges: Connection<{ id: string }>;
    }>;
    readonly platformLinks: Connection<{ name: string; platform: string }>;
  };
  readonly builds: Connection<{ status: string; client: { id: string; name: string } }>;
}
