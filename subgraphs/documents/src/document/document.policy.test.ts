import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import type { PlatError } from '@plat/shared/errors/plat-error';
import { aViewer } from '@plat/shared/testing/viewers';
import type { FindOperator } from 'typeorm';
import { AccessGrant } from '../access-grant/access-grant.entity';
import { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import {
  assertMayAdd,
  assertMayEditDocument,
  assertMayPublish,
  assertMayReadContent,
  visibleDocuments,
  wouldLose,
} from './document.policy';

const refusal = (work: () => void): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as PlatError).code;
  }
};
const part = (role: string, ...permissions: string[]): AccessGrant =>
  Object.assign(new AccessGrant(), { subjectType: role === 'OWNER' ? 'Lead' : 'Exchange', subjectId: 'l', role, permissions });
const document = (values: Partial<Document>): Document =>
  Object.assign(new Document(), { accessLevel: DocumentAccessLevel.EXCHANGE, allowedRoles: null, ...values });
const columns = (viewer: typeof NOBODY) =>
  [visibleDocuments(viewer)].flat().map((way) =>
    Object.keys(way)
      .filter((name) => name !== 'trashedAt' && name !== 'detachedAt')
      .join(' '),
  );

describe('visibleDocuments', () => {
  it('opens a way for each part that the viewer has', () => {
    const own = ['origin userId', 'origin leadId', 'isPublic'];
    const contributed = 'origin projectId';
    const ofExchanges = ['origin exchangeId accessLevel', 'origin exchangeId uploadedById'];
    expect(columns(NOBODY)).toEqual(['id']);
    expect(columns(aViewer('USER', { contactId: undefined }))).toEqual([...own, contributed]);
    expect(columns(aViewer('USER'))).toEqual([...own, ...ofExchanges, contributed]);
    expect(columns(aViewer('USER', { clientId: 'c' }))).toEqual([...own, ...ofExchanges, contributed, 'origin clientVisible projectId']);
    expect(columns(aViewer('SUPPORT'))).toEqual([
      ...own,
      ...ofExchanges,
      'origin projectId',
      'origin inquiryId',
      contributed,
      'origin isTemplate exchangeId',
    ]);
    expect(columns(aViewer('ADMIN'))).toEqual(['']);
  });

  it('shows a RESTRICTED document of an exchange to its uploader and to the roles that it allows', () => {
    const [{ accessLevel }] = [visibleDocuments(aViewer('USER'))].flat().filter((way) => 'accessLevel' in way) as [
      { accessLevel: FindOperator<unknown> },
    ];
    const sql = accessLevel.getSql?.('level').replace(/\s+/g, ' ');
    expect(sql).toMatch(
      /^\(level = 'EXCHANGE' OR \(level = 'RESTRICTED' AND \(uploaded_by = :\w+ OR EXISTS \( ?SELECT .* role = ANY \(allowed_roles\)\)\)\)\)$/,
    );
  });

  it('leads past the trash on no way, and to what belongs to nobody any more for administrators alone', () => {
    for (const viewer of [aViewer(), aViewer('SUPPORT', { clientId: 'c' }), aViewer('ADMIN')]) {
      const ways = [visibleDocuments(viewer)].flat();
      expect(ways.every((way) => 'trashedAt' in way)).toBe(true);
      expect(ways.every((way) => 'detachedAt' in way)).toBe(!viewer.isAdmin);
    }
  });
});

describe('assertMayEditDocument', () => {
  const ann = aViewer();
  const [own, another] = [{ userId: ann.userId }, { userId: aViewer().userId }];

  it.each([
    ['its owner a document of real estate', DocumentOrigin.REAL_ESTATE, own, [], undefined],
    ['its owner one from a platform', DocumentOrigin.PLATFORM, own, [], undefined],
    ['another a document of real estate', DocumentOrigin.REAL_ESTATE, another, [part('OWNER', 'MANAGE')], 'FORBIDDEN'],
    ['the lead’s owner', DocumentOrigin.LEAD, { leadId: 'l' }, [part('OWNER')], undefined],
    ['another than the lead’s owner', DocumentOrigin.LEAD, { leadId: 'l', userId: ann.userId }, [], 'FORBIDDEN'],
    ['who manages the exchange', DocumentOrigin.EXCHANGE, {}, [part('AGENCY', 'VIEW', 'MANAGE')], undefined],
    ['the uploader who may upload', DocumentOrigin.EXCHANGE, { uploadedById: ann.userId }, [part('CLIENT', 'VIEW', 'UPLOAD')], undefined],
    ['the uploader who may no more', DocumentOrigin.EXCHANGE, { uploadedById: ann.userId }, [part('CLIENT', 'VIEW')], 'FORBIDDEN'],
    ['another who may upload', DocumentOrigin.EXCHANGE, { uploadedById: 'x' }, [part('CLIENT', 'VIEW', 'UPLOAD')], 'FORBIDDEN'],
    ['somebody without the permission for projects', DocumentOrigin.PROJECT, own, [part('CLIENT')], 'FORBIDDEN'],
  ] as const)('decides for %s', (_, origin, values, held, expected) => {
    expect(refusal(() => assertMayEditDocument(ann, document({ origin, ...values }), held))).toBe(expected);
  });

  it('lets staff edit documents of projects', () => {
    expect(refusal(() => assertMayEditDocument(aViewer('AGENT'), document({ origin: DocumentOrigin.PROJECT }), []))).toBeUndefined();
    expect(refusal(() => assertMayEditDocument(aViewer('SUPPORT'), document({ origin: DocumentOrigin.PROJECT }), []))).toBe('FORBIDDEN');
  });
});

