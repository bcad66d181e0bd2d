import type { Example } from './example';

/** What is made for clients, and who makes it. */
export const buildExamples: readonly Example[] = [
  {
    title: 'Quotes and productions',
    description: 'Builds with their prices, and the projects that grew from them.',
    domain: 'Builds',
    query: `query Builds {
  builds(first: 5) {
    edges {
      node {
        id
        status
        livePrice
        approvedPrice
        totalPaid
        client {
          id
          name
        }
      }
    }
  }
  projects(first: 5) {
    edges {
      node {
        id
        projectName
        weddingDate
        phase
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
  {
    title: 'Who works on productions',
    description: 'Contributors with their rate, and whether their calendar is connected.',
    domain: 'Builds',
    query: `query Contributors {
  contributors(first: 5) {
    edges {
      node {
        id
        contributorType
        defaultHourlyRate
        contact {
          firstName
          lastName
        }
        calendarSync {
          provider
          syncStatus
        }
      }
    }
  }
}
`,
  },
];
