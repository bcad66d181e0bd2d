import type { Example } from './example';

/** Papers behind a PIN, and who had to do with them. */
export const pinExamples: readonly Example[] = [
  {
    title: 'Papers behind a PIN',
    description: 'As the coordinator or the client: the wire instructions of an exchange ask for a PIN. In the demo it is 482915.',
    domain: 'Documents',
    query: `query PapersBehindAPin {
  documents(first: 10, filter: {title: {contains: "Wire instructions"}}) {
    edges {
      node {
        id
        title
        pinProtected
        accessLogs(first: 5) {
          edges {
            node {
              action
              success
              errorMessage
              createdAt
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
    title: 'Open a paper by its PIN',
    description: 'Put the id of a protected document in: the token opens its content to you for ten minutes. Five wrong PINs lock it.',
    domain: 'Documents',
    query: `mutation UnlockDocument($input: UnlockDocumentInput!) {
  unlockDocument(input: $input) {
    token
    expiresAt
  }
}
`,
    variables: `{
  "input": {
    "documentId": "00000000-0000-0000-0000-000000000000",
    "pin": "482915"
  }
}`,
  },
  {
    title: 'Who had to do with which document',
    description: 'Every access and every refusal, of documents that are gone, too.',
    domain: 'Documents',
    role: 'ADMIN',
    query: `query DocumentAccessLogs {
  documentAccessLogs(first: 20) {
    totalCount
    edges {
      node {
        createdAt
        action
        success
        errorMessage
        documentTitle
        actorName
        actorEmail
        ipAddress
      }
    }
  }
}
`,
  },
];
