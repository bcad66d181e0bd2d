import type { Example } from './example';

/** What becomes of a paper: sent, had again, given away, made of a template, kept. */
export const paperExamples: readonly Example[] = [
  {
    title: 'What a paper has been through',
    description: 'As an administrator: its files, its tags, who it is shared with, what keeps it, and what you may do with it.',
    domain: 'Documents',
    query: `query WalkThroughNotes {
  documents(first: 1, filter: {title: {contains: "Walk-through"}}) {
    edges {
      node {
        id
        title
        tags {
          tag
        }
        versions(first: 5) {
          edges {
            node {
              versionNumber
              comment
              size
              hash
            }
          }
        }
        viewerMay {
          edit
          trash
          readContent
          share
          setPin
        }
        retainedUntil
      }
    }
  }
  shareLinks(first: 5) {
    edges {
      node {
        label
        expiresAt
        maxDownloads
        documents {
          title
        }
      }
    }
  }
}
`,
  },
  {
    title: 'Send a file',
    description: 'Begins an upload. PUT the file to the address of its part, as curl -T deed.txt does, then finish it with its id.',
    domain: 'Documents',
    query: `mutation StartUpload($input: StartUploadInput!) {
  startUpload(input: $input) {
    id
    expiresAt
    parts {
      number
      size
      url
    }
  }
}
`,
    variables: `{
  "input": {
    "fileName": "deed.txt",
    "fileSize": "12",
    "document": {
      "origin": "REAL_ESTATE",
      "realEstateType": "DEED",
      "title": "Deed"
    }
  }
}`,
  },
  {
    title: 'Finish what was sent',
    description: 'Puts the parts of an upload together, looks into the file, and makes it a document.',
    domain: 'Documents',
    query: `mutation FinishUpload($id: ID!) {
  finishUpload(id: $id) {
    id
    title
    mimeType
    currentVersionNumber
    duplicateOf {
      id
    }
  }
}
`,
    variables: `{
  "id": "00000000-0000-0000-0000-000000000000"
}`,
  },
  {
    title: 'Download a file',
    description: 'Open the address in the browser: it is yours alone, and counts for five minutes. Papers behind a PIN ask for a grant.',
    domain: 'Documents',
    query: `query Download {
  documents(first: 1, filter: {title: {contains: "notice"}}) {
    edges {
      node {
        title
        downloadUrl(disposition: ATTACHMENT)
      }
    }
  }
}
`,
  },
  {
    title: 'Pictures of properties',
    description: 'What shows a property, with a small picture of it; for its owner and administrators.',
    domain: 'Documents',
    query: `query PicturesOfProperties {
  properties(first: 5) {
    edges {
      node {
        title
        media(first: 3) {
          edges {
            node {
              type
              fileName
              downloadUrl
              thumbnail(size: SMALL) {
                url
                width
                height
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
    title: 'Give a paper away for a week',
    description: 'Put the id of a document of yours in: whoever has the address has its file, three times at most, until you take it back.',
    domain: 'Documents',
    query: `mutation CreateShareLink($input: CreateShareLinkInput!) {
  createShareLink(input: $input) {
    url
    shareLink {
      id
      expiresAt
    }
  }
}
`,
    variables: `{
  "input": {
    "documentIds": ["00000000-0000-0000-0000-000000000000"],
    "expiresAt": "${new Date(Date.now() + 7 * 86_400_000).toISOString()}",
    "maxDownloads": 3,
    "label": "For the roofer"
  }
}`,
  },
  {
    title: 'Preview a template',
    description: 'Put the id of a template in: what it would say, and everything that is wrong with the data, at once.',
    domain: 'Documents',
    query: `query PreviewTemplate($input: PreviewTemplateInput!) {
  previewTemplate(input: $input) {
    text
    errors {
      code
      path
      message
    }
    warnings {
      code
      path
    }
  }
}
`,
    variables: `{
  "input": {
    "templateId": "00000000-0000-0000-0000-000000000000",
    "data": {
      "company": "Peak Exchange"
    }
  }
}`,
  },
  {
    title: 'Documents that have to stay',
    description: 'Legal holds with what they keep, and for how long papers of which kind are kept.',
    domain: 'Documents',
    role: 'ADMIN',
    query: `query Keeping {
  legalHolds(first: 5) {
    edges {
      node {
        name
        reason
        releasedAt
      }
    }
  }
  retentionPolicies(first: 5) {
    edges {
      node {
        name
        trigger
        keepDays
        isActive
      }
    }
  }
}
`,
  },
];
