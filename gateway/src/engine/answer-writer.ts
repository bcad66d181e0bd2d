import type { GraphQLInterfaceType, GraphQLObjectType, SelectionSetNode } from 'graphql';
import type { ExecutionError, PlanRun } from './execution/run-plan';
import type { Operation, OperationVariant } from './operation/operation';
import { askedFor } from './projection/asked-for';
import { Completion, type ResponsePath } from './projection/complete';
import { JsonBytes } from './projection/json-bytes';
import { Projection } from './projection/projector';
import { ownName } from './supergraph/separate-requirements';

/** What has been run, and how it is told. */
export interface WrittenParts {
  readonly operation: Operation;
  readonly variant: OperationVariant;
  readonly run: PlanRun;
  readonly coerced: Readonly<Record<string, unknown>>;
  /** Makes an error fit to be sent. */
  readonly format: (error: ExecutionError) => object;
}

/** An object of the answer, of which selections are told. */
export interface ToldObject {
  readonly type: GraphQLObjectType | GraphQLInterfaceType;
  readonly sets: readonly SelectionSetNode[];
  /** Where the merged data has it: what is there may be replaced while parts are told. */
  readonly at: ResponsePath;
  /** As the client has it. */
  readonly path: ResponsePath;
  /** The label of the part of the answer; empty for what comes first. */
  readonly label: string;
}

/** What is told of an object. */
export interface Told {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly ExecutionError[];
}

/** Nothing waits while an answer is written: one is enough for all. */
const out = new JsonBytes();

/** Writes what a run has brought, as its client asked for it. */
export class AnswerWriter {
  private readonly introspected: ReadonlyMap<string, string> | undefined;
  /** Errors of no path, or of one above the objects of a part, that one of them has told. */
  private readonly said = new Set<ExecutionError>();

  constructor(private readonly parts: WrittenParts) {
    this.introspected = parts.variant.introspection?.answer(parts.coerced);
  }

  /** All that comes first. */
  get root(): ToldObject {
    const { operation } = this.parts;
    return { type: operation.root, sets: [operation.node.selectionSet], at: [], path: [], label: '' };
  }

  /** What the merged data has of an object by now. */
  dataOf({ at }: Pick<ToldObject, 'at'>): object {
    let value: unknown = this.parts.run.data;
    for (const key of at) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
    return typeof value === 'object' && value !== null ? value : {};
  }

  /** The whole answer, by compiled code where the data fit. */
  whole(): Buffer {
    const { variant, run } = this.parts;
    out.clear();
    out.ascii('{"data":');
    const projection = new Projection(out, this.introspected, run.isPlain);
    variant.project(run.data, projection);
    out.ascii('}');
    if (projection.isBad) {
      const { data, errors } = this.tell(this.root);
      return Buffer.from(`${this.errorsPart(errors)}"data":${JSON.stringify(data)}}`);
    }
    const { told: errors } = this.errorsOf(this.root);
    return errors.length === 0 ? out.taken() : Buffer.concat([Buffer.from(this.errorsPart(errors)), out.taken().subarray(1)]);
  }

  private errorsPart(errors: readonly ExecutionError[]): string {
    return errors.length === 0 ? '{' : `{"errors":${this.format(errors)},`;
  }

  /** The careful way. */
  tell(object: ToldObject): Told {
    const { variant } = this.parts;
    const { told, known } = this.errorsOf(object);
    const completion = new Completion(variant.selections, explainedBy(known), this.introspected);
    const data = completion.of(object.type, object.sets, this.dataOf(object), object.path);
    return { data, errors: [...told, ...completion.faults] };
  }

  format(errors: readonly ExecutionError[]): string {
    return JSON.stringify(errors.map(this.parts.format));
  }

  /**
   * What went wrong with what is told of an object, and concerns its client.
   * @returns what is to be told, and that with what another object has told already
   */
  private errorsOf(object: ToldObject): { readonly told: readonly ExecutionError[]; readonly known: readonly ExecutionError[] } {
    const { operation, run } = this.parts;
    const clientPath = (at: ResponsePath): ResponsePath =>
      at.map((key) => (typeof key === 'string' ? ownName(operation.planned.clientKey(key)) : key));
    const told: ExecutionError[] = [];
    const known: ExecutionError[] = [];
    for (const error of run.errors) {
      if (!this.concerns(object, error)) continue;
      const { path } = error;
      const one = path ? { ...error, path: clientPath(path) } : error;
      known.push(one);
      const isOfSeveral = object.label !== '' && (!path || path.length < object.at.length);
      if (!isOfSeveral || !this.said.has(error)) told.push(one);
      if (isOfSeveral) this.said.add(error);
    }
    for (const key of this.unplannedOf(object)) told.push({ message: 'No subgraph can be asked for this field.', path: [key] });
    return { told, known: [...known, ...told] };
  }

  /**
   * Whether an error is told with this object. It may be of a fetch for another part: one that comes first may bring what is
   * told later. What no part asks for was needed by what the part of the fetch asks for.
   */
  private concerns({ type, sets, at, label }: ToldObject, { path, label: own = '' }: ExecutionError): boolean {
    if (!path || path.length < at.length) return own === label && (path ?? []).every((key, n) => at[n] === key);
    if (!at.every((key, n) => path[n] === key)) return false;
    const { operation, variant, run } = this.parts;
    const { selections, whole } = variant;
    const asked = askedFor(selections, type, sets, this.dataOf({ at }), path.slice(at.length));
    if (own !== label) return (asked === 'here' || asked === 'unknown') && isMissing(run.data, path);
    if (asked !== 'nowhere') return asked !== 'of others';
    return whole === selections || askedFor(whole, operation.root, [operation.node.selectionSet], run.data, path) === 'nowhere';
  }

  private unplannedOf({ type, sets, path }: ToldObject): readonly string[] {
    const { unplanned, selections } = this.parts.variant;
    if (unplanned.length === 0 || path.length > 0) return [];
    const keys = selections.of(type, sets).map(({ key }) => key);
    return unplanned.filter((key) => keys.includes(key));
  }
}

const isMissing = (data: unknown, path: ResponsePath): boolean => {
  let value = data;
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return value === null || value === undefined;
};

/** A place in the answer, by the keys to it, where errors are told or below which they are. */
class ErrorPlace {
  isTold = false;
  readonly below = new Map<string | number, ErrorPlace>();
}

/** Whether an error is told at, below or above a path. A thousand nulls are not each compared with a thousand errors. */
function explainedBy(errors: readonly ExecutionError[]): (path: ResponsePath) => boolean {
  const root = new ErrorPlace();
  for (const { path = [] } of errors) {
    let place = root;
    for (const key of path) {
      const next = place.below.get(key) ?? new ErrorPlace();
      place.below.set(key, next);
      place = next;
    }
    place.isTold = true;
  }
  return (path) => {
    let place: ErrorPlace | undefined = root;
    for (const key of path) {
      if (place.isTold) return true;
      place = place.below.get(key);
      if (!place) return false;
    }
    return place.isTold || place.below.size > 0;
  };
}
