import type { Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import type { DocumentsCast } from './documents.cast';

const LINKS = `query ($refs: [_Any!]!, $id: ID!) { _entities(representations: $refs) { ... on Property { documentLinks { document { id } } } }
  document(id: $id) { propertyLinks { property { id } } } }`;
const LINK = 'mutation ($input: LinkPropertyDocumentInput!) { linkPropertyDocument(input: $input) { isPrimary } }';
const UNLINK =
  'mutation ($property: ID!, $document: ID!) { unlinkPropertyDocument(propertyId: $property, documentId: $document) { isPrimary } }';
const MEDIA = `query ($refs: [_Any!]!, $id: ID!) { media(id: $id) { id }
  _entities(representations: $refs) { ... on Property { media { edges { node { id } } totalCount } } ... on Media { url } } }`;
const ADD = 'mutation ($input: AddMediaInput!) { addMedia(input: $input) { id } }';
const SEND = 'mutation ($input: StartUploadInput!) { startUpload(input: $input) { id } }';
const REMOVE = 'mutation ($id: ID!) { removeMedia(id: $id) { id } }';

/** Links and media of properties, where the policies in code stand alone. */
export function propertyAccess({ people, places, papers, views }: DocumentsCast): AccessCase[] {
  const { owner, stranger, admin, guest } = people;
  const { property, othersProperty } = places;
  const { scan, deed, published, plan } = papers;
  const seesLinks = (name: string, as: Viewer, count: number): AccessCase => ({
    name: `${name} reads ${count} links`,
    as,
    query: LINKS,
    variables: { refs: [{ __typename: 'Property', id: property }], id: published.id },
    holds: ({ data, errors }) =>
      !errors && data._entities[0].documentLinks.length === count && data.document.propertyLinks.length === Math.min(count, 1),
  });
  const links = (name: string, as: Viewer, propertyId: string, documentId: string, refused?: string): AccessCase => ({
    name,
    as,
    query: LINK,
    variables: { input: { propertyId, documentId } },
    holds: refused ? refusedWith(refused) : ({ data }) => data.linkPropertyDocument?.isPrimary === false,
  });
  const seesMedia = (name: string, as: Viewer, isFound: boolean): AccessCase => ({
    name: `${name} reads media`,
    as,
    query: MEDIA,
    variables: {
      id: views.own.id,
      refs: [
        { __typename: 'Property', id: property },
        { __typename: 'Media', id: views.own.id },
      ],
    },
    holds: ({ data, errors }) =>
      !errors &&
      data._entities[0].media.edges.length === Number(isFound) &&
      data._entities[0].media.totalCount === Number(isFound) &&
      Boolean(data._entities[1]) === isFound &&
      Boolean(data.media) === isFound,
  });
  const addsMedia = (name: string, as: Viewer, propertyId: string, refused?: string): AccessCase => ({
    name,
    as,
    query: ADD,
    variables: { input: { propertyId, type: 'IMAGE', url: 'https://files.example.com/2.jpg' } },
    holds: refused ? refusedWith(refused) : ({ data }) => Boolean(data.addMedia?.id),
  });
  const sendsMedia = (name: string, as: Viewer, propertyId: string, refused?: string): AccessCase => ({
    name: `${name} sends media`,
    as,
    query: SEND,
    variables: { input: { media: { propertyId, type: 'IMAGE' }, fileName: 'front.png', fileSize: 10 } },
    holds: refused ? refusedWith(refused) : ({ data }) => Boolean(data.startUpload?.id),
  });
  const removes = (name: string, as: Viewer, refused: string): AccessCase => ({
    name: `${name} removes media`,
    as,
    query: REMOVE,
    variables: { id: views.own.id },
    holds: refusedWith(refused),
  });
  const strangers = Object.entries({ stranger, guest, admin });

  return [
    seesLinks('owner', owner, 2),
    ...strangers.map(([name, as]) => seesLinks(name, as, 0)),
    links('owner links a document', owner, property, scan.id),
    links('owner links a hidden document', owner, property, plan.id, 'NOT_FOUND'),
    links('owner links to another’s property', owner, othersProperty, scan.id, 'NOT_FOUND'),
    ...strangers.map(([name, as]) => links(`${name} links a document`, as, property, published.id, 'NOT_FOUND')),
    ...strangers.map(
      ([name, as]): AccessCase => ({
        name: `${name} unlinks a document`,
        as,
        query: UNLINK,
        variables: { property, document: deed.id },
        holds: refusedWith('NOT_FOUND'),
      }),
    ),
    seesMedia('owner', owner, true),
    seesMedia('admin', admin, true),
    seesMedia('stranger', stranger, false),
    seesMedia('guest', guest, false),
    addsMedia('owner adds media', owner, othersProperty, 'NOT_FOUND'),
    ...strangers.map(([name, as]) => addsMedia(`${name} adds media`, as, property, 'NOT_FOUND')),
    sendsMedia('owner', owner, property),
    ...strangers.map(([name, as]) => sendsMedia(name, as, property, 'NOT_FOUND')),
    removes('admin', admin, 'FORBIDDEN'),
    removes('stranger', stranger, 'NOT_FOUND'),
  ];
}
