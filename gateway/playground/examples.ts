import type { Example } from './example';
import { accountExamples } from './examples-account';
import { buildExamples } from './examples-builds';
import { exchangeExamples } from './examples-exchanges';
import { fileExamples } from './examples-files';
import { fundExamples } from './examples-funds';
import { operationsExamples } from './examples-operations';
import { paperExamples } from './examples-papers';
import { peopleExamples } from './examples-people';
import { pinExamples } from './examples-pins';

/** All examples, in the order in which the playground lists them. */
export const examples: readonly Example[] = [
  {
    title: 'One question, five services',
    description: 'Your properties with their papers and exchanges, your platforms and the latest build, in one answer.',
    domain: 'All services',
    query: `{
  me {
    email
    properties(first: 2) {
      edges {
        node {
          title
          documents(first: 2) {
            edges {
              node {
                title
              }
            }
          }
          exchanges(first: 1) {
            edges {
              node {
                id
              }
            }
          }
        }
      }
    }
    platformLinks(first: 1) {
      edges {
        node {
          name
          platform
        }
      }
    }
  }
  builds(first: 1) {
    edges {
      node {
        status
        client {
          id
          name
        }
      }
    }
  }
}
`,
  },
  ...operationsExamples,
  ...accountExamples,
  ...peopleExamples,
  ...fileExamples,
  ...paperExamples,
  ...pinExamples,
  ...buildExamples,
  ...exchangeExamples,
  ...fundExamples,
];
