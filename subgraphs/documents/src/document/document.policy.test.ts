import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import type { PlatError } from '@plat/shared/errors/plat-error';
import { aViewer } from '@plat/shared/testing/viewers';
import { AccessGrant } from '../access-grant/access-grant.entity';
import { Document } from './document.entity';
import { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import { assertMayAddToExchange, assertMayEditDocument, assertMayPublish, visibleDocuments, wouldLose } from './document.policy';

const refusal = (work: () => void): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as PlatError).code;
  }
};
const part = (role: string, ...permissions: string[]): AccessGrant => Object.assign(new AccessGrant(), { role, permissions });
const document = (values: Partial<Document>): Document =>
  Object.assign(new Document(), { accessLevel: DocumentAccessLevel.EXCHANGE, allowedRoles: null, ...values });
const columns = (viewer: typeof NOBODY) =>
  [visibleDocuments(viewer)].flat().map((way) =>
    Object.keys(way)
      .filter((name) => name !== 'trashedAt')
      .join(' '),
  );

describe('visibleDocuments', () => {
  it('opens a way for each part that the viewer has', () => {
    const own = ['origin userId', 'origin leadId', 'isPublic'];
    const ofExchanges = [
      'origin exchangeId accessLevel',
      'origin exchangeId accessLevel uploadedById',
      'origin exchangeId accessLevel allowedRoles',
      'origin exchangeId uploadedById',
    ];
    expect(columns(NOBODY)).toEqual(['id']);
    expect(columns(aViewer('USER', { contactId: undefined }))).toEqual(own);
    expect(columns(aViewer('USER'))).toEqual([...own, ...ofExchanges]);
    expect(columns(aViewer('USER', { clientId: 'c' }))).toEqual([...own, ...ofExchanges, 'origin clientVisible projectId']);
    expect(columns(aViewer('SUPPORT'))).toEqual([
      ...own,
      ...ofExchanges,
      'origin projectId',
      'origin inquiryId',
      'origin isTemplate exchangeId',
    ]);
    expect(columns(aViewer('ADMIN'))).toEqual(['']);
  });

  it('leads past the trash on no way', () => {
    for (const viewer of [aViewer(), aViewer('SUPPORT', { clientId: 'c' }), aViewer('ADMIN')])
      expect([visibleDocuments(viewer)].flat().every((way) => 'trashedAt' in way)).toBe(true);
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

it('lets who may upload add to an exchange', () => {
  expect(refusal(() => assertMayAddToExchange([part('THIRD_PARTY', 'VIEW'), part('AGENCY', 'UPLOAD')]))).toBeUndefined();
  expect(refusal(() => assertMayAddToExchange([part('THIRD_PARTY', 'VIEW', 'MESSAGE')]))).toBe('FORBIDDEN');
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
