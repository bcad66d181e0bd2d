import { hash, verify } from '@node-rs/argon2';
import { Limiter } from './limiter';

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. */
export const ARGON2_PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Hashes of what people choose, slow to guess: argon2id in PHC form, with its salt and its parameters. Node's four threads of the
 * background also read files and look up names: hashing leaves them one, so at most three run at once, and so many wait.
 */
export class SlowHash {
  private readonly work: Limiter;
  private decoy: Promise<string> | undefined;

  /** @param refusal when too many wait @param onHash told of every hash that is computed, to be counted */
  constructor(
    refusal: () => Error,
    atMostWaiting = 200,
    private readonly onHash: () => void = () => undefined,
  ) {
    this.work = new Limiter(3, atMostWaiting, refusal);
  }

  /** @throws the refusal when a secret could not be looked at: asked before its attempt is counted */
  assertRoom(): void {
    this.work.assertRoom();
  }

  /** @throws the refusal when too many wait */
  of(secret: string): Promise<string> {
    return this.work.run(() => {
      this.onHash();
      return hash(secret, ARGON2_PARAMETERS);
    });
  }

  /**
   * Whether the secret is that of a hash. Without a hash, or with something else in its place, it works as long and says no,
   * so that time tells nothing of what is there.
   * @throws the refusal when too many wait
   */
  async fits(known: string | null | undefined, secret: string): Promise<boolean> {
    this.decoy ??= hash('a secret that nobody has', ARGON2_PARAMETERS);
    const isHash = known?.startsWith('$argon2') ?? false;
    const against = isHash ? (known as string) : await this.decoy;
    const fits = await this.work.run(() => {
      this.onHash();
      return verify(against, secret);
    });
    return fits && isHash;
  }
}

/** Whether a hash is weaker than what we make now, so that the next success should replace it. */
export function needsRehash(known: string): boolean {
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(known) ?? [];
  return !(Number(memory) >= ARGON2_PARAMETERS.memoryCost && Number(passes) >= ARGON2_PARAMETERS.timeCost);
}
