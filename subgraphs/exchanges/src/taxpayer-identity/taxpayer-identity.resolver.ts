import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { TaxpayerIdentity } from './taxpayer-identity.entity';
import { AddTaxpayerIdentityInput, UpdateTaxpayerIdentityInput } from './taxpayer-identity.input';

@Resolver(() => TaxpayerIdentity)
export class TaxpayerIdentityResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'The contact that it is.' })
  contact(@Root() { contactId }: TaxpayerIdentity) {
    return contactId ? { id: contactId } : null;
  }

  @Mutation(() => TaxpayerIdentity, {
    nullable: true,
    description: 'Records in whose name property of an exchange is given up or received, as its coordinator or as an administrator.',
  })
  addTaxpayerIdentity(
    @Arg('input', () => AddTaxpayerIdentityInput, { description: 'Which exchange, and who.' }) input: AddTaxpayerIdentityInput,
    @Ctx() { taxpayerIdentities }: ExchangesContext,
  ) {
    return taxpayerIdentities.add(input);
  }

  @Mutation(() => TaxpayerIdentity, {
    nullable: true,
    description: 'Edits a taxpayer of an exchange, as its coordinator or as an administrator.',
  })
  updateTaxpayerIdentity(
    @Arg('input', () => UpdateTaxpayerIdentityInput, { description: 'Which taxpayer, and what changes.' })
    input: UpdateTaxpayerIdentityInput,
    @Ctx() { taxpayerIdentities }: ExchangesContext,
  ) {
    return taxpayerIdentities.update(input);
  }
}