describe('assertMayAdd', () => {
  const { EXCHANGE, LEAD, PROJECT, REAL_ESTATE } = DocumentOrigin;
  const { PUBLIC } = DocumentAccessLevel;

  it.each([
    [
      'to an exchange, who may upload',
      { origin: EXCHANGE, exchangeId: 'l' },
      [part('THIRD_PARTY', 'VIEW'), part('AGENCY', 'UPLOAD')],
      undefined,
    ],
    ['to an exchange, who looks on', { origin: EXCHANGE, exchangeId: 'l' }, [part('THIRD_PARTY', 'VIEW', 'MESSAGE')], 'FORBIDDEN'],
    ['to an exchange, who has a part without rights', { origin: EXCHANGE, exchangeId: 'l' }, [part('CLIENT')], 'NOT_FOUND'],
    ['to an exchange, who owns a lead', { origin: EXCHANGE, exchangeId: 'l' }, [part('OWNER', 'UPLOAD')], 'NOT_FOUND'],
    ['something PUBLIC', { origin: EXCHANGE, exchangeId: 'l', accessLevel: PUBLIC }, [part('CLIENT', 'UPLOAD')], 'FORBIDDEN'],
    ['to a lead, its owner', { origin: LEAD, leadId: 'L' }, [part('OWNER')], undefined],
    ['to a lead, another’s owner', { origin: LEAD, leadId: 'm' }, [part('OWNER')], 'NOT_FOUND'],
    ['to a project without the permission', { origin: PROJECT }, [part('OWNER')], 'FORBIDDEN'],
    ['about a property, the owner of a lead', { origin: REAL_ESTATE, propertyId: 'l' }, [part('OWNER')], 'NOT_FOUND'],
    ['something of one’s own', { origin: REAL_ESTATE }, [], undefined],
  ] as const)('decides who adds %s', (_, details, held, expected) => {
    expect(refusal(() => assertMayAdd(aViewer(), details, held))).toBe(expected);
  });

  it('lets staff add to projects', () => {
    expect(refusal(() => assertMayAdd(aViewer('AGENT'), { origin: PROJECT }, []))).toBeUndefined();
    expect(refusal(() => assertMayAdd(aViewer('SUPPORT'), { origin: PROJECT }, []))).toBe('FORBIDDEN');
  });
});

describe('assertMayReadContent', () => {
  const ofLead = { origin: DocumentOrigin.LEAD, leadId: 'l' };

  it.each([
    ['the owner of its lead', aViewer(), [part('OWNER')], undefined, undefined],
    ['whoever else knows of it', aViewer('SUPPORT'), [part('CLIENT')], 'The bank asks for it.', 'FORBIDDEN'],
    ['an administrator without a reason', aViewer('ADMIN'), [], undefined, 'FORBIDDEN'],
    ['an administrator with an empty one', aViewer('ADMIN'), [], '  ', 'FORBIDDEN'],
    ['an administrator with a word', aViewer('ADMIN'), [], 'because', 'BAD_USER_INPUT'],
    ['an administrator with a novel', aViewer('ADMIN'), [], 'x'.repeat(501), 'BAD_USER_INPUT'],
    ['an administrator with a reason', aViewer('ADMIN'), [], 'The bank asks for it.', undefined],
  ] as const)('of a lead’s document answers %s', (_, viewer, held, reason, expected) => {
    expect(refusal(() => assertMayReadContent(viewer, ofLead, held, reason))).toBe(expected);
  });

  it('of others refuses nobody who knows of them', () => {
    for (const origin of ['PLATFORM', 'REAL_ESTATE', 'PROJECT', 'EXCHANGE'] as DocumentOrigin[])
      expect(refusal(() => assertMayReadContent(aViewer('ADMIN'), { origin, leadId: null }, []))).toBeUndefined();
  });
});

it.each([
  ['ADMIN', undefined],
  ['COORDINATOR', undefined],
  ['CLIENT', 'FORBIDDEN'],
  ['AGENT', 'FORBIDDEN'],
] as const)('lets %s publish: %s', (role, expected) => {
  expect(refusal(() => assertMayPublish(aViewer(role)))).toBe(expected);
});

it('knows who would lose sight of a document', () => {
  const ann = aViewer();
  const restricted = { accessLevel: DocumentAccessLevel.RESTRICTED, allowedRoles: ['CLIENT'], uploadedById: 'x' };
  expect(wouldLose(ann, restricted, [part('AGENCY', 'MANAGE')])).toBe(true);
  expect(wouldLose(ann, { ...restricted, allowedRoles: null }, [part('CLIENT', 'MANAGE')])).toBe(true);
  expect(wouldLose(ann, restricted, [part('AGENCY', 'MANAGE'), part('CLIENT')])).toBe(false);
  expect(wouldLose(ann, { ...restricted, uploadedById: ann.userId }, [])).toBe(false);
  expect(wouldLose(aViewer('ADMIN'), restricted, [])).toBe(false);
  expect(wouldLose(ann, { ...restricted, accessLevel: DocumentAccessLevel.EXCHANGE }, [])).toBe(false);
});
