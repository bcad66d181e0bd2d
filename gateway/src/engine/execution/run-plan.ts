import type { CompiledPlan, Part, Step } from '../plan/compile-plan';
import type { Representation } from '../plan/representation';
import { applyRewrites, renamedPath } from '../plan/rewrites';
import type { TypeRelations } from '../plan/type-relations';
import { type Data, entitiesAt, isRoot, Whereabouts } from './entities';
import { type Merging, mergeInto, share } from './merge';
import type { SubgraphAnswer, SubgraphError, SubgraphRequest, SubgraphTransport } from './subgraph-transport';

/** An error of the answer, before it is made fit to be sent. */
export interface ExecutionError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Which subgraph said it; undefined for our own. */
  readonly service?: string;
  /** The label of the part of the answer that it belongs to; empty or none for what comes first. */
  readonly label?: string;
  /** What went wrong, for the log alone. */
  readonly cause?: unknown;
}

/** What a run may use. */
export interface RunParts {
  readonly types: TypeRelations;
  readonly transport: SubgraphTransport;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** The entities of one part of a step; undefined for root fields. */
interface Asked {
  readonly part: Part;
  readonly targets?: readonly (readonly Data[])[];
  readonly representations: readonly string[];
}

/** Runs a compiled plan once: each step as soon as those that it waits for have ended. */
export class PlanRun {
  readonly data: Data = {};
  readonly errors: ExecutionError[] = [];
  /** Whether all that came is plain. */
  isPlain = true;
  private readonly merging: Merging;
  private readonly waiting: number[];

  constructor(
    private readonly plan: CompiledPlan,
    private readonly parts: RunParts,
  ) {
    this.merging = { shared: new Set(), abstractTypes: parts.types.abstract };
    this.waiting = plan.steps.map(({ after }) => after.length);
  }

  /**
   * Never rejects: what fails is an error of the fields that it was for.
   * @param stepEnded told of the part of the answer that a step was for
   */
  run(stepEnded?: (label: string) => void): Promise<void> {
    return new Promise((resolve) => {
      let open = this.plan.steps.length;
      if (open === 0) resolve();
      const start = (n: number): void => {
        const step = this.plan.steps[n] as Step;
        void this.step(step).then(() => {
          for (const next of this.plan.next[n] ?? []) if (--(this.waiting[next] as number) === 0) start(next);
          stepEnded?.(labelOf(step));
          if (--open === 0) resolve();
        });
      };
      for (const [n, count] of [...this.waiting.entries()]) if (count === 0) start(n);
    });
  }

  /** What a subscription's events are asked by; undefined where its conditions leave nothing to ask. */
  get eventRequest(): SubgraphRequest | undefined {
    const step = this.plan.steps.find(({ kind }) => kind === 'subscription');
    return step && this.request(step, []);
  }

  private async step(step: Step): Promise<void> {
    const asked = step.parts.map((part) => this.entities(part));
    if (asked.every(({ part, representations }) => part.representation && representations.length === 0)) return;
    try {
      // A mutation that has begun runs to its end; what has not is not begun any more.
      this.parts.signal.throwIfAborted();
      const answer = await this.parts.transport.ask(this.request(step, asked), this.parts.signal);
      this.take(step, asked, answer);
    } catch (cause) {
      this.fail(asked, cause);
    }
  }

  private entities(part: Part): Asked {
    if (!part.representation) return { part, representations: [] };
    return { part, ...entitiesAt(this.data, part.places, part.representation) };
  }

  private request(step: Step, asked: readonly Asked[]): SubgraphRequest {
    const variables: string[] = [];
    for (const name of step.variables) {
      const value = this.parts.variables[name];
      if (value !== undefined) variables.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
    }
    for (const { part, representations } of asked)
      if (part.representation) variables.push(`"${part.variable}":[${representations.join(',')}]`);
    const text = variables.join(',');
    const { service, kind, operationName } = step;
    return { service, kind, text: step.text, operationName, variables: text, body: `${step.head}${text}}}` };
  }

