import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { RelatedParty } from './related-party.entity';
import { AddRelatedPartyInput, UpdateRelatedPartyInput } from './related-party.input';
import { judgeRelatedParty } from './related-party.rules';
import { RelatedPartyVerdict } from './related-party-verdict';

@Resolver(() => RelatedParty)
export class RelatedPartyResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'The contact that it is.' })
  contact(@Root() { contactId }: RelatedParty) {
    return contactId ? { id: contactId } : null;
  }

  @FieldResolver(() => RelatedPartyVerdict, { nullable: true, description: 'How it stands today.' })
  async verdict(@Root() party: RelatedParty, @Ctx() { today }: ExchangesContext): Promise<RelatedPartyVerdict> {
    return judgeRelatedParty(party, await today(party.exchangeId));
  }

  @Mutation(() => RelatedParty, {
    nullable: true,
    description: 'Records a related party of an exchange, as its coordinator or as an administrator.',
  })
  addRelatedParty(
    @Arg('input', () => AddRelatedPartyInput, { description: 'Which exchange, and who.' }) input: AddRelatedPartyInput,
    @Ctx() { relatedParties }: ExchangesContext,
  ) {
    return relatedParties.add(input);
  }

  @Mutation(() => RelatedParty, {
    nullable: true,
    description: 'Edits a related party, as a coordinator of its exchange or as an administrator.',
  })
  updateRelatedParty(
    @Arg('input', () => UpdateRelatedPartyInput, { description: 'Which party, and what changes.' }) input: UpdateRelatedPartyInput,
    @Ctx() { relatedParties }: ExchangesContext,
  ) {
    return relatedParties.update(input);
  }
}
