import { describe, expect, it } from '@jest/globals';
import { formOfDescription, type NoticeInputs, verdictOfNotice } from './identification-notice.rules';

describe('the description of real property', () => {
  it.each([
    ['880 Harbor Way, Unit 4, Portland, OR 97209', 'STREET_ADDRESS'],
    ['12-14 Elm Street, Boston', 'STREET_ADDRESS'],
    ['Lot 12, Block C, Saguaro Estates, Pima County, AZ', 'LEGAL_DESCRIPTION'],
    ['APN 123-45-678, Pima County', 'LEGAL_DESCRIPTION'],
    ['The Mayfair Apartment Building', 'DISTINGUISHABLE_NAME'],
    ['Rancho Verde', 'DISTINGUISHABLE_NAME'],
    ['a house in Austin', null],
    ['Commercial property in San Diego, California', null],
    ['3 houses in Austin', null],
    ['unimproved land worth 100000', null],
    ['', null],
  ])('%s is %s', (text, form) => {
    expect(formOfDescription(text)).toBe(form);
  });
});

describe('the verdict on a notice', () => {
  const notice: NoticeInputs = {
    kind: 'IDENTIFICATION' as NoticeInputs['kind'],
    sentAt: new Date('2026-04-16T06:59:59Z'),
    capacity: 'INTERMEDIARY' as NoticeInputs['capacity'],
    recipientName: 'Cascade',
    recipientId: null,
    timeZone: 'America/Los_Angeles',
    identificationEnds: '2026-04-15',
    taxpayers: ['me'],
    isKnownDisqualified: false,
    identifiedBy: [],
  };
  it('follows the zone of the exchange to the second', () => {
    expect(verdictOfNotice(notice)).toBe('ACCEPTED');
    expect(verdictOfNotice({ ...notice, sentAt: new Date('2026-04-16T07:00:00Z') })).toBe('LATE');
    expect(verdictOfNotice({ ...notice, timeZone: 'America/New_York' })).toBe('LATE');
    expect(verdictOfNotice({ ...notice, identificationEnds: null })).toBe('ACCEPTED');
  });

  it('is none to somebody known to be disqualified, unless they are obliged to transfer the property', () => {
    expect(verdictOfNotice({ ...notice, isKnownDisqualified: true })).toBe('DISQUALIFIED_RECIPIENT');
    const seller = { ...notice, capacity: 'OBLIGED_TO_TRANSFER' as NoticeInputs['capacity'] };
    expect(verdictOfNotice({ ...seller, isKnownDisqualified: true })).toBe('ACCEPTED');
  });

  it('lets a revocation go only to whoever got the identification, by contact where both have one', () => {
    const revocation = { ...notice, kind: 'REVOCATION' as NoticeInputs['kind'], recipientId: 'b' };
    const got = (recipientId: string | null) => [[{ recipientName: 'cascade ', recipientId }]];
    expect(verdictOfNotice({ ...revocation, identifiedBy: got('b') })).toBe('ACCEPTED');
    expect(verdictOfNotice({ ...revocation, identifiedBy: got('c') })).toBe('WRONG_RECIPIENT');
    expect(verdictOfNotice({ ...revocation, identifiedBy: got(null) })).toBe('ACCEPTED');
    expect(verdictOfNotice({ ...revocation, identifiedBy: [[]] })).toBe('ACCEPTED');
  });
});
