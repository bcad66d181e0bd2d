import { badInput } from '@plat/shared/errors/plat-error';
import type { CreateLeadInput } from './lead.input';

const MAX_TEXT = 255;
const MAX_EMAIL = 254;
const MAX_TAGS = 50;
const MAX_TAG = 50;
const PUNCTUATION = /[\s().\-/]/g;
const PHONE = /^\+?\d{5,15}$/;

/** What clients say of a lead. */
export type LeadDetails = Partial<Omit<CreateLeadInput, 'workspaceId'>>;

/**
 * The details in the form in which they are stored: texts without blanks around them, numbers without punctuation (or
 * the same one would not be found again), each tag once. The database's checks stand behind.
 * @throws PlatError BAD_USER_INPUT with every argument that breaks a rule
 */
export function storedDetails(input: LeadDetails): LeadDetails {
  const faults: Record<string, string> = {};
  const expect = (field: keyof LeadDetails, holds: boolean, rule: string) => {
    if (!holds) faults[`input.${field}`] ??= rule;
  };
  for (const field of ['name', 'status', 'tags'] as const) expect(field, input[field] !== null, 'must not be null; leave it out');

  const details = { ...input };
  for (const field of ['name', 'company'] as const) {
    const text = input[field]?.trim();
    if (text === undefined) continue;
    expect(field, text !== '', 'must not be empty');
    expect(field, [...text].length <= MAX_TEXT, `must have at most ${MAX_TEXT} characters`);
    details[field] = text;
  }
  if (typeof input.phone === 'string') {
    details.phone = input.phone.replace(PUNCTUATION, '');
    expect('phone', PHONE.test(details.phone), 'must be a telephone number of 5 to 15 digits');
  }
  expect('email', [...(input.email ?? '')].length <= MAX_EMAIL, `must have at most ${MAX_EMAIL} characters`);
  const { score } = input;
  expect('score', score === undefined || score === null || (score >= 0 && score <= 100), 'must be between 0 and 100');
  if (input.tags) {
    details.tags = [...new Set(input.tags.map((tag) => tag.trim()))];
    expect('tags', details.tags.length <= MAX_TAGS, `must be at most ${MAX_TAGS}`);
    expect(
      'tags',
      details.tags.every((tag) => tag !== '' && [...tag].length <= MAX_TAG),
      `must each have 1 to ${MAX_TAG} characters`,
    );
  }
  if (Object.keys(faults).length) throw badInput(faults);
  return details;
}
