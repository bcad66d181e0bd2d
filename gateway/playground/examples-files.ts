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
    title: 'Search of documents',
    description: 'Papers by title, tags and text, the best first, with the place in the text and a small picture.',
    domain: 'Documents',
    query: `query Search {
  searchDocuments(query: "deed or statement or contract", first: 5) {
    totalCount
    edges {
      node {
        document {
          id
          title
          thumbnail(size: SMALL) {
            url
            width
            height
          }
        }
        snippet {
          parts {
            text
            isMatch
          }
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Templates',
    description: 'Documents from which others are made, and what each asks for; preview one with its id.',
    domain: 'Documents',
    query: `query Templates {
  documents(first: 10, filter: {isTemplate: true}) {
    edges {
      node {
        id
        title
        exchange {
          id
          name
        }
        templateVersions(first: 1) {
          edges {
            node {
              engine
              tags
              variables
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
