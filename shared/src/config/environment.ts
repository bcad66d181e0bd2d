import { z } from 'zod';
import { SetupError } from '../database/setup-error';

/**
 * Parses the environment once, at start.
 * @throws Error that names every variable that is missing or malformed, with what it should be
 */
export function parseEnvironment<S extends Record<string, z.ZodType>>(
  env: NodeJS.ProcessEnv,
  shape: S,
): { [K in keyof S]: z.output<S[K]> } {
  const present = Object.fromEntries(Object.keys(shape).map((name) => [name, env[name] === '' ? undefined : env[name]]));
  const parsed = z.object(shape).safeParse(present);
  if (parsed.success) return parsed.data as { [K in keyof S]: z.output<S[K]> };
  const faults = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `  ${name}: ${present[name] === undefined ? 'is missing' : message}`;
  });
  throw new SetupError(`Set these environment variables:\n${[...new Set(faults)].join('\n')}`);
}
