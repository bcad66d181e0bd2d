import { randomBytes } from 'node:crypto';

/** Asks the service as its user. */
export type Ask = (
  query: string,
  variables: object,
) => Promise<{ readonly data: Readonly<Record<string, unknown>>; readonly errors?: readonly { readonly message: string }[] }>;

/** Something that a user does. What it needs is prepared first, of which nobody dies. */
interface Scenario<T = unknown> {
  readonly prepare: (ask: Ask) => Promise<T>;
  readonly run: (ask: Ask, prepared: T) => Promise<unknown>;
}

interface Started {
  readonly id: string;
  readonly parts: readonly { readonly size: number; readonly url: string }[];
}

const START = 'mutation ($input: StartUploadInput!) { startUpload(input: $input) { id parts { size url } } }';
const FINISH = 'mutation ($id: ID!) { finishUpload(id: $id) { id } }';
const ABORT = 'mutation ($id: ID!) { abortUpload(id: $id) }';
const RESTORE = 'mutation ($id: ID!) { restoreDocumentVersion(documentId: $id, number: 1) { id } }';
const TRASH = 'mutation ($id: ID!) { trashDocument(id: $id) { __typename } }';
const PURGE = 'mutation ($id: ID!) { purgeDocument(id: $id) { __typename } }';
const DEED = { origin: 'REAL_ESTATE', realEstateType: 'DEED' };

const text = (size = 900): Buffer => Buffer.from(randomBytes(size / 2).toString('hex'));

async function send(ask: Ask, file: Buffer, more: object = {}): Promise<Started> {
  const input = { document: DEED, fileName: 'deed.txt', fileSize: file.length, ...more };
  const upload = (await ask(START, { input })).data.startUpload as Started;
  let from = 0;
  for (const { size, url } of upload.parts) {
    const { status } = await fetch(url, { method: 'PUT', body: new Uint8Array(file.subarray(from, from + size)) });
    if (status !== 200) throw new Error(`A part was answered ${status}.`);
    from += size;
  }
  return upload;
}

const finish = async (ask: Ask, { id }: Started): Promise<string> => {
  const { data, errors } = await ask(FINISH, { id });
  if (errors) throw new Error(errors[0]?.message);
  return (data.finishUpload as { id: string }).id;
};

const added = async (ask: Ask, file = text(), more: object = {}): Promise<string> => finish(ask, await send(ask, file, more));
const nothing = async (): Promise<undefined> => undefined;
const scenario = <T>(prepare: Scenario<T>['prepare'], run: Scenario<T>['run']): Scenario => ({ prepare, run }) as Scenario;

/** What users do that changes what is kept. */
export const SCENARIOS = {
  'upload in one part': scenario(nothing, (ask) => added(ask)),
  'upload in three parts': scenario(nothing, (ask) => added(ask, text(), { partSize: 400 })),
  'upload of what is kept already': scenario(
    async (ask) => {
      const file = text();
      await added(ask, file);
      return file;
    },
    (ask, file) => added(ask, file),
  ),
  'a part sent again': scenario(nothing, async (ask) => {
    const file = text();
    const { id } = await send(ask, file);
    const upload = (await ask('query ($id: ID!) { upload(id: $id) { id parts { size url } } }', { id })).data.upload as Started;
    await fetch(upload.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(file) });
    await finish(ask, upload);
  }),
  'a new version': scenario(
    (ask) => added(ask),
    (ask, documentId) => added(ask, text(), { documentId, document: null }),
  ),
  'an earlier version restored': scenario(
    async (ask) => {
      const documentId = await added(ask);
      await added(ask, text(), { documentId, document: null });
      return documentId;
    },
    (ask, id) => ask(RESTORE, { id }),
  ),
  'a document put in the trash and purged': scenario(
    async (ask) => {
      const documentId = await added(ask);
      await added(ask, text(), { documentId, document: null });
      return documentId;
    },
    async (ask, id) => {
      for (const query of [TRASH, PURGE]) {
        const { errors } = await ask(query, { id });
        if (errors) throw new Error(errors[0]?.message);
      }
    },
  ),
  'an upload given up': scenario(nothing, async (ask) => {
    const { id } = await send(ask, text(), { partSize: 400 });
    await ask(ABORT, { id });
  }),
  'a file that is refused': scenario(nothing, async (ask) => {
    const { id } = await send(ask, Buffer.concat([text(), Buffer.alloc(1)]), { partSize: 400 });
    await ask(FINISH, { id });
  }),
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof SCENARIOS;
