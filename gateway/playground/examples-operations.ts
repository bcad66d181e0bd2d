import type { Example } from './example';

/** What was done, and what is still on its way. */
export const operationsExamples: readonly Example[] = [
  {
    title: 'Who did what',
    description: 'The audit log: what you did, or as an administrator everybody, in all services, with the values before and after.',
    domain: 'All services',
    query: `query AuditLog {
  auditLogs(first: 10) {
    totalCount
    edges {
      node {
        createdAt
        action
        sourceSubgraph
        entityType
        entityId
        success
        oldValues
        newValues
        user {
          email
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Events on their way',
    description:
      'For administrators: what each service has to tell the others, and what was refused ten times. `redeliverEvent` has that told again, `skipEvent` leaves it out.',
    domain: 'All services',
    role: 'ADMIN',
    query: `query EventsOnTheirWay {
  eventBacklog {
    service
    backlog {
      subscriber
      undelivered
      parked
      oldestAgeSeconds
    }
  }
  parkedEvents(first: 5) {
    service
    parked {
      totalCount
      events {
        eventId
        subscriber
        type
        subjectType
        subjectId
        lastError
        parkedAt
        waitingBehind
      }
    }
  }
}
`,
  },
];
