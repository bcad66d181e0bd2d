import type { Example } from './example';
import { accountExamples } from './examples-account';
import { operationsExamples } from './examples-operations';

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
  {
    title: 'Leads, your own and shared ones',
    description: 'Who may become a client soon: the most promising first, with the workspace that shares them.',
    domain: 'People and deals',
    query: `query Leads {
  leads(first: 10, orderBy: SCORE_DESC, filter: {status: [ACTIVE, QUALIFIED]}) {
    edges {
      node {
        id
        name
        status
        score
        tags
        workspace {
          name
        }
      }
    }
    totalCount
  }
}
`,
  },
  {
    title: 'Properties, page by page',
    description: 'For the next page put endCursor into "after", under Variables.',
    domain: 'People and deals',
    query: `query Properties($first: Int!, $after: String) {
  properties(first: $first, after: $after) {
    totalCount
    edges {
      node {
        id
        title
        city
        state
        propertyType
        status
        listingPrice
        bedrooms
        bathrooms
        yearBuilt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: `{
  "first": 5
}
`,
  },
  {
    title: 'Contacts and clients',
    description: 'People in the registry, and those who became clients.',
    domain: 'People and deals',
    query: `query People {
  contacts(first: 10) {
    edges {
      node {
        id
        firstName
        lastName
        email
        companyName
        type
      }
    }
  }
  clients(first: 10) {
    edges {
      node {
        id
        name
        email
        nurtureStatus
        leadScore
        contact {
          id
          firstName
          lastName
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Add a property',
    description:
      'A mutation: it changes data. With {"Idempotency-Key": "a new one"} under Headers it can be sent again, and is carried out once.',
    domain: 'People and deals',
    query: `mutation AddProperty($input: CreatePropertyInput!) {
  createProperty(input: $input) {
    id
    title
    city
    state
    status
    version
  }
}
`,
    variables: `{
  "input": {
    "title": "Duplex on Alder Street",
    "propertyType": "Duplex",
    "address": {
      "line1": "18 Alder Street",
      "city": "Portland",
      "state": "OR",
      "zip": "97205"
    }
  }
}
`,
  },
  {
    title: 'What happened to this property',
    description:
      'The audit log, newest first: who did what, from where, with the values before and after. Put an id under Variables. For ADMIN.',
    domain: 'People and deals',
    query: `query WhatHappened($property: String!) {
  auditLogs(first: 20, filter: {entityType: "Property", entityId: $property}) {
    edges {
      node {
        createdAt
        action
        user {
          email
        }
        ipAddress
        oldValues
        newValues
        success
      }
    }
    totalCount
  }
}
`,
    variables: `{
  "property": "00000000-0000-0000-0000-000000000000"
}
`,
  },
  {
    title: 'Documents',
    description: 'Papers that you may see, with the property that each belongs to.',
    domain: 'Documents',
    query: `query Documents {
  documents(first: 10) {
    totalCount
    edges {
      node {
        id
        title
        origin
        category
        mimeType
        fileSize
        status
        createdAt
        property {
          id
          title
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Platform links',
    description: 'Where files live, and when each place was last synced.',
    domain: 'Platforms',
    query: `query PlatformLinks {
  platformLinks(first: 10) {
    edges {
      node {
        id
        name
        platform
        rootPath
        isEnabled
        syncDirection
        syncInterval
        lastSyncDate
        status
      }
    }
  }
}
`,
  },
  {
    title: 'Calendars',
    description: 'Connected calendars of contributors, and when each was last read. The tokens themselves are never shown.',
    domain: 'Platforms',
    query: `query Calendars {
  calendarSyncTokens(first: 10) {
    edges {
      node {
        id
        provider
        syncStatus
        lastSyncAt
      }
    }
  }
}
`,
  },
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
