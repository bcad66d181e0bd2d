import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { accessed } from './access-log.factory';
import type { TestDocuments } from './documents.factory';

const FIND = `query ($id: ID!, $refs: [_Any!]!) { _entities(representations: $refs) { ... on DocumentAccessLog { id documentTitle } } 
  document(id: $id) { accessLogs { edges { node { id } } totalCount } } }`;

/** What documents answers about the log of accesses where row level security is off. */
export async function accessLogAccess(documents: TestDocuments): Promise<AccessCase[]> {
  const [owner, stranger, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
  const guest = aViewer('THIRD_PARTY');
  const deed = await documents.document(owner);
  const lead = await documents.owned(owner, 'Lead');
  await documents.owned(stranger, 'Lead', { subjectId: lead, role: 'KEEPER' });
  const w9 = await documents.leadDocument(lead);
  const trash = await documents.document(owner, { trashedAt: new Date() });
  const exchangeId = await documents.participation(guest, { role: 'THIRD_PARTY', permissions: ['VIEW'] });
  await documents.participation(owner, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
  const paper = await documents.exchangeDocument(exchangeId, { uploadedById: owner.userId });
  const rows = {
    deed: [deed, await accessed(documents, guest, deed)],
    w9: [w9, await accessed(documents, guest, w9)],
    trash: [trash, await accessed(documents, guest, trash)],
    paper: [paper, await accessed(documents, guest, paper)],
  } as const;
  /** @param listed how many the document itself lists; undefined where it is not seen */
  const finds = (name: string, as: Viewer, of: keyof typeof rows, found: boolean, listed: number | undefined): AccessCase => ({
    name: `${name} ${found ? 'finds' : 'does not find'} an access to ${of}`,
    as,
    query: FIND,
    variables: { id: rows[of][0].id, refs: [{ __typename: 'DocumentAccessLog', id: rows[of][1] }] },
    holds: ({ data, errors }) =>
      !errors &&
      (data._entities[0]?.id === rows[of][1]) === found &&
      data.document?.accessLogs.totalCount === listed &&
      data.document?.accessLogs.edges.length === listed,
  });
  return [
    finds('owner', owner, 'deed', true, 1),
    finds('owner of the lead', owner, 'w9', true, 1),
    finds('owner', owner, 'trash', false, undefined),
    finds('uploader', owner, 'paper', false, 0),
    finds('who did it', guest, 'deed', true, undefined),
    finds('who did it', guest, 'paper', true, 1),
    finds('stranger', stranger, 'deed', false, undefined),
    finds('keeper of the lead', stranger, 'w9', false, undefined),
    finds('admin', admin, 'deed', true, 1),
    finds('admin', admin, 'trash', true, undefined),
    ...[owner, guest, stranger].map(
      (as, n): AccessCase => ({
        name: `person ${n} lists all accesses`,
        as,
        query: '{ documentAccessLogs { totalCount } }',
        holds: refusedWith('FORBIDDEN'),
      }),
    ),
    {
      name: 'admin lists the accesses to what is in the trash',
      as: admin,
      query: 'query ($id: ID!) { documentAccessLogs(filter: { documentId: { eq: $id } }) { totalCount } }',
      variables: { id: trash.id },
      holds: ({ data }) => data.documentAccessLogs?.totalCount === 1,
    },
    { name: 'nobody lists accesses', as: NOBODY, query: '{ documentAccessLogs { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
