import type { Example } from './example';

/** What is computed of exchanges, and their money. */
export const fundExamples: readonly Example[] = [
  {
    title: 'What an exchange has identified',
    description: 'The verdict by 26 CFR 1.1031(k)-1(c), each rule with its arithmetic and source. It is no tax advice.',
    domain: 'Exchanges',
    query: `query Identification {
  exchanges(first: 3) {
    edges {
      node {
        name
        identification {
          verdict
          isProvisional
          identificationEnds
          disclaimer
          rules {
            rule
            source
            limit
            actual
            passes
          }
          identified {
            description
          }
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Money held, and the gain of an exchange',
    description:
      'For clients, coordinators and administrators: accounts, releases with their verdicts, and Form 8824 line by line. No tax advice.',
    domain: 'Exchanges',
    query: `query FundsAndGain {
  exchangeOverview {
    fundsHeld {
      total
      accounts
    }
  }
  exchanges(first: 3) {
    edges {
      node {
        name
        fundAccount {
          holder
          balance
        }
        releases(first: 3) {
          edges {
            node {
              amount
              payee
              state
              verdict {
                decision
                explanation
                citation
                notice
              }
            }
          }
        }
        worksheets(first: 1) {
          edges {
            node {
              revision
              lines {
                line
                title
                amount
                arithmetic
                source
              }
            }
          }
        }
      }
    }
  }
}
`,
  },
];
