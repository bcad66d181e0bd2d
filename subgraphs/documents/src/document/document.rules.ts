import { PARTICIPANT_ROLES } from '@plat/shared/access/role-matrix';
import type { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import type { NewDetails, UpdateDocumentInput } from './document.input';

/** Argument path to the rule that it breaks. */
export type Faults = Record<string, string>;

type Changes = Omit<UpdateDocumentInput, 'id' | 'version'>;

/** What a new document needs, by origin. */
const NEEDED: Readonly<Record<DocumentOrigin, readonly (keyof NewDetails)[]>> = {
  PLATFORM: ['platform', 'platformPath'],
  REAL_ESTATE: ['realEstateType'],
  LEAD: ['leadId', 'leadDocumentType'],
  PROJECT: [],
  EXCHANGE: ['exchangeId', 'fileName', 'fileType'],
};

/** What only documents of one origin have. */
const RESERVED: Readonly<Partial<Record<keyof NewDetails, DocumentOrigin>>> = {
  platform: DocumentOrigin.PLATFORM,
  platformPath: DocumentOrigin.PLATFORM,
  platformLinkId: DocumentOrigin.PLATFORM,
  realEstateType: DocumentOrigin.REAL_ESTATE,
  dealId: DocumentOrigin.REAL_ESTATE,
  leadId: DocumentOrigin.LEAD,
  leadDocumentType: DocumentOrigin.LEAD,
  projectId: DocumentOrigin.PROJECT,
  inquiryId: DocumentOrigin.PROJECT,
  clientVisible: DocumentOrigin.PROJECT,
  exchangeId: DocumentOrigin.EXCHANGE,
  accessLevel: DocumentOrigin.EXCHANGE,
  allowedRoles: DocumentOrigin.EXCHANGE,
};

const LONGEST: Readonly<Partial<Record<keyof NewDetails, number>>> = {
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

/** Everything that is wrong with a new document at once. @param path of its details among the arguments */
export function faultsOfNew(details: NewDetails, path: string): Faults {
  const { origin } = details;
  const faults = faultsOfDetails(details, origin);
  const isOfHouse = origin === DocumentOrigin.EXCHANGE && details.isTemplate;
  for (const field of NEEDED[origin])
    if (!details[field] && !(isOfHouse && field === 'exchangeId')) faults[field] = `is needed for origin ${origin}`;
  if (origin === DocumentOrigin.PROJECT && !details.projectId && !details.inquiryId)
    faults.projectId = 'is needed for origin PROJECT, unless there is an inquiry';
  if (!details.title && !details.fileName) faults.title ??= 'is needed where there is no file name';
  if (details.fileSize && BigInt(details.fileSize) <= 0n) faults.fileSize = 'must be more than 0';
  if (details.accessLevel === DocumentAccessLevel.RESTRICTED && !details.allowedRoles?.length)
    faults.allowedRoles = 'must name a role for a RESTRICTED document';
  return below(path, faults);
}

/** Everything that is wrong with an edit at once. */
export function faultsOfEdit(changes: Changes, document: Document): Faults {
  const faults = faultsOfDetails(changes, document.origin);
  const required = [
    'title',
    'status',
    'accessLevel',
    'clientVisible',
    ...(document.origin === DocumentOrigin.REAL_ESTATE ? ['realEstateType' as const] : []),
    ...(document.origin === DocumentOrigin.LEAD ? ['leadDocumentType' as const] : []),
  ] as const;
  for (const field of required) if (changes[field] === null) faults[field] = 'must not be null; leave it out';
  const { accessLevel, allowedRoles } = { ...document, ...given(changes) };
  const touchesAccess = changes.accessLevel !== undefined || changes.allowedRoles !== undefined;
  if (touchesAccess && accessLevel === DocumentAccessLevel.RESTRICTED && !allowedRoles?.length)
    faults.allowedRoles = 'must name a role for a RESTRICTED document';
  return below('input', faults);
}

const below = (path: string, faults: Faults): Faults =>
  Object.fromEntries(Object.entries(faults).map(([field, rule]) => [`${path}.${field}`, rule]));

/** Without what was left out. */
export const given = <T extends object>(changes: T): Partial<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;

function faultsOfDetails(input: Partial<NewDetails>, origin: DocumentOrigin): Faults {
  const faults: Faults = {};
  for (const [field, longest] of Object.entries(LONGEST) as [keyof NewDetails, number][]) {
    const text = input[field] as string | null | undefined;
    if (text?.trim() === '') faults[field] = 'must not be empty';
    if (text && text.length > longest) faults[field] = `must have at most ${longest} characters`;
  }
  for (const [field, only] of Object.entries(RESERVED) as [keyof NewDetails, DocumentOrigin][]) {
    if (input[field] !== undefined && input[field] !== null && only !== origin) faults[field] = `is for documents of origin ${only}`;
  }
  const stranger = input.allowedRoles?.find((role) => !ROLES.includes(role));
  if (stranger !== undefined) faults.allowedRoles = `must be among ${ROLES.join(', ')}`;
  return faults;
}
