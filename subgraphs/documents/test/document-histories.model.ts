/** People of a history, by what they are to its exchange and to each other's papers. */
export const CAST = ['owner', 'stranger', 'manager', 'uploader', 'guest', 'admin'] as const;
export type Who = (typeof CAST)[number];

/** Of those who take part, their role, which stays; what they may is granted and taken back. */
const ROLES: Readonly<Partial<Record<Who, string>>> = { manager: 'COORDINATOR', uploader: 'CLIENT', guest: 'THIRD_PARTY' };

export type Level = 'EXCHANGE' | 'RESTRICTED' | 'PUBLIC';

interface Paper {
  /** The owner of one of somebody's own; null for one of the exchange. */
  readonly owner: Who | null;
  readonly uploader: Who;
  readonly level: Level;
  /** Hashes, the first version first. */
  readonly versions: string[];
  state: 'LIVE' | 'TRASH' | 'GONE';
  pin: { readonly digits: string; readonly version: number } | null;
}

interface Grant {
  readonly who: Who;
  readonly id: string;
  readonly pinVersion: number;
  readonly until: number;
}

/** What a refusal is called, or undefined for none. */
export type Outcome = 'NOT_FOUND' | 'FORBIDDEN' | undefined;

/** Who may what with papers, in maps and sets: what the service is compared with. */
export class Model {
  readonly papers = new Map<string, Paper>();
  private readonly rights = new Map<Who, ReadonlySet<string>>();
  private readonly grants = new Map<string, Grant>();
  private readonly links = new Map<string, { readonly by: Who; readonly id: string; revoked: boolean }>();

  add(id: string, { owner, uploader, level, hash }: Pick<Paper, 'owner' | 'uploader' | 'level'> & { hash: string }): void {
    this.papers.set(id, { owner, uploader, level, versions: [hash], state: 'LIVE', pin: null });
  }

  let(who: Who, rights: readonly string[]): void {
    this.rights.set(who, new Set(rights));
  }

  mayAdd(who: Who): boolean {
    return this.has(who, 'UPLOAD');
  }

  /** By the rules of reading alone, wherever it lies. */
  private reads(who: Who, { owner, uploader, level }: Paper): boolean {
    if (who === 'admin' || owner === who) return true;
    if (owner) return false;
    if (level === 'PUBLIC' || (uploader === who && this.has(who, 'UPLOAD'))) return true;
    if (!this.has(who, 'VIEW')) return false;
    // What is restricted is for coordinators, and for who uploaded it.
    return level === 'EXCHANGE' || ROLES[who] === 'COORDINATOR' || uploader === who;
  }

  /** By the rules of editing alone; what everybody reads coordinators edit. */
  private edits(who: Who, { owner, uploader, level }: Paper): boolean {
    if (owner) return owner === who;
    if (level === 'PUBLIC' && who !== 'manager') return false;
    return this.has(who, 'MANAGE') || (uploader === who && this.has(who, 'UPLOAD'));
  }

  sees(who: Who, id: string): boolean {
    const paper = this.papers.get(id);
    return paper?.state === 'LIVE' && this.reads(who, paper);
  }

  edit(who: Who, id: string): Outcome {
    if (!this.sees(who, id)) return 'NOT_FOUND';
    return this.edits(who, this.papers.get(id) as Paper) ? undefined : 'FORBIDDEN';
  }

  /** To give away needs no word to everybody. */
  share(who: Who, id: string): Outcome {
    if (!this.sees(who, id)) return 'NOT_FOUND';
    const paper = this.papers.get(id) as Paper;
    return this.edits(who, { ...paper, level: 'EXCHANGE' }) ? undefined : 'FORBIDDEN';
  }

  finds(who: Who, id: string): boolean {
    const paper = this.papers.get(id);
    if (paper?.state !== 'TRASH') return false;
    return who === 'admin' || (this.reads(who, paper) && this.edits(who, { ...paper, level: 'EXCHANGE' }));
  }

  /** What everybody would read again comes back by who may speak to everybody. */
  recover(who: Who, id: string): Outcome {
    if (!this.finds(who, id)) return 'NOT_FOUND';
    const { level } = this.papers.get(id) as Paper;
    return level === 'PUBLIC' && who !== 'manager' && who !== 'admin' ? 'FORBIDDEN' : undefined;
  }

  purge(who: Who, id: string): Outcome {
    if (!this.finds(who, id)) return 'NOT_FOUND';
    const { owner } = this.papers.get(id) as Paper;
    return who === 'admin' || owner || this.has(who, 'MANAGE') ? undefined : 'FORBIDDEN';
  }

  move(id: string, state: Paper['state']): void {
    (this.papers.get(id) as Paper).state = state;
  }

  grant(token: string, grant: Grant): void {
    this.grants.set(token, grant);
  }

  setPin(id: string, digits: string | null): void {
    const paper = this.papers.get(id) as Paper;
    paper.pin = digits === null ? null : { digits, version: this.pins };
    this.pins += 1;
  }

  /** Whether somebody may have the bytes now. @param token what they say that they got for the PIN */
  reading(who: Who, id: string, token: string | undefined, now: number): 'NOT_FOUND' | 'PIN_REQUIRED' | undefined {
    if (!this.sees(who, id)) return 'NOT_FOUND';
    const { pin } = this.papers.get(id) as Paper;
    if (!pin) return undefined;
    const grant = token ? this.grants.get(token) : undefined;
    const holds = grant && grant.who === who && grant.id === id && grant.pinVersion === pin.version && grant.until > now;
    return holds ? undefined : 'PIN_REQUIRED';
  }

  tokensOf(id: string): string[] {
    return [...this.grants].flatMap(([token, grant]) => (grant.id === id ? [token] : []));
  }

  link(link: string, by: Who, id: string): void {
    this.links.set(link, { by, id, revoked: false });
  }

  revoke(link: string): void {
    (this.links.get(link) as { revoked: boolean }).revoked = true;
  }

  /** What a link leads to at this moment. */
  linked(link: string): string[] {
    const { by, id, revoked } = this.links.get(link) as { by: Who; id: string; revoked: boolean };
    return !revoked && this.share(by, id) === undefined ? [id] : [];
  }

  allLinks(): string[] {
    return [...this.links.keys()];
  }

  linkOf(link: string): { readonly by: Who; readonly id: string; readonly revoked: boolean } {
    return this.links.get(link) as { by: Who; id: string; revoked: boolean };
  }

  private pins = 1;

  private has(who: Who, right: string): boolean {
    return this.rights.get(who)?.has(right) ?? false;
  }
}
