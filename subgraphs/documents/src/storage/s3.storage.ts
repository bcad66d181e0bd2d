import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { assertStorageKey, type ByteRange, MissingBytes, type StorageProvider, type StoredKey } from './storage.provider';

/** Where a bucket is, and who may write there. */
export interface BucketSettings {
  readonly bucket: string;
  /** The address of the server; Amazon's for the region unless given. */
  readonly endpoint?: string;
  readonly region: string;
  /** Where they are left out, the machine's own identity is used. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What all keys begin with, so that a bucket may be shared. */
  readonly prefix: string;
}

/** What is sent at a time; a smaller file is sent as one, and no more than this is held of a larger one. */
const PART = 8 * 1024 * 1024;
/** S3 takes no more parts of one file. */
const MOST_PARTS = 10_000;

/** The library is loaded by whoever has a bucket. */
const sdk = () => import('@aws-sdk/client-s3');

const isMissing = (error: unknown) => ['NoSuchKey', 'NotFound'].includes((error as Error).name);

/**
 * Keeps bytes in a bucket of a server that speaks S3: Amazon's own, Google's by its S3 interface, or one's own. A file
 * becomes readable when its last part has arrived. A process that is killed leaves parts that nobody sees: a rule of the
 * bucket that aborts incomplete uploads after a day removes them.
 */
export class S3Storage implements StorageProvider {
  private opened: S3Client | undefined;

  constructor(
    readonly kind: 'S3' | 'GCP',
    private readonly settings: BucketSettings,
  ) {}

  async write(key: string, bytes: Readable, size = 0): Promise<void> {
    const parts = inParts(bytes, Math.max(PART, Math.ceil(size / MOST_PARTS)));
    try {
      const first = await parts.next();
      const body = first.value ?? Buffer.alloc(0);
      const second = await parts.next();
      if (second.done) await this.put(key, body);
      else await this.putParts(key, [body, second.value], parts);
    } finally {
      bytes.destroy();
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const { GetObjectCommand } = await sdk();
    try {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const { Body } = await (await this.client()).send(new GetObjectCommand({ ...this.at(key), Range }));
      if (!(Body instanceof Readable)) throw new Error('The server answered without a body.');
      return Body;
    } catch (error) {
      throw isMissing(error) ? new MissingBytes() : error;
    }
  }

  async size(key: string): Promise<number | undefined> {
    const { HeadObjectCommand } = await sdk();
    try {
      return (await (await this.client()).send(new HeadObjectCommand(this.at(key)))).ContentLength;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    const { DeleteObjectCommand } = await sdk();
    await (await this.client()).send(new DeleteObjectCommand(this.at(key)));
  }

  async *keys(): AsyncIterable<StoredKey> {
    const { paginateListObjectsV2 } = await sdk();
    const { bucket: Bucket, prefix: Prefix } = this.settings;
    for await (const { Contents = [] } of paginateListObjectsV2({ client: await this.client() }, { Bucket, Prefix })) {
      for (const { Key = '', LastModified = new Date() } of Contents) {
        const key = Key.slice(Prefix.length);
        if (/^[0-9a-f]{40}$/.test(key)) yield { key, modifiedAt: LastModified };
      }
    }
  }

  private async put(key: string, Body: Buffer): Promise<void> {
    const { PutObjectCommand } = await sdk();
    await (await this.client()).send(new PutObjectCommand({ ...this.at(key), Body, ContentLength: Body.length }));
  }

  private async putParts(key: string, begun: readonly Buffer[], rest: AsyncIterable<Buffer>): Promise<void> {
    const { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } = await sdk();
    const client = await this.client();
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(this.at(key)));
    const upload = { ...this.at(key), UploadId };
    try {
      const Parts: { PartNumber: number; ETag?: string }[] = [];
      const send = async (Body: Buffer) => {
        const PartNumber = Parts.length + 1;
        const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: Body.length }));
        Parts.push({ PartNumber, ETag });
      };
      for (const part of begun) await send(part);
      for await (const part of rest) await send(part);
      await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    } catch (error) {
      await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined); // the bucket's rule ends it
      throw error;
    }
  }

  private at(key: string): { Bucket: string; Key: string } {
    assertStorageKey(key);
    return { Bucket: this.settings.bucket, Key: this.settings.prefix + key };
  }

  private async client(): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { endpoint, region, credentials } = this.settings;
    this.opened ??= new S3Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: endpoint !== undefined,
      // Not every server that speaks S3 knows the checksums that Amazon's does.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    });
    return this.opened;
  }
}

/** A stream in buffers of one size, the last of which is shorter. Each is new: what was sent may be sent again. */
async function* inParts(bytes: Readable, size: number): AsyncGenerator<Buffer, undefined> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let rest = chunk;
    while (length + rest.length >= size) {
      const taken = size - length;
      yield Buffer.concat([...held, rest.subarray(0, taken)], size);
      rest = rest.subarray(taken);
      held = [];
      length = 0;
    }
    if (rest.length) held.push(rest);
    length += rest.length;
  }
  if (length) yield Buffer.concat(held, length);
}
