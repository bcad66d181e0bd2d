import type { CurrentIdentities } from '@plat/shared/access/current-identity';
import { Viewer } from '@plat/shared/access/viewer';
import { unavailable } from '@plat/shared/errors/plat-error';
import type { TestDocuments } from './documents.factory';

/** crm in small: what people may at this moment. */
export class People implements CurrentIdentities {
  readonly known = new Map<string, Viewer>();
  isDown = false;

  /** Lets crm know of somebody. */
  add(viewer: Viewer): Viewer {
    this.known.set(viewer.userId, viewer);
    return viewer;
  }

  async of(userId: string): Promise<Viewer | null> {
    if (this.isDown) throw unavailable('The crm service does not answer right now; try again.');
    const viewer = this.known.get(userId);
    if (!viewer) return null;
    const { sessionId: _, ...identity } = viewer.identity;
    return new Viewer({ ...identity, asOf: 0 });
  }
}

const CREATE = `mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) {
  token url shareLink { id version label expiresAt maxDownloads downloads revokedAt createdBy { id } documents { id } } } }`;

export const createLink = (documents: TestDocuments, as: Viewer, input: object) =>
  documents.ask(as, CREATE, { input: { expiresAt: '2026-03-02T10:00:00Z', ...input } });

export const revokeLink = (documents: TestDocuments, as: Viewer, id: string, version?: number) =>
  documents.ask(as, 'mutation ($id: ID!, $version: Int) { revokeShareLink(id: $id, version: $version) { revokedAt version } }', {
    id,
    version,
  });

/** An answer to somebody's browser. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** A browser: it keeps cookies, and follows nothing by itself. */
export class Browser {
  private readonly jar = new Map<string, string>();

  async go(
    url: string,
    { form, headers = {}, method }: { form?: Record<string, string>; headers?: Record<string, string>; method?: string } = {},
  ): Promise<Page> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method: method ?? (form ? 'POST' : 'GET'),
      redirect: 'manual',
      headers: { ...(cookie && { cookie }), ...headers },
      ...(form && { body: new URLSearchParams(form) }),
    });
    const cookies = answer.headers.getSetCookie();
    for (const one of cookies) {
      const [name, value] = (one.split(';')[0] as string).split('=') as [string, string];
      this.jar.set(name, value);
    }
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text(), cookies };
  }

  /** The addresses of files on a page. */
  static filesOn({ text }: Page): string[] {
    return [...text.matchAll(/<a href="([^"]+)" download/g)].map(([, url]) => (url as string).replaceAll('&amp;', '&'));
  }
}
