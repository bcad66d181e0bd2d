import { Field, ID, InputType, Int } from 'type-graphql';
import { ExchangeStage } from './exchange.entity';

@InputType('CompleteExchangeInput', { description: 'Which exchange has come to its end as it should.' })
export class CompleteExchangeInput {
  @Field(() => ID, { description: 'Which exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
  version?: number;
}

@InputType('TerminateExchangeInput', { description: 'Which exchange is given up, and why.' })
export class TerminateExchangeInput {
  @Field(() => ID, { description: 'Which exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { description: 'Why; 1 to 2,000 characters, which everybody reads who takes part.' })
  reason!: string;
}

@InputType('OverrideExchangeStageInput', { description: 'Which exchange is brought back to which open stage, and why.' })
export class OverrideExchangeStageInput {
  @Field(() => ID, { description: 'Which exchange.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
  version?: number;

  @Field(() => ExchangeStage, { description: 'Where it is to be: PENDING, IDENTIFICATION or REPLACEMENT.' })
  stage!: ExchangeStage;

  @Field(() => String, { description: 'Why; 1 to 2,000 characters, which everybody reads who takes part.' })
  reason!: string;
}
