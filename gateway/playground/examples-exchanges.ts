import type { Example } from './example';

/** Exchanges, and what has to be done in them. */
export const exchangeExamples: readonly Example[] = [
  {
    title: 'Exchanges and their deadlines',
    description: '1031 exchanges with the people on them and the properties they move.',
    domain: 'Exchanges',
    query: `query Exchanges {
  exchanges(first: 5) {
    edges {
      node {
        id
        exchangeNumber
        name
        exchangeType
        workflowStage
        identificationDeadline
        exchangeDeadline
        participants(first: 5) {
          edges {
            node {
              role
              permissions
              contact {
                firstName
                lastName
                companyName
              }
            }
          }
        }
        properties(first: 5) {
          edges {
            node {
              role
              description
              property {
                id
                title
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
  {
    title: 'What has to be done in exchanges',
    description: 'A dashboard in one question: stages, deadlines ahead, exchanges at risk, overdue tasks, and what is yours to do.',
    domain: 'Exchanges',
    query: `query ExchangesDashboard {
  exchangeOverview {
    byStage {
      stage
      count
    }
    deadlinesAhead(withinDays: 60, first: 5) {
      period
      deadline
      daysLeft
      exchange {
        name
      }
    }
    atRisk(first: 5) {
      risk
      daysLeft
      exchange {
        name
      }
    }
    overdueTasks(first: 5) {
      total
      tasks {
        title
        priority
        dueDate
        assignedTo {
          firstName
          lastName
        }
      }
    }
    byCoordinator {
      coordinator {
        firstName
        lastName
      }
      openExchanges
      overdueTasks
      nextDeadline
    }
  }
  me {
    exchangeTasks(first: 5, filter: {status: [PENDING, IN_PROGRESS]}) {
      edges {
        node {
          title
          priority
          dueDate
          exchange {
            name
          }
        }
      }
    }
  }
}
`,
  },
];
