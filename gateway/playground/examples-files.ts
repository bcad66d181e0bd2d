import type { Example } from './example';

/** Papers, and the places where files and calendars live. */
export const fileExamples: readonly Example[] = [
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
];
