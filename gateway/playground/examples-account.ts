import type { Example } from './example';

/** What one asks about oneself. */
export const accountExamples: readonly Example[] = [
  {
    title: 'Your API keys and workspaces',
    description: 'What is known of your keys at other services, which never shows the keys themselves, and who you work with.',
    domain: 'People and deals',
    query: `query KeysAndWorkspaces {
  apiKeys(first: 5, orderBy: SERVICE_ASC) {
    edges {
      node {
        service
        keyName
        isActive
        status
      }
    }
  }
  workspaces(first: 5) {
    edges {
      node {
        name
        kind
        members(orderBy: ROLE_DESC) {
          totalCount
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Access tokens for partners',
    description: 'Who else asks in your name, how far, and until when. `createAccessToken` makes one; it signs in above, too.',
    domain: 'People and deals',
    query: `query AccessTokens {
  me {
    accessTokens(first: 5) {
      edges {
        node {
          name
          scopes
          expiresAt
          lastUsed
          revokedAt
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Webhooks of partners',
    description: 'Where events are posted to, and what was not taken. `createWebhook` makes one and shows what signs its messages.',
    domain: 'People and deals',
    query: `query Webhooks {
  webhooks(first: 5) {
    edges {
      node {
        url
        eventTypes
        status
        deliveries(first: 5, filter: {status: [PENDING, FAILED]}) {
          edges {
            node {
              type
              attempts
              responseStatus
              fault
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
    title: 'Who am I',
    description: 'The account behind your token, and its plan.',
    domain: 'People and deals',
    query: `query WhoAmI {
  me {
    id
    email
    username
    fullName
    role
    lastLoginDate
    plan {
      planName
      status
      currentPeriodEnd
    }
  }
}
`,
  },
  {
    title: 'What is new for me',
    description:
      'Your inbox over all domains, as far as it is unread. `markNotificationRead` and `markAllNotificationsRead` mark; the preference `notifications` mutes kinds.',
    domain: 'People and deals',
    query: `query MyNotifications {
  me {
    unreadNotificationCount
    notifications(first: 10, filter: {unread: true}) {
      edges {
        node {
          id
          kind
          message
          linkUrl
          createdAt
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Where am I signed in',
    description: 'Your sessions with device, address and times; `revokeSession` ends one, `signOutEverywhere` all of them.',
    domain: 'People and deals',
    query: `query MySessions {
  me {
    sessions(first: 10, filter: {isActive: true}) {
      edges {
        node {
          id
          userAgent
          ipAddress
          createdAt
          lastUsed
          expiresAt
          isCurrent
        }
      }
    }
  }
}
`,
  },
];
