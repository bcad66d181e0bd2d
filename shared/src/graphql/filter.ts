import { Field, ID, InputType, Int } from 'type-graphql';
import { CivilDate, DateTime, Decimal } from './scalars';

/** Operators on a value that has an order; `T` is what the scalar parses to. */
interface Range<T> {
  eq?: T | null;
  gt?: T | null;
  gte?: T | null;
  lt?: T | null;
  lte?: T | null;
}

@InputType('StringFilter', { description: 'Conditions on a text; all that are given must hold.' })
export class StringFilter {
  @Field(() => String, { nullable: true, description: 'Equal, to the letter.' })
  eq?: string | null;

  @Field(() => [String], { nullable: true, description: 'Equal to one of at most 500.' })
  in?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Contains this, in any case.' })
  contains?: string | null;

  @Field(() => String, { nullable: true, description: 'Starts with this, in any case.' })
  startsWith?: string | null;
}

/** A text by what an index on `lower(column)` finds. */
@InputType('FoldedTextFilter', { description: 'Conditions on a text in any case; all that are given must hold.' })
export class FoldedTextFilter {
  @Field(() => String, { nullable: true, description: 'Equal, in any case.' })
  is?: string | null;

  @Field(() => String, { nullable: true, description: 'Begins with this, in any case.' })
  beginsWith?: string | null;
}

@InputType('TagFilter', { description: 'Conditions on a list of tags; all that are given must hold.' })
export class TagFilter {
  @Field(() => [String], { nullable: true, description: 'Has all of these, at most 500.' })
  all?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Has one of these at least, at most 500.' })
  any?: string[] | null;
}

@InputType('IDFilter', { description: 'Conditions on an id.' })
export class IdFilter {
  @Field(() => ID, { nullable: true, description: 'Equal.' })
  eq?: string | null;

  @Field(() => [ID], { nullable: true, description: 'One of at most 500.' })
  in?: string[] | null;
}

@InputType('IntFilter', { description: 'Conditions on a whole number; all that are given must hold.' })
export class IntFilter implements Range<number> {
  @Field(() => Int, { nullable: true, description: 'Equal.' })
  eq?: number | null;

  @Field(() => Int, { nullable: true, description: 'Greater.' })
  gt?: number | null;

  @Field(() => Int, { nullable: true, description: 'Greater or equal.' })
  gte?: number | null;

  @Field(() => Int, { nullable: true, description: 'Less.' })
  lt?: number | null;

  @Field(() => Int, { nullable: true, description: 'Less or equal.' })
  lte?: number | null;
}

@InputType('DecimalFilter', { description: 'Conditions on a decimal number; all that are given must hold.' })
export class DecimalFilter implements Range<string> {
  @Field(() => Decimal, { nullable: true, description: 'Equal.' })
  eq?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Greater.' })
  gt?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Greater or equal.' })
  gte?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Less.' })
  lt?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Less or equal.' })
  lte?: string | null;
}

@InputType('DateFilter', { description: 'Conditions on a civil date; all that are given must hold.' })
export class DateFilter implements Range<string> {
  @Field(() => CivilDate, { nullable: true, description: 'On this day.' })
  eq?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'Later.' })
  gt?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'On this day or later.' })
  gte?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'Earlier.' })
  lt?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'On this day or earlier.' })
  lte?: string | null;
}

@InputType('DateTimeFilter', { description: 'Conditions on an instant; all that are given must hold.' })
export class DateTimeFilter implements Range<Date> {
  @Field(() => DateTime, { nullable: true, description: 'At this instant.' })
  eq?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Later.' })
  gt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'At this instant or later.' })
  gte?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Earlier.' })
  lt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'At this instant or earlier.' })
  lte?: Date | null;
}
