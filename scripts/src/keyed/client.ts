import { setTimeout as pause } from 'node:timers/promises';

/** A mutation with its key, and what a client takes for an answer to it. */
export interface Keyed {
  readonly key: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** By response name, what the field writes to. */
  readonly writes: Readonly<Record<string, unknown>>;
  /** Codes by which it may be refused; none unless given. */
  readonly refusals?: readonly string[];
}

/** What a client was told in the end of one field: the id of what was written, that nobody knows, or why it was not. */
export type ToldOfField = { readonly id: string } | 'unknown' | { readonly refused: string };

/** The same by response name. */
export type Told = Readonly<Record<string, ToldOfField>>;

/** A client of the gateway that is cut off at times and does not give up. */
export interface ClientParts {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly chance: () => number;
}

interface Answer {
  readonly data?: Readonly<Record<string, { readonly id: string } | null>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string; readonly outcome?: string };
  }[];
}

const CUT_SHARE = 0.05;
const CUT_WITHIN_MS = 40;
const ASK_AGAIN_SHARE = 0.05;
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const PASSING: ReadonlySet<string | undefined> = new Set(['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED']);
/** What is not kept under the key. */
const LOST_RACE = /right now|in a moment|took too long/;
/** A minute and more before an access token ends. */
const RENEW_MS = 200_000;

/** Sends works until each is answered; any number at a time. */
export class Client {
  /** Requests that were sent, and connections that were cut by this side. */
  readonly counts = { attempts: 0, cuts: 0, askedAgain: 0 };
  private token: { readonly text: Promise<string>; readonly since: number } | undefined;

  constructor(private readonly parts: ClientParts) {}

  /** @throws Error for an answer that is neither what was asked for nor a reason to try again */
  async carryOut(work: Keyed): Promise<Told> {
    const told = await this.untilAnswered(work);
    if (this.parts.chance() >= ASK_AGAIN_SHARE) return told;
    this.counts.askedAgain += 1;
    const again = await this.untilAnswered(work);
    if (JSON.stringify(again) !== JSON.stringify(told))
      throw new Error(`${work.key} was answered ${JSON.stringify(told)} and then ${JSON.stringify(again)}`);
    return told;
  }

  private async untilAnswered(work: Keyed): Promise<Told> {
    for (;;) {
      const told = await this.attempt(work);
      if (told) return told;
      await pause(20 + this.parts.chance() * 100);
    }
  }

  /** Asks once. @returns undefined for a reason to try again @throws Error as {@link carryOut} */
  async attempt(work: Keyed): Promise<Told | undefined> {
    this.counts.attempts += 1;
    const isCut = this.parts.chance() < CUT_SHARE;
    if (isCut) this.counts.cuts += 1;
    const signal = isCut ? AbortSignal.timeout(Math.ceil(this.parts.chance() * CUT_WITHIN_MS)) : undefined;
    const token = await this.accessToken();
    const answer = await this.send(work.query, work.variables, { authorization: `Bearer ${token}`, 'idempotency-key': work.key }, signal);
    return answer && this.read(work, answer);
  }

  /** @returns undefined for a reason to try again */
  private read({ writes, refusals = [] }: Keyed, { data, errors = [] }: Answer): Told | undefined {
    if (errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) this.token = undefined;
    if (errors.some(({ extensions }) => PASSING.has(extensions?.code) || extensions?.code === 'UNAUTHENTICATED')) return undefined;
    const told = Object.keys(writes).map((field): [string, ToldOfField | undefined] => {
      const found = data?.[field];
      if (found) return [field, found];
      const error = errors.find(({ path }) => path?.[0] === field);
      if (error?.extensions?.outcome === 'UNKNOWN') return [field, 'unknown'];
      const code = error?.extensions?.code;
      // Somebody else held a lock, or is deleting the same: the conflicts that these works can meet.
      if (code === 'CONFLICT' && LOST_RACE.test(error?.message ?? '')) return [field, undefined];
      if (code !== undefined && refusals.includes(code)) return [field, { refused: code }];
      throw new Error(`${field} was answered ${JSON.stringify({ data, errors })}`);
    });
    return told.some(([, one]) => one === undefined) ? undefined : (Object.fromEntries(told) as Told);
  }

  private accessToken(): Promise<string> {
    const now = performance.now();
    if (!this.token || now - this.token.since > RENEW_MS) this.token = { text: this.signIn(), since: now };
    return this.token.text;
  }

  private async signIn(): Promise<string> {
    const { email, password } = this.parts;
    for (;;) {
      const answer = (await this.send(SIGN_IN, { input: { email, password } })) as
        | { data?: { signIn?: { accessToken: string } } }
        | undefined;
      const token = answer?.data?.signIn?.accessToken;
      if (token) return token;
      await pause(100);
    }
  }

  /** @returns undefined when no answer came, or one that is cut off */
  private async send(query: string, variables: object, headers: object = {}, signal?: AbortSignal): Promise<Answer | undefined> {
    try {
      const response = await fetch(this.parts.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
        signal,
      });
      return (await response.json()) as Answer;
    } catch {
      return undefined;
    }
  }
}
