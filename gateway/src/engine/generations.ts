import type { FaultLog } from '@plat/shared/graphql/error-format';
import { Admission } from './execution/admission';
import { untilOver } from './execution/until-over';
import { Graph, type GraphAnswer, type GraphCall, type GraphRequest } from './graph';
import type { CheckOperation } from './operation/operations';
import type { SupergraphFacts } from './supergraph/planner';
import { PlannerWorker } from './supergraph/planner-worker';

/** How many of the operations that were used last are planned before a new supergraph takes over. */
const WARMED = 100;

interface Generation {
  readonly sdl: string;
  readonly graph: Graph;
  readonly planner: PlannerWorker;
  underWay: number;
  /** Ends it when nothing is under way any more. */
  drained?: () => void;
}

/** What each generation is made with. */
export interface GenerationParts {
  readonly log: FaultLog;
  readonly check?: CheckOperation;
  readonly planningMs?: number;
  readonly maxTokens?: number;
  /** So many operations run side by side however busy the process is. */
  readonly sideBySide?: number;
  /** Told of what has taken over; the one before ends when this has. */
  readonly taken?: (graph: Graph) => Promise<void>;
  /** Told of the subgraphs of a generation before it takes over. */
  readonly prepare?: (subgraphs: SupergraphFacts['subgraphs']) => void;
}

/**
 * A supergraph that may be replaced while it is asked: the new one plans what the old one was asked last, takes over at once,
 * and the old one answers what it began. One that is no supergraph changes nothing.
 */
export class Generations {
  private readonly ending = new Set<Promise<void>>();
  private readonly admission: Admission;

  private constructor(
    private readonly parts: GenerationParts,
    private current: Generation,
  ) {
    this.admission = new Admission(parts.sideBySide);
  }

  /** @throws Error that says what is wrong with the supergraph */
  static async start(sdl: string, parts: GenerationParts): Promise<Generations> {
    return new Generations(parts, await build(sdl, parts));
  }

  get graph(): Graph {
    return this.current.graph;
  }

  async answer(request: GraphRequest, call: GraphCall): Promise<GraphAnswer> {
    const generation = this.current;
    const ended = () => {
      if (--generation.underWay === 0) generation.drained?.();
    };
    generation.underWay++;
    try {
      const answer = await this.admission.run(() => generation.graph.answer(request, call));
      if (answer.rest) return { ...answer, rest: untilOver(answer.rest, ended) };
      ended();
      return answer;
    } catch (error) {
      ended();
      throw error;
    }
  }

  /** @returns whether the supergraph was another one, and is served now @throws Error that says what is wrong with it */
  async replace(sdl: string): Promise<boolean> {
    const old = this.current;
    if (sdl === old.sdl) return false;
    const next = await build(sdl, this.parts);
    for (const used of old.graph.operations.mostUsed.slice(0, WARMED).reverse()) await next.graph.operations.warm(used);
    this.current = next;
    await this.parts.taken?.(next.graph);
    const ended = drain(old).finally(() => this.ending.delete(ended));
    this.ending.add(ended);
    return true;
  }

  async stop(): Promise<void> {
    await Promise.all([drain(this.current), ...this.ending]);
  }
}

async function build(sdl: string, { check, planningMs, maxTokens, prepare }: GenerationParts): Promise<Generation> {
  const planner = await PlannerWorker.start(sdl, planningMs);
  const { facts } = planner;
  try {
    prepare?.(facts.subgraphs);
    return { sdl, planner, underWay: 0, graph: new Graph({ facts, plan: (text) => planner.plan(text), check, maxTokens }) };
  } catch (error) {
    await planner.stop();
    throw error;
  }
}

async function drain(generation: Generation): Promise<void> {
  if (generation.underWay > 0) await new Promise<void>((resolve) => (generation.drained = resolve));
  await generation.planner.stop();
}
