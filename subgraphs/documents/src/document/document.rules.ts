import { PARTICIPANT_ROLES } from '@plat/shared/access/role-matrix';
import type { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import type { CreateDocumentInput, UpdateDocumentInput } from './document.input';

/** Argument path to the rule that it breaks. */
export type Faults = Record<string, string>;

type Changes = Omit<UpdateDocumentInput, 'id' | 'version'>;

/** What a new document needs, by origin; others are not added by hand. */
const NEEDED: Readonly<Partial<Record<DocumentOrigin, readonly Exclude<keyof CreateDocumentInput, 'sourceUrl'>[]>>> = {
  PLATFORM: ['platform', 'platformPath'],
  REAL_ESTATE: ['realEstateType'],
  EXCHANGE: ['exchangeId', 'fileName', 'fileType'],
};

/** What only documents of one origin have. */
const RESERVED: Readonly<Partial<Record<keyof CreateDocumentInput, DocumentOrigin>>> = {
  platform: DocumentOrigin.PLATFORM,
  platformPath: DocumentOrigin.PLATFORM,
  platformLinkId: DocumentOrigin.PLATFORM,
  realEstateType: DocumentOrigin.REAL_ESTATE,
  exchangeId: DocumentOrigin.EXCHANGE,
  accessLevel: DocumentOrigin.EXCHANGE,
  allowedRoles: DocumentOrigin.EXCHANGE,
};

const LONGEST: Readonly<Partial<Record<keyof CreateDocumentInput, number>>> = {
  title: 255,
  documentTypeLabel: 255,
  fileName: 255,
  mimeType: 255,
  fileType: 50,
  platform: 50,
  platformPath: 4_096,
  description: 10_000,
};

const ROLES: readonly string[] = PARTICIPANT_ROLES;

/** Everything that is wrong with a new document at once. */
export function faultsOfNew(input: Omit<CreateDocumentInput, 'sourceUrl'>): Faults {
  const needed = NEEDED[input.origin];
  if (!needed)
    return { 'input.origin': `must be ${Object.keys(NEEDED).join(', ')}: the others are added where their leads and projects are` };
  const faults = faultsOfDetails(input, input.origin);
  for (const field of needed) if (!input[field]) faults[`input.${field}`] = `is needed for origin ${input.origin}`;
  if (!input.title && !input.fileName) faults['input.title'] ??= 'is needed where there is no file name';
  if (input.fileSize && BigInt(input.fileSize) <= 0n) faults['input.fileSize'] = 'must be more than 0';
  if (input.accessLevel === DocumentAccessLevel.RESTRICTED && !input.allowedRoles?.length)
    faults['input.allowedRoles'] = 'must name a role for a RESTRICTED document';
  return faults;
}

/** Everything that is wrong with an edit at once. */
export function faultsOfEdit(changes: Changes, document: Document): Faults {
  const faults = faultsOfDetails(changes, document.origin);
  const required = [
    'title',
    'status',
    'accessLevel',
    ...(document.origin === DocumentOrigin.REAL_ESTATE ? ['realEstateType' as const] : []),
  ] as const;
  for (const field of required) if (changes[field] === null) faults[`input.${field}`] = 'must not be null; leave it out';
  const { accessLevel, allowedRoles } = { ...document, ...given(changes) };
  const touchesAccess = changes.accessLevel !== undefined || changes.allowedRoles !== undefined;
  if (touchesAccess && accessLevel === DocumentAccessLevel.RESTRICTED && !allowedRoles?.length)
    faults['input.allowedRoles'] = 'must name a role for a RESTRICTED document';
  return faults;
}

/** Without what was left out. */
export const given = <T extends object>(changes: T): Partial<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;

function faultsOfDetails(input: Partial<CreateDocumentInput>, origin: DocumentOrigin): Faults {
  const faults: Faults = {};
  for (const [field, longest] of Object.entries(LONGEST) as [keyof CreateDocumentInput, number][]) {
    const text = input[field] as string | null | undefined;
    if (text?.trim() === '') faults[`input.${field}`] = 'must not be empty';
    if (text && text.length > longest) faults[`input.${field}`] = `must have at most ${longest} characters`;
  }
  for (const [field, only] of Object.entries(RESERVED) as [keyof CreateDocumentInput, DocumentOrigin][]) {
    if (input[field] !== undefined && input[field] !== null && only !== origin)
      faults[`input.${field}`] = `is for documents of origin ${only}`;
  }
  const stranger = input.allowedRoles?.find((role) => !ROLES.includes(role));
  if (stranger !== undefined) faults['input.allowedRoles'] = `must be among ${ROLES.join(', ')}`;
  return faults;
}
