import type { Office } from '../exchange-page/office';
import { OVERVIEW, PAGE } from '../exchange-page/page-queries';

const NAME = '{ id firstName lastName companyName }';

/** What somebody who coordinates exchanges has in front of them, of three services. */
const LIST = `query Exchanges($first: Int!) {
  exchanges(first: $first) {
    edges { node {
      id name workflowStage clientContact ${NAME} coordinatorContact ${NAME}
      tasks(first: 3) { edges { node { id title assignedTo ${NAME} } } }
      documents(first: 3) { edges { node { id title } } }
    } }
  }
}`;

/** The papers that came last, and what they are about. */
const PAPERS = `query Papers($first: Int!) {
  documents(first: $first) { edges { node { id title createdAt exchange { id name workflowStage clientContact ${NAME} } } } }
}`;

/** The n-th request of an operation. Those of `overview` are all the same; the others follow one another with other variables. */
export type HotOperation = (n: number) => { readonly query: string; readonly variables?: object };

export const hotOperations = ({ own }: Office): Readonly<Record<'page' | 'list' | 'papers' | 'overview', HotOperation>> => ({
  page: (n) => ({ query: PAGE, variables: { id: own[n % own.length]?.id } }),
  list: (n) => ({ query: LIST, variables: { first: 10 + (n % 20) } }),
  papers: (n) => ({ query: PAPERS, variables: { first: 10 + (n % 20) } }),
  overview: () => ({ query: OVERVIEW }),
});
