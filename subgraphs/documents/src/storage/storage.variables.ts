import { SetupError } from '@plat/shared/database/setup-error';
import { z } from 'zod';
import { ALL_EXTENSIONS } from '../blob/file-forms';
import { StorageProvider } from '../document/document.enum';
import { UPLOAD_LIMITS } from '../upload/upload.limits';
import type { BucketSettings } from './s3.storage';
import type { StorageSettings } from './storages';

const bytes = z.coerce.number({ error: 'must be a number of bytes' }).int().min(1);
const text = z.string().optional();
const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional();

/** Each bucket by itself, so that an installation which moves has both for a while. */
const bucketVariables = <K extends 'S3' | 'GCP'>(kind: K) =>
  ({
    [`DOCUMENTS_${kind}_BUCKET`]: text,
    [`DOCUMENTS_${kind}_ENDPOINT`]: address,
    [`DOCUMENTS_${kind}_REGION`]: text,
    [`DOCUMENTS_${kind}_KEY_ID`]: text,
    [`DOCUMENTS_${kind}_SECRET`]: text,
    [`DOCUMENTS_${kind}_PREFIX`]: z
      .string()
      .regex(/^[\w./-]{0,200}$/, 'must be letters, digits, dots, dashes and slashes')
      .optional(),
  }) as Record<string, z.ZodType<string | undefined>>;

/** Some of the formats that we know how to judge, by extension. */
const extensions = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim().toLowerCase()))
  .refine((list) => list.every((one) => ALL_EXTENSIONS.includes(one)), `must be some of ${ALL_EXTENSIONS.join(',')}`);

/** The variables that say where bytes are kept, and which are taken. */
export const STORAGE_VARIABLES = {
  DOCUMENTS_MAX_FILE_SIZE: bytes.default(UPLOAD_LIMITS.file),
  DOCUMENTS_SPACE: bytes.default(UPLOAD_LIMITS.person),
  DOCUMENTS_FILE_TYPES: extensions.default([...ALL_EXTENSIONS]),
  DOCUMENTS_STORAGE: z.enum(['local', 's3', 'gcp']).default('local'),
  DOCUMENTS_FOLDER: text,
  ...bucketVariables('S3'),
  ...bucketVariables('GCP'),
};

const GOOGLE = 'https://storage.googleapis.com';

/** @throws SetupError that names what the chosen storage needs */
export function storageOf(values: Readonly<Record<string, string | undefined>>): StorageSettings {
  const bucketOf = (kind: 'S3' | 'GCP', endpoint?: string): BucketSettings | undefined => {
    const value = (name: string) => values[`DOCUMENTS_${kind}_${name}`];
    const [bucket, accessKeyId, secretAccessKey] = [value('BUCKET'), value('KEY_ID'), value('SECRET')];
    if (!bucket) return undefined;
    return {
      bucket,
      endpoint: value('ENDPOINT') ?? endpoint,
      region: value('REGION') ?? (kind === 'GCP' ? 'auto' : 'us-east-1'),
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
      prefix: value('PREFIX') ?? '',
    };
  };
  const settings = {
    newIn: { local: StorageProvider.LOCAL, s3: StorageProvider.S3, gcp: StorageProvider.GCP }[values.DOCUMENTS_STORAGE as 'local'],
    folder: values.DOCUMENTS_FOLDER,
    s3: bucketOf('S3'),
    gcp: bucketOf('GCP', GOOGLE),
  };
  const needed = { LOCAL: 'DOCUMENTS_FOLDER', S3: 'DOCUMENTS_S3_BUCKET', GCP: 'DOCUMENTS_GCP_BUCKET' }[settings.newIn];
  if (!values[needed]) throw new SetupError(`Set these environment variables:\n  ${needed}: is missing`);
  return settings;
}
