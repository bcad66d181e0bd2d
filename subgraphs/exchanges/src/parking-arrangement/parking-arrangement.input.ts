import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ParkedKind } from './parking-arrangement.entity';

export enum ParkingArrangementOrder {
  PARKED_ON_ASC = 'PARKED_ON_ASC',
  PARKED_ON_DESC = 'PARKED_ON_DESC',
}
registerEnumType(ParkingArrangementOrder, {
  name: 'ParkingArrangementOrder',
  description: 'How a list of parking arrangements is ordered.',
});

@ArgsType()
export class ParkingArrangementPageArgs extends PageArgs {
  @Field(() => ParkingArrangementOrder, { defaultValue: ParkingArrangementOrder.PARKED_ON_ASC, description: 'The order of the list.' })
  orderBy!: ParkingArrangementOrder;
}

@InputType({ description: 'The details of a parking arrangement.' })
abstract class ParkingArrangementDetails {
  @Field(() => ID, { nullable: true, description: 'The contact of the titleholder, where it has one.' })
  titleholderId?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When the agreement was signed.' })
  agreementSignedOn?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When the titleholder gave the property away; not before it was parked.' })
  endedOn?: string | null;
}

@InputType('AddParkingArrangementInput', { description: 'Property that is parked in a reverse exchange or a parked improvement.' })
export class AddParkingArrangementInput extends ParkingArrangementDetails {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => ParkedKind, { description: 'Which kind of property is parked.' })
  parkedKind!: ParkedKind;

  @Field(() => String, { description: 'Which property is parked.' })
  description!: string;

  @Field(() => String, { description: 'The accommodation titleholder.' })
  titleholderName!: string;

  @Field(() => CivilDate, { description: 'The day on which the titleholder got the property.' })
  parkedOn!: string;
}

@InputType('UpdateParkingArrangementInput', { description: 'What changes in a parking arrangement; what is left out stays.' })
export class UpdateParkingArrangementInput extends ParkingArrangementDetails {
  @Field(() => ID, { description: 'Which parking arrangement.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => ParkedKind, { nullable: true, description: 'Which kind of property is parked.' })
  parkedKind?: ParkedKind;

  @Field(() => String, { nullable: true, description: 'Which property is parked.' })
  description?: string;

  @Field(() => String, { nullable: true, description: 'The accommodation titleholder.' })
  titleholderName?: string;

  @Field(() => CivilDate, { nullable: true, description: 'The day on which the titleholder got the property.' })
  parkedOn?: string;
}
