import { Json } from '@plat/shared/graphql/scalars';
import { Field, InputType } from 'type-graphql';

@InputType('SetPreferenceInput', { description: 'A choice of yours.' })
export class SetPreferenceInput {
  @Field(() => String, { description: 'What it is about; 1 to 255 characters, 200 keys at most for each user.' })
  preferenceKey!: string;

  @Field(() => Json, { description: 'What you choose; at most 16 KB.' })
  preferenceValue!: unknown;
}
