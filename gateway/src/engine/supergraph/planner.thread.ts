import { parentPort, workerData } from 'node:worker_threads';
import { GraphQLError } from 'graphql';
import { SupergraphPlanner } from './planner';
import type { PlannerAnswer, PlannerQuestion } from './planner-worker';

/** The thread that builds a supergraph and plans operations, so that neither holds up whoever is being answered. */
function main(): void {
  const port = parentPort;
  if (!port) throw new Error('the planner runs in a thread');
  const say = (answer: PlannerAnswer) => port.postMessage(answer);
  let planner: SupergraphPlanner;
  try {
    planner = SupergraphPlanner.build((workerData as { readonly sdl: string }).sdl);
  } catch (error) {
    say({ fault: (error as Error).message });
    return;
  }
  say({ facts: planner.facts });
  port.on('message', ({ id, text }: PlannerQuestion) => {
    try {
      say({ id, plan: JSON.stringify(planner.plan(text)) });
    } catch (error) {
      const { message } = error as Error;
      say({ id, refused: message, code: error instanceof GraphQLError ? error.extensions.code : undefined });
    }
  });
}

main();
