import type { TemplateFault } from './template.faults';
import type { Variable, Variables } from './template.variable';
import { isScalar } from './template.variable';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Puts what the graph has into what was given. What comes from the graph stays as the graph has it, unless the template
 * declares that the input may go before it; where the graph has nothing, or nothing that the viewer may read, the input counts.
 * @param graph values by what variables are `from`
 */
export function fillFromGraph(
  variables: Variables,
  given: unknown,
  graph: Readonly<Record<string, unknown>>,
): { readonly data: unknown; readonly warnings: readonly TemplateFault[] } {
  if (given !== undefined && given !== null && !isObject(given)) return { data: given, warnings: [] };
  const data: Record<string, unknown> = { ...given };
  const warnings: TemplateFault[] = [];
  for (const [name, variable] of variables) {
    const value = variable.from === undefined ? undefined : graph[variable.from];
    if (value === undefined || value === null) continue;
    const isGiven = Object.hasOwn(data, name) && data[name] !== null && data[name] !== undefined;
    if (isGiven && variable.overridable) continue;
    if (isGiven) warnings.push({ code: 'INPUT_IGNORED', path: name, message: 'comes from the graph, and may not be given' });
    data[name] = declaredOf(variable, value);
  }
  return { data, warnings };
}

/** Of the items of a list, what the template asks for. */
function declaredOf({ type, of = new Map() }: Variable, value: unknown): unknown {
  if (type !== 'list' || isScalar(of)) return value;
  return (value as Readonly<Record<string, unknown>>[]).map((item) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => of.has(name))),
  );
}
