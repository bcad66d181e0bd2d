import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import { DeadlineEvent } from './deadline-event.entity';

@Resolver(() => DeadlineEvent)
export class DeadlineEventResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'Who changed what it follows from; null when the service did.' })
  actor(@Root() { actorId }: DeadlineEvent) {
    return actorId ? { id: actorId } : null;
  }
}
