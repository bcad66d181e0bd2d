import type { EntityManager } from 'typeorm';
import { RelatedParty } from '../related-party/related-party.entity';
import { plainName } from '../taxpayer-identity/taxpayer-identity.rules';
import { DisqualificationAttestation } from './disqualification-attestation.entity';
import { type DisqualificationJudgement, judgeDisqualification } from './disqualification-attestation.rules';

/** Somebody by their contact, or by their name. */
export interface Person {
  readonly contactId?: string | null;
  readonly name?: string | null;
}

/**
 * How the latest attestation of somebody is to be judged; undefined where nothing was attested of them. Row level security
 * decides what is read: agencies and third parties read nothing.
 * @param firstTransfer the day of it, or today while there is none
 */
export async function disqualificationOf(
  db: EntityManager,
  exchangeId: string,
  { contactId, name }: Person,
  firstTransfer: string,
): Promise<DisqualificationJudgement | undefined> {
  const all = await db.find(DisqualificationAttestation, { where: { exchangeId }, order: { createdAt: 'DESC' } });
  const latest = all.find((one) => isSame(one, { contactId, name }));
  return latest && judgeDisqualification(latest, firstTransfer);
}

/**
 * Whether somebody is known to be disqualified: attested so by the latest word on them, or recorded as a related party, who
 * are disqualified by 26 CFR 1.1031(k)-1(k)(3), too. Parameters as {@link disqualificationOf}
 */
export async function isDisqualified(db: EntityManager, exchangeId: string, person: Person, firstTransfer: string): Promise<boolean> {
  if ((await disqualificationOf(db, exchangeId, person, firstTransfer))?.isDisqualified) return true;
  return (await db.findBy(RelatedParty, { exchangeId })).some((one) => isSame(one, person));
}

/** Names are as good as contacts: not everybody of whom something is recorded is one. */
const isSame = (one: Pick<RelatedParty, 'contactId' | 'name'>, { contactId, name }: Person): boolean =>
  (!!contactId && one.contactId === contactId.toLowerCase()) || (!!name && plainName(one.name) === plainName(name));
