import { type GraphQLCompositeType, isObjectType } from 'graphql';
import type { AnswerWriter, ToldObject } from './answer-writer';
import { labelOf, type PlanRun } from './execution/run-plan';
import type { Operation, OperationVariant } from './operation/operation';
import { below, compositeOf } from './projection/selection';

/** What an answer that comes in parts is made of. */
export interface DeferredParts {
  readonly operation: Operation;
  readonly variant: OperationVariant;
  readonly run: PlanRun;
  readonly writer: AnswerWriter;
}

/**
 * An answer whose parts with `@defer` come when they are ready, each as soon as what its fetches bring is there and the
 * part that it is in has been told. The texts are those of the incremental delivery of 2022-08-24.
 */
export class DeferredAnswer {
  /** Steps under way, by the label of the part that they are for. */
  private readonly open = new Map<string, number>();
  private pending: Pending[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly parts: DeferredParts) {
    for (const step of parts.variant.plan.steps) this.open.set(labelOf(step), (this.open.get(labelOf(step)) ?? 0) + 1);
  }

  /** What comes first, and then each time what has become ready; what a client does not take is not made. */
  async *texts(): AsyncGenerator<string, void> {
    const { writer, run } = this.parts;
    void run.run((label) => {
      this.open.set(label, (this.open.get(label) ?? 0) - 1);
      this.wake();
    });
    while (!this.isReady('')) await this.somethingEnds();
    const { root } = writer;
    const { data, errors } = writer.tell(root);
    this.note(root, root.type, writer.dataOf(root), data);
    const faults = errors.length ? `"errors":${writer.format(errors)},` : '';
    yield `{${faults}"data":${JSON.stringify(data)},"hasNext":${this.pending.length > 0}}`;
    while (this.pending.length > 0) {
      const texts = this.takeReady();
      if (texts.length > 0) yield `{"incremental":[${texts.join(',')}],"hasNext":${this.pending.length > 0}}`;
      else await this.somethingEnds();
    }
  }

  private isReady(label: string): boolean {
    return (this.open.get(label) ?? 0) === 0;
  }

  private somethingEnds(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Those that are ready, with what is in them and ready, too. */
  private takeReady(): string[] {
    const texts: string[] = [];
    for (;;) {
      const ready = this.pending.filter(({ label }) => this.isReady(label));
      if (ready.length === 0) return texts;
      this.pending = this.pending.filter(({ label }) => !this.isReady(label));
      for (const one of ready) texts.push(this.text(one));
    }
  }

  private text({ type, noted, sets, at, path, label: own }: Pending): string {
    const { writer, operation, variant } = this.parts;
    const { selections } = variant;
    const known = selections.typeOf(type, writer.dataOf({ at })) ?? noted;
    const later = selections.deferred(known, sets).filter(({ label }) => label === own);
    const object = { type: known, sets: later.map(({ set }) => set), at, path, label: own };
    const { data, errors } = writer.tell(object);
    this.note({ ...object, type }, known, writer.dataOf(object), data);
    const label = operation.labels.get(own);
    return `{${label === undefined ? '' : `"label":${JSON.stringify(label)},`}"path":${JSON.stringify(path)},${
      errors.length ? `"errors":${writer.format(errors)},` : ''
    }"data":${JSON.stringify(data)}}`;
  }

  /** Notes what comes later of an object that is told now. @param told null, if all of it had to be */
  private note(place: Place, noted: NotedType, data: object, told: Readonly<Record<string, unknown>> | null): void {
    if (told === null) return;
    const { sets, at, path } = place;
    const { selections } = this.parts.variant;
    // An object that does not say of which type it is may be of any, until a later part has asked.
    const possible = isObjectType(noted) ? [noted] : [noted, ...selections.possible(noted)];
    const labels = new Set(possible.flatMap((type) => selections.deferred(type, sets).map(({ label }) => label)));
    for (const label of labels) this.pending.push({ ...place, noted, label });
    for (const field of selections.of(noted, sets)) {
      const composite = compositeOf(field);
      if (!composite || field.field.name.startsWith('__')) continue;
      const value = (data as Readonly<Record<string, unknown>>)[field.source];
      const inside = { type: composite, sets: below(field), at: [...at, field.source], path: [...path, field.key] };
      this.noteValue(inside, value, told[field.key]);
    }
  }

  private noteValue(place: Place, data: unknown, told: unknown): void {
    if (typeof data !== 'object' || data === null || typeof told !== 'object' || told === null) return;
    if (Array.isArray(told)) {
      for (const [n, one] of told.entries())
        this.noteValue({ ...place, at: [...place.at, n], path: [...place.path, n] }, (data as unknown[])[n], one);
      return;
    }
    const type = this.parts.variant.selections.typeOf(place.type, data);
    if (type) this.note(place, type, data, told as Readonly<Record<string, unknown>>);
  }
}

type NotedType = ToldObject['type'];

/** An object as its place has it. */
interface Place extends Omit<ToldObject, 'type' | 'label'> {
  readonly type: GraphQLCompositeType;
}

/** A part that comes later: what of the selections of its object has its label. */
interface Pending extends Place {
  readonly noted: NotedType;
  readonly label: string;
}
