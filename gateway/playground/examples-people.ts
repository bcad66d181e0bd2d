import type { Example } from './example';

/** People, their properties, and what happened to these. */
export const peopleExamples: readonly Example[] = [
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
    title: 'Deals, with what is next',
    description: 'What you hope to close: how likely, for whom, about which property, what became of it so far, and its papers.',
    domain: 'People and deals',
    query: `query Deals {
  deals(first: 10, orderBy: NEXT_ACTION_DUE_ASC, filter: {status: [ACTIVE]}) {
    edges {
      node {
        id
        title
        stage
        estimatedValue
        probability
        weightedValue
        nextAction
        nextActionDue
        lead {
          name
        }
        property {
          title
        }
        events(first: 3) {
          edges {
            node {
              createdAt
              eventType
              description
            }
          }
        }
        documents(first: 3) {
          edges {
            node {
              title
            }
          }
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
];
