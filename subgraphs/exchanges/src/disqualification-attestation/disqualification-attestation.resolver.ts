import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { DisqualificationAttestation } from './disqualification-attestation.entity';
import { AddDisqualificationAttestationInput } from './disqualification-attestation.input';
import { judgeDisqualification } from './disqualification-attestation.rules';
import { DisqualificationVerdict } from './disqualification-verdict';

@Resolver(() => DisqualificationAttestation)
export class DisqualificationAttestationResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'The contact that it is.' })
  contact(@Root() { contactId }: DisqualificationAttestation) {
    return contactId ? { id: contactId } : null;
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who recorded it.' })
  attestedBy(@Root() { attestedById }: DisqualificationAttestation) {
    return attestedById ? { id: attestedById } : null;
  }

  @FieldResolver(() => DisqualificationVerdict, {
    nullable: true,
    description: 'Whether they are disqualified, by the first transfer of the exchange, or by today while there is none.',
  })
  async verdict(
    @Root() attested: DisqualificationAttestation,
    @Ctx() { loaders, today }: ExchangesContext,
  ): Promise<DisqualificationVerdict> {
    const exchange = await loaders.exchange.load(attested.exchangeId);
    return judgeDisqualification(attested, exchange?.transferDate ?? (await today(attested.exchangeId)));
  }

  @Mutation(() => DisqualificationAttestation, {
    nullable: true,
    description: 'Records what is attested of somebody who is to act in an exchange, as its coordinator or as an administrator.',
  })
  addDisqualificationAttestation(
    @Arg('input', () => AddDisqualificationAttestationInput, { description: 'Which exchange, who, and what.' })
    input: AddDisqualificationAttestationInput,
    @Ctx() { attestations }: ExchangesContext,
  ) {
    return attestations.add(input);
  }
}
