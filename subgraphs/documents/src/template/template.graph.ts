import type { ServiceClient } from '@plat/shared/access/service-client';
import type { Viewer } from '@plat/shared/access/viewer';
import { DEAL_SOURCES, dealValues } from './template.graph.deal';
import { EXCHANGE_SOURCES, exchangeValues } from './template.graph.exchange';
import type { Sources } from './template.variable';

/** What fills a template. */
export interface GraphSource {
  readonly exchangeId?: string | null;
  readonly dealId?: string | null;
}

/** What variables may come from, and the type of each. */
export const GRAPH_SOURCES: Sources = { ...EXCHANGE_SOURCES, ...DEAL_SOURCES };

/** Where the graph's own values are had. */
export interface TemplateGraph {
  /**
   * Asks the owners as the viewer, who gets into a document what they may read, and nothing else: the rest is absent.
   * @returns values by their names in {@link GRAPH_SOURCES}
   * @throws PlatError BAD_USER_INPUT for what is not there for the viewer, UNAVAILABLE when an owner does not answer
   */
  values(services: ServiceClient, viewer: Viewer, from: GraphSource): Promise<Readonly<Record<string, unknown>>>;
}

/** Asks exchanges and crm over their graphs. */
export const GRAPH_OF_SERVICES: TemplateGraph = {
  values: async (services, viewer, { exchangeId, dealId }) => ({
    ...(exchangeId && (await exchangeValues(services, viewer, exchangeId))),
    ...(dealId && (await dealValues(services, viewer, dealId))),
  }),
};
