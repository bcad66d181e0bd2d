import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import { ApiKey, ApiKeyStatus } from './api-key.entity';
import type { CreateApiKeyInput, UpdateApiKeyInput } from './api-key.input';
import { assertMayUseApiKey, visibleApiKeys } from './api-key.policy';
import { sealApiKey } from './sealed-key';

/** The columns that a request may give a new row; naming another one, even with its default, the database refuses. */
const INSERTED = ['id', 'userId', 'service', 'keyName', 'keyCiphertext', 'nonce', 'salt', 'isActive', 'status'];
const MAX_SERVICE = 100;
const MAX_NAME = 255;
const MAX_KEY_BYTES = 8 * 1024;

/** Keys of users at services of third parties. They go in encrypted; api-key.reveal.ts alone takes them out. */
export class ApiKeyService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly cipher: SecretCipher,
  ) {}

  /** @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, CONFLICT for a name or a use that is taken */
  async create(input: CreateApiKeyInput): Promise<ApiKey> {
    const { db, viewer } = this.scope;
    check(input);
    const { key, keyName = 'default', isActive = true, service } = input;
    const owned = { id: randomUUID(), userId: viewer.userId };
    // A key is bound to its row, so the row's id is ours to choose; before the first statement no connection waits.
    const sealed = await sealApiKey(this.cipher, owned, key);
    const status = isActive ? ApiKeyStatus.ACTIVE : ApiKeyStatus.INACTIVE;
    const apiKey = db.create(ApiKey, { ...owned, ...sealed, service, keyName, isActive, status });
    await explained(
      db
        .createQueryBuilder()
        .insert()
        .into(ApiKey, INSERTED)
        .values(apiKey as never)
        .execute(),
    );
    await this.events.record('api_key.created', apiKey);
    return apiKey;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version or the rule */
  async update({ id, version, key, ...changes }: UpdateApiKeyInput): Promise<ApiKey> {
    const { db, viewer } = this.scope;
    // A key is bound to the id as it is written here, and PostgreSQL reads a uuid in other forms too.
    if (!isUuid(id)) throw notFound('ApiKey', id);
    check({ ...changes, key });
    // Before the first statement, so that neither a connection nor the row's lock waits for it; only the owner gets on.
    const sealed = key === undefined ? {} : await sealApiKey(this.cipher, { id, userId: viewer.userId }, key);
    const { row, before, after } = await explained(
      revise(db, ApiKey, {
        id,
        version,
        changes: { ...changes, ...sealed },
        scope: visibleApiKeys(viewer),
        mayEdit: (apiKey) => assertMayUseApiKey(viewer, apiKey),
        derive: ({ isActive, status }) => ({ status: statusAfter(isActive, status, key !== undefined) }),
      }),
    );
    await this.events.record('api_key.updated', row, { before, after });
    return row;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version */
  async delete(id: string, version?: number | null): Promise<ApiKey> {
    const apiKey = await this.locked(id);
    assertVersion('ApiKey', apiKey, version);
    await this.scope.db.delete(ApiKey, { id: apiKey.id });
    await this.events.record('api_key.deleted', apiKey, { before: apiKey, after: {} });
    return apiKey;
  }

  /** A key of the viewer's own, locked until the transaction ends. @throws PlatError NOT_FOUND or FORBIDDEN */
  async locked(id: string): Promise<ApiKey> {
    const { db, viewer } = this.scope;
    if (!isUuid(id)) throw notFound('ApiKey', id);
    const where = narrowed(visibleApiKeys(viewer), 'id', Equal(id));
    const seen = await db.findOne(ApiKey, { where });
    if (!seen) throw notFound('ApiKey', id);
    assertMayUseApiKey(viewer, seen);
    const apiKey = await db.findOne(ApiKey, { where, lock: { mode: 'pessimistic_write' } });
    if (!apiKey) throw notFound('ApiKey', id);
    return apiKey;
  }
}

/** What a check found is of the key that it tried: another key, or one that comes back into use, has not been tried. */
const statusAfter = (isActive: boolean, status: ApiKeyStatus, isNewKey: boolean): ApiKeyStatus => {
  if (!isActive) return ApiKeyStatus.INACTIVE;
  return isNewKey || status === ApiKeyStatus.INACTIVE ? ApiKeyStatus.ACTIVE : status;
};

const TAKEN: Readonly<Record<string, string>> = {
  api_keys_active_key: 'Another key of this service is in use; make that one inactive first.',
  api_keys_user_id_service_key_name_key: 'You have a key of this name at this service already.',
};

/** Says in words which rule of the database a write has met. */
async function explained<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const rule = error instanceof PlatError ? String(error.extensions.rule) : '';
    throw TAKEN[rule] ? conflict(TAKEN[rule], { rule }) : error;
  }
}

/** All faults of an input at once, without a letter of the key; the database's checks stand behind. */
function check(input: Partial<CreateApiKeyInput>): void {
  const faults: Record<string, string> = {};
  const text = (field: 'service' | 'keyName', max: number) => {
    const value = input[field];
    if (value === undefined) return;
    if (!value?.trim()) faults[`input.${field}`] = 'must not be empty';
    else if ([...value].length > max) faults[`input.${field}`] = `must have at most ${max} characters`;
  };
  text('service', MAX_SERVICE);
  text('keyName', MAX_NAME);
  const { key, isActive } = input;
  if (isActive === null) faults['input.isActive'] = 'must not be null; leave it out';
  if (key !== undefined && !key?.trim()) faults['input.key'] = 'must not be empty';
  else if (key && Buffer.byteLength(key) > MAX_KEY_BYTES) faults['input.key'] = 'must be at most 8 KB';
  if (Object.keys(faults).length) throw badInput(faults);
}
