import type { GraphQLInterfaceType, GraphQLObjectType, SelectionSetNode } from 'graphql';
import type { ExecutionError, PlanRun } from './execution/run-plan';
import type { Operation, OperationVariant } from './operation/operation';
import { isAskedFor } from './projection/asked-for';
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
  readonly data: object;
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

  constructor(private readonly parts: WrittenParts) {
    this.introspected = parts.variant.introspection?.answer(parts.coerced);
  }

  /** All that comes first. */
  get root(): ToldObject {
    const { operation, run } = this.parts;
    return { type: operation.root, sets: [operation.node.selectionSet], data: run.data, path: [], label: '' };
  }

  /** The whole answer, by compiled code where the data fit. */
  whole(): Buffer {
    const { variant, run } = this.parts;
    const errors = this.errorsOf(this.root);
    out.clear();
    out.text(errors.length === 0 ? '{"data":' : `{"errors":${this.format(errors)},"data":`);
    const projection = new Projection(out, this.introspected, run.isPlain);
    variant.project(run.data, projection);
    if (projection.isBad) return this.wholeWithCare();
    out.ascii('}');
    return out.taken();
  }

  private wholeWithCare(): Buffer {
    const { data, errors } = this.tell(this.root);
    return Buffer.from(`{${errors.length === 0 ? '' : `"errors":${this.format(errors)},`}"data":${JSON.stringify(data)}}`);
  }

  /** The careful way. */
  tell(object: ToldObject): Told {
    const { variant } = this.parts;
    const errors = this.errorsOf(object);
    const completion = new Completion(variant.selections, explainedBy(errors), this.introspected);
    const data = completion.of(object.type, object.sets, object.data, object.path);
    return { data, errors: [...errors, ...completion.faults] };
  }

  format(errors: readonly ExecutionError[]): string {
    return JSON.stringify(errors.map(this.parts.format));
  }

  /** What went wrong below an object, and concerns its client. */
  private errorsOf({ type, sets, data, path, label }: ToldObject): ExecutionError[] {
    const { operation, variant, run } = this.parts;
    const { planned } = operation;
    const clientPath = (at: ResponsePath): ResponsePath =>
      at.map((key) => (typeof key === 'string' ? ownName(planned.clientKey(key)) : key));
    const errors = run.errors.flatMap((error) => {
      if ((error.label ?? '') !== label) return [];
      if (!error.path) return [error];
      const at = clientPath(error.path);
      const isBelow = path.every((key, n) => at[n] === key);
      if (!isBelow || !isAskedFor(variant.selections, type, sets, data, error.path.slice(path.length))) return [];
      return [{ ...error, path: at }];
    });
    if (label !== '') return errors;
    return [...errors, ...variant.unplanned.map((key) => ({ message: 'No subgraph can be asked for this field.', path: [key] }))];
  }
}

/** Whether an error is told at, below or above a path. */
function explainedBy(errors: readonly ExecutionError[]): (path: readonly (string | number)[]) => boolean {
  return (path) => errors.some(({ path: at }) => at === undefined || at.every((key, n) => n >= path.length || path[n] === key));
}