  private take(step: Step, asked: readonly Asked[], { data, errors = [], isPlain = false }: SubgraphAnswer): void {
    this.isPlain &&= isPlain;
    if (errors.length > 0) this.addErrors(step, asked, errors);
    if (!data) {
      if (errors.length === 0) this.fail(asked, new Error('neither data nor errors came'));
      return;
    }
    for (const one of asked) {
      if (one.targets) this.takeEntities(one, data[one.part.alias], errors.length > 0);
      else this.takeFields(one.part, data);
    }
  }

  private takeFields(part: Part, data: Data): void {
    const { places, outputRewrites } = part;
    applyRewrites(this.parts.types, outputRewrites, data);
    const targets = isRoot(places) ? [this.data] : entitiesAt(this.data, places, ITSELF).targets.flat();
    if (targets.length > 1) share(data, this.merging);
    for (const target of targets) mergeInto(target, data, this.merging);
  }

  private takeEntities({ part, targets = [], representations }: Asked, entities: unknown, isExplained: boolean): void {
    if (!Array.isArray(entities) || entities.length !== targets.length) {
      // Never as if they were in order: an entity more or less would put each behind it in another's place.
      if (!isExplained || entities !== undefined)
        this.fail([{ part, targets, representations }], new Error('another number of entities came than was asked for'));
      return;
    }
    for (const [n, same] of targets.entries()) {
      const entity = entities[n] as Data | null;
      if (entity === null || typeof entity !== 'object') continue;
      if (part.outputRewrites) {
        entity.__typename ??= (same[0] as Data).__typename; // rewrites are of one type each
        applyRewrites(this.parts.types, part.outputRewrites, entity);
      }
      if (same.length > 1) share(entity, this.merging);
      for (const target of same) mergeInto(target, entity, this.merging);
    }
  }

  private addErrors(step: Step, asked: readonly Asked[], errors: readonly SubgraphError[]): void {
    const where = new Whereabouts(this.data);
    const { service } = step;
    const label = labelOf(step);
    for (const { message, path, extensions } of errors)
      for (const place of placesOf(where, asked, path)) this.errors.push({ message, path: place, extensions, service, label });
  }

  /** Tells of each field that was asked for why it is missing. */
  private fail(asked: readonly Asked[], cause: unknown): void {
    const { message, extensions } = cause as { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> };
    const where = new Whereabouts(this.data);
    for (const { part, targets } of asked) {
      const { label, places, outputRewrites } = part;
      const fail = (at: readonly (string | number)[], key: string) =>
        this.errors.push({ message, path: [...at, ...renamedPath(outputRewrites, [key])], extensions, cause, label });
      if (!targets) {
        for (const at of where.all(places)) for (const key of part.asked.get('') ?? []) fail(at, key);
        continue;
      }
      for (const same of targets)
        for (const at of where.of(places, same)) for (const key of this.askedOf(part, same[0] as Data)) fail(at, key);
    }
  }

  private askedOf({ asked }: Part, entity: Data): Set<string> {
    return new Set([...asked].flatMap(([type, keys]) => (type === '' || this.parts.types.isOf(entity, type) ? keys : [])));
  }
}

/** All parts of a step are for the same part of the answer. */
export const labelOf = ({ parts: [first] }: Step): string => first?.label ?? '';

/** Where the client sees what a subgraph said of a path of its own; of an entity, everywhere that it is. */
function placesOf(
  where: Whereabouts,
  asked: readonly Asked[],
  path: readonly (string | number)[] | undefined,
): (readonly (string | number)[] | undefined)[] {
  if (!path) return [undefined];
  const [first, place, ...below] = path;
  const entities = asked.find(({ part, targets }) => targets && part.alias === first);
  if (!entities) {
    const [{ part }] = asked as [Asked];
    const renamed = renamedPath(part.outputRewrites, path);
    return where.all(part.places).map((at) => [...at, ...renamed]);
  }
  const { part, targets = [] } = entities;
  const rest = renamedPath(part.outputRewrites, below);
  return where.of(part.places, (typeof place === 'number' ? targets[place] : targets.flat()) ?? []).map((at) => [...at, ...rest]);
}

/** For fields that are of every entity, whatever it is. */
const ITSELF: Representation = { of: (entity) => JSON.stringify(entity), isWhole: () => false };
