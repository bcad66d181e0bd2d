import type { EntityManager } from 'typeorm';
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
  const isThem = (one: DisqualificationAttestation) =>
    (!!contactId && one.contactId === contactId.toLowerCase()) || (!!name && plainName(one.name) === plainName(name));
  const latest = all.find(isThem);
  return latest && judgeDisqualification(latest, firstTransfer);
}

/** Whether somebody was attested to be disqualified. Parameters as {@link disqualificationOf} */
export const isDisqualified = async (db: EntityManager, exchangeId: string, person: Person, firstTransfer: string): Promise<boolean> =>
  (await disqualificationOf(db, exchangeId, person, firstTransfer))?.isDisqualified ?? false;
