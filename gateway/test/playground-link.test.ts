import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type AccountFault, createAccountRequests } from '../playground/account/account.requests';
import { accountLinkOf, takeAccountLink } from '../playground/account/account-link';

describe('the link of a mail', () => {
  it.each([
    ['#verify-email=abc-_9', { action: 'verify-email', token: 'abc-_9' }],
    ['#reset-password=abc', { action: 'reset-password', token: 'abc' }],
    ['#accept-invitation=abc', { action: 'accept-invitation', token: 'abc' }],
    ['#reset-password=', null],
    ['#reset-password=a b', null],
    ['#sign-out=abc', null],
    ['', null],
  ])('reads %s', (hash, link) => {
    expect(accountLinkOf(hash)).toEqual(link);
  });

  it('leaves the address bar at once, also when it is broken, and anything else stays there', () => {
    const left: unknown[] = [];
    const open = (hash: string) =>
      takeAccountLink({
        location: { hash, pathname: '/', search: '?a=1' } as Location,
        history: { state: null, replaceState: (_state: unknown, _title: string, url: string) => left.push(url) } as unknown as History,
      });
    expect(open('#verify-email=abc')).toEqual({ action: 'verify-email', token: 'abc' });
    expect(open('#verify-email=abc%20')).toBeNull();
    expect(open('#something')).toBeNull();
    expect(left).toEqual(['/?a=1', '/?a=1']);
  });
});

describe('a request about an account', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const ask = createAccountRequests('/graphql');
  const answer = (body: object) => jest.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(body));
  const refused = (extensions: object, message = 'Not so.') => {
    answer({ data: { signUp: null }, errors: [{ message, extensions }] });
    return ask('signUp', { input: {} }).catch((fault: AccountFault) => [fault.message, fault.fields]);
  };

  it("answers the server's sentence, and asks in nobody's name", async () => {
    const sent = answer({ data: { signUp: { message: 'A mail says how to go on.' } } });
    expect(await ask('signUp', { input: { email: 'a@b.example' } })).toBe('A mail says how to go on.');
    expect(new Headers(sent.mock.calls[0]?.[1]?.headers).has('authorization')).toBe(false);
  });

  it('says what is wrong by field, and of the token only that the link is void', async () => {
    const fields = { 'input.password': 'is too short', email: 'is none' };
    expect(await refused({ fields })).toEqual(['Not so.', { password: 'Is too short.', email: 'Is none.' }]);
    expect(await refused({ fields: { 'input.token': 'is not valid, or no longer' } })).toEqual([
      'This link is not valid, or no longer: each works once, and for a limited time. Ask for another one.',
      {},
    ]);
  });

  it('has the words of any other refusal, and of no answer', async () => {
    expect(await refused({ code: 'RATE_LIMITED' }, 'Wait an hour.')).toEqual(['Wait an hour.', {}]);
    jest.mocked(fetch).mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(ask('signUp', {})).rejects.toThrow('The gateway does not answer. Is it running?');
  });
});
