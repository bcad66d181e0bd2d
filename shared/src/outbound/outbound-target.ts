import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

/** All addresses of a host, as the connection will try them. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** As the machine resolves names: its hosts file, then DNS. */
const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))));

/** The address is one that nobody outside may make us connect to. It does not say which. */
export class RefusedAddressError extends Error {
  override readonly name: string = 'RefusedAddressError';
  readonly code = 'ADDRESS_REFUSED';

  constructor() {
    super('This is not an address of the open Internet.');
  }
}

/** A port below these belongs to a service that is not to be spoken to in HTTP. */
const FIRST_FREE_PORT = 1_024;
const HTTPS_PORT = 443;
/** How long whoever brings an address waits for what its name stands for; another server has that in its hands. */
const RESOLVE_MS = 3_000;

/** Where others may make us send something: to the open Internet by https, and to hosts that the operator names, by http too. */
export class OutboundTargets {
  private readonly allowed: ReadonlySet<string>;

  /** @param allowed hosts that may be anywhere: `partner.internal`, `127.0.0.1`, `[::1]`, each of them with or without `:port` */
  constructor(
    allowed: readonly string[] = [],
    private readonly resolve: Resolve = resolveBySystem,
  ) {
    this.allowed = new Set(allowed.map((host) => host.toLowerCase()));
  }

  /** @returns what is wrong with an address, in words that follow its name; undefined for a good one */
  fault(text: string): string | undefined {
    if (!URL.canParse(text)) return 'must be an absolute address';
    const url = new URL(text);
    if (url.username || url.password) return 'must hold no user name and no password';
    if (url.hash) return 'must have no fragment';
    if (this.isAllowed(url)) return /^https?:$/.test(url.protocol) ? undefined : 'must be an https address';
    if (url.protocol !== 'https:') return 'must be an https address';
    const port = Number(url.port || HTTPS_PORT);
    if (port !== HTTPS_PORT && port < FIRST_FREE_PORT) return 'must be at port 443, or at one from 1024 on';
    const host = hostOf(url);
    return isIP(host) && !isPublicAddress(host) ? NOT_PUBLIC : undefined;
  }

  /**
   * The same, with what the name stands for right now. A name that stands for nothing is no fault: what counts is what it
   * stands for when something is sent.
   */
  async resolvedFault(text: string): Promise<string | undefined> {
    const fault = this.fault(text);
    if (fault !== undefined) return fault;
    const url = new URL(text);
    if (this.isAllowed(url) || isIP(hostOf(url))) return undefined;
    const addresses = await within(RESOLVE_MS, this.resolve(hostOf(url)));
    return addresses.every(({ address }) => isPublicAddress(address)) ? undefined : NOT_PUBLIC;
  }

  /**
   * How a connection to an address finds its peer. It connects to what was looked at, so that a name which stands for
   * another address a moment later leads nowhere else.
   * @throws RefusedAddressError for an address with a fault
   */
  lookupFor(url: URL): LookupFunction {
    if (this.fault(url.href) !== undefined) throw new RefusedAddressError();
    const isAllowed = this.isAllowed(url);
    return (host, options, done) => {
      this.resolve(host).then(
        (addresses) => {
          const [first] = addresses;
          if (!first) return done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
          if (!isAllowed && !addresses.every(({ address }) => isPublicAddress(address))) return done(new RefusedAddressError(), '');
          return options.all ? done(null, [...addresses]) : done(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => done(error, ''),
      );
    };
  }

  /** URL has brought the host into its one form: `0x7f.1` and `2130706433` are `127.0.0.1` here. */
  private isAllowed({ hostname, host }: URL): boolean {
    return this.allowed.has(hostname) || this.allowed.has(host);
  }
}

/** What is known by then: none for a name that stands for nothing. */
async function within(ms: number, resolving: Promise<readonly LookupAddress[]>): Promise<readonly LookupAddress[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly LookupAddress[]>((resolve) => {
    timer = setTimeout(() => resolve([]), ms);
  });
  return Promise.race([resolving.catch(() => []), late]).finally(() => clearTimeout(timer));
}

const NOT_PUBLIC = 'must lead to the open Internet';

/** URL writes v6 addresses in brackets, and keeps the dot of a name that ends with one. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
