import { randomUUID } from 'node:crypto';
import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Deletions } from '@plat/shared/references/deletion';
import { credentialsFault, sealCredentials } from './credentials';
import { PlatformLink } from './platform-link.entity';
import { type CreatePlatformLinkInput, DocumentsOfPlatformLink, type UpdatePlatformLinkInput } from './platform-link.input';
import { assertMayDeletePlatformLink, assertMayEditPlatformLink, visiblePlatformLinks } from './platform-link.policy';
import { rootPathFault } from './root-path';

/** The columns that a request may give a new row; naming another one, even with its default, the database refuses. */
const INSERTED = [
  'id',
  'userId',
  'name',
  'platform',
  'rootPath',
  'isEnabled',
  'syncOnStartup',
  'syncOnSchedule',
  'syncDirection',
  'syncInterval',
  'metadata',
  'credentialsCiphertext',
  'nonce',
  'salt',
];

/** Platforms that their owner has connected; the owner's credentials go in encrypted, and never come out here. */
export class PlatformLinkService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly cipher: SecretCipher,
    private readonly deletions: Deletions,
  ) {}

  /** @throws PlatError BAD_USER_INPUT with each argument that breaks a rule */
  async create(input: CreatePlatformLinkInput): Promise<PlatformLink> {
    const { db, viewer } = this.scope;
    check(input, input.credentials);
    const { credentials, ...details } = input;
    const owned = { id: randomUUID(), userId: viewer.userId };
    // Credentials are bound to their row, so its id is ours to choose; before the first statement no connection waits.
    const sealed = await sealCredentials(this.cipher, owned, credentials);
    const link = db.create(PlatformLink, { ...details, ...owned, ...sealed } as Partial<PlatformLink>);
    await db
      .createQueryBuilder()
      .insert()
      .into(PlatformLink, INSERTED)
      .values(link as never)
      .execute();
    await this.events.record('platform_link.created', link);
    return link;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, credentials, ...changes }: UpdatePlatformLinkInput): Promise<PlatformLink> {
    const { db, viewer } = this.scope;
    // Credentials are bound to the id as it is written here, and PostgreSQL reads a uuid in other forms too.
    if (!isUuid(id)) throw notFound('PlatformLink', id);
    const isSealable = credentials !== undefined && !credentialsFault(credentials);
    // Before the first statement, so that neither a connection nor the row's lock waits for it; only the owner gets on.
    const sealed = isSealable ? await sealCredentials(this.cipher, { id, userId: viewer.userId }, credentials) : {};
    const { row, before, after } = await revise(db, PlatformLink, {
      id,
      version,
      changes: { ...changes, ...sealed } as Partial<PlatformLink>,
      scope: visiblePlatformLinks(viewer),
      mayEdit: (link) => assertMayEditPlatformLink(viewer, link),
      // The rules join what changes with what stays, so the edited row is checked; nothing else follows from it.
      derive: (edited) => {
        check(edited, credentials);
        return {};
      },
    });
    await this.events.record('platform_link.updated', row, { before, after, userId: row.userId });
    return row;
  }

  /** @throws PlatError as {@link Deletions.delete} */
  delete(id: string, version: number | null | undefined, documents: DocumentsOfPlatformLink): Promise<PlatformLink> {
    const { viewer } = this.scope;
    return this.deletions.delete(PlatformLink, {
      id,
      version,
      scope: visiblePlatformLinks(viewer),
      mayDelete: (link) => assertMayDeletePlatformLink(viewer, link),
      // documents reads it: rows of these types lose the link in the place of going with it.
      told: { keeps: documents === DocumentsOfPlatformLink.KEEP ? ['Document'] : [] },
    });
  }
}

type Details = Pick<
  CreatePlatformLinkInput,
  'name' | 'platform' | 'rootPath' | 'isEnabled' | 'syncOnStartup' | 'syncOnSchedule' | 'syncInterval'
>;

const REQUIRED = ['name', 'rootPath', 'isEnabled', 'syncOnStartup', 'syncOnSchedule'] as const;
const MAX_NAME = 255;
const MAX_INTERVAL = 10_080;

/** All faults of a link at once; the database's checks stand behind. @param credentials undefined where they stay */
function check(link: Details, credentials: unknown): void {
  const faults: Record<string, string> = {};
  const fault = (field: keyof Details | 'credentials', rule: string | undefined) => {
    if (rule) faults[`input.${field}`] ??= rule;
  };
  const { name, platform, rootPath, syncOnSchedule, syncInterval } = link;
  for (const field of REQUIRED) if (link[field] === null) fault(field, 'must not be null; leave it out');
  if (!name?.trim()) fault('name', 'must not be empty');
  else if ([...name].length > MAX_NAME) fault('name', `must have at most ${MAX_NAME} characters`);
  fault('rootPath', rootPathFault(platform, rootPath ?? ''));
  const hasInterval = syncInterval !== undefined && syncInterval !== null;
  if (hasInterval && (syncInterval < 1 || syncInterval > MAX_INTERVAL)) fault('syncInterval', 'must be between 1 and 10,080 minutes');
  if (syncOnSchedule && !hasInterval) fault('syncInterval', 'is needed for a schedule');
  if (credentials !== undefined) fault('credentials', credentialsFault(credentials));
  if (Object.keys(faults).length) throw badInput(faults);
}
