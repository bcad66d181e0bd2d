import type { Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { type DocumentsCast, detachedTwins, EDITORS, FINDERS, type Paper, type Person, READERS, trashedTwins } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const READ = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Document { checkOut { fencingToken } tags { tag } retainedUntil } } }`;
const TAGS = 'query ($word: String!) { documentTags(startsWith: $word) { count } }';
const TRASH = 'query ($id: ID!) { trashedDocuments(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }';
const HOLD = `query ($id: ID!, $refs: [_Any!]!) { legalHold(id: $id) { id } legalHolds(filter: { id: { eq: $id } }) { totalCount }
  _entities(representations: $refs) { ... on LegalHoldDocument { id } } }`;
const RETENTION = 'query ($id: ID!) { retentionPolicy(id: $id) { id } retentionPolicies { totalCount } }';
const PLACE = 'mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) { id } }';
const CHANGES: Readonly<Record<string, string>> = {
  'checks out': 'mutation ($id: ID!) { checkOutDocument(id: $id, minutes: 5, reason: "Mine.") { id } }',
  tags: 'mutation ($id: ID!) { tagDocument(id: $id, tags: ["new"]) { id } }',
  untags: 'mutation ($id: ID!) { untagDocument(id: $id, tags: ["old"]) { id } }',
  trashes: 'mutation ($id: ID!) { trashDocument(id: $id) { id } }',
};

/** What documents answers about check-outs, tags, the trash, tombstones, holds and retention where row level security is off. */
export async function keepingAccess(documents: TestDocuments, cast: DocumentsCast): Promise<AccessCase[]> {
  const { people, papers, places } = cast;
  const { owner, stranger, admin, manager, agency, client, writer } = people;
  const word = `t${papers.deed.id}`;
  const policy = await documents.retentionPolicy();
  const cases: AccessCase[] = [];
  const one = (name: string, as: Viewer, query: string, variables: Record<string, unknown>, holds: AccessCase['holds']) =>
    void cases.push({ name, as, query, variables, holds });

  const names = Object.keys(papers) as Paper[];
  for (const name of names) {
    const { id } = papers[name];
    await documents.given(async (db) => {
      await db.query('INSERT INTO document_tags (document_id, tag) VALUES ($1, $2)', [id, word]);
      await db.query('INSERT INTO document_retentions (document_id, policy_id, triggered_at, keep_until) VALUES ($1, $2, now(), now())', [
        id,
        policy.id,
      ]);
    });
    await documents.checkOut({ id }, { holderId: stranger.userId });
  }
  const twins = await trashedTwins(documents, cast);
  const lone = await detachedTwins(documents, cast);
  for (const [person, as] of Object.entries(people)) {
    const readable = names.filter((name) => READERS[name].includes(person as Person));
    for (const name of names) {
      const { id } = papers[name];
      const found = readable.includes(name);
      one(`${person} reads what ${name} has`, as, READ, { refs: [{ __typename: 'Document', id }] }, ({ data, errors }) => {
        const row = data._entities[0];
        return !errors && (found ? Boolean(row.checkOut && row.retainedUntil && row.tags.length === 1) : row === null);
      });
      one(
        `${person} finds ${name} in the trash`,
        as,
        TRASH,
        { id: twins[name] },
        ({ data, errors }) => !errors && data.trashedDocuments.totalCount === Number(FINDERS[name].includes(person as Person)),
      );
      if (EDITORS[name].includes(person as Person)) continue;
      for (const [does, query] of Object.entries(CHANGES))
        one(`${person} ${does} ${name}`, as, query, { id }, refusedWith(found ? 'FORBIDDEN' : 'NOT_FOUND'));
      if (person !== 'admin')
        one(
          `${person} checks in ${name}`,
          as,
          'mutation ($id: ID!) { checkInDocument(id: $id, reason: "Mine.") { id } }',
          { id },
          refusedWith(found ? 'FORBIDDEN' : 'NOT_FOUND'),
        );
    }
    for (const id of lone)
      one(
        `${person} reads what is nobody’s any more`,
        as,
        'query ($id: ID!) { document(id: $id) { id } documents(filter: { id: { eq: $id } }) { totalCount } }',
        { id },
        ({ data, errors }) => !errors && Boolean(data.document) === as.isAdmin && data.documents.totalCount === Number(as.isAdmin),
      );
    one(
      `${person} counts tags`,
      as,
      TAGS,
      { word },
      ({ data, errors }) => !errors && (data.documentTags[0]?.count ?? 0) === readable.length,
    );
    for (const name of names.filter((paper) => !FINDERS[paper].includes(person as Person)))
      for (const verb of ['restore', 'purge'])
        one(
          `${person} ${verb}s ${name}`,
          as,
          `mutation ($id: ID!) { ${verb}Document(id: $id) { __typename } }`,
          { id: twins[name] },
          refusedWith('NOT_FOUND'),
        );
  }
  const change = (verb: string) => `mutation ($id: ID!) { ${verb}Document(id: $id) { __typename } }`;
  one('writer takes over what somebody has', writer, CHANGES['checks out'] as string, { id: papers.sent.id }, refusedWith('FORBIDDEN'));
  one('writer removes what it uploaded for good', writer, change('purge'), { id: twins.sent }, refusedWith('FORBIDDEN'));
  one('agent removes a project’s document for good', people.agent, change('purge'), { id: twins.plan }, refusedWith('FORBIDDEN'));
  for (const [person, as] of Object.entries({ agency, client }))
    one(`${person} gives back what everybody would read`, as, change('restore'), { id: twins.published }, refusedWith('FORBIDDEN'));
  one('manager gives back what everybody reads', manager, change('restore'), { id: twins.published }, ({ errors }) => !errors);
  one('librarian gives back a template', people.librarian, change('restore'), { id: twins.template }, ({ errors }) => !errors);
  one('manager removes for good', manager, change('purge'), { id: twins.paper }, ({ errors }) => !errors);
  one('admin restores', admin, change('restore'), { id: twins.deed }, ({ errors }) => !errors);

  const tombstones = {
    mine: await documents.tombstone({ userId: owner.userId }),
    theirs: await documents.tombstone({ purgedById: stranger.userId }),
  };
  for (const [person, as, own, foreign] of [
    ['owner', owner, true, false],
    ['stranger', stranger, false, true],
    ['admin', admin, true, true],
    ['client', client, false, false],
  ] as const)
    one(
      `${person} reads tombstones`,
      as,
      `query ($mine: [_Any!]!, $theirs: [_Any!]!) { mine: _entities(representations: $mine) { ... on DocumentTombstone { id } }
        theirs: _entities(representations: $theirs) { ... on DocumentTombstone { id } } }`,
      Object.fromEntries(Object.entries(tombstones).map(([key, { id }]) => [key, [{ __typename: 'DocumentTombstone', id }]])),
      ({ data, errors }) => !errors && Boolean(data.mine[0]) === own && Boolean(data.theirs[0]) === foreign,
    );

  const [ofExchange, ofAll] = [await documents.legalHold({ exchangeId: places.exchangeId }), await documents.legalHold()];
  const kept = {
    [ofExchange.id]: await documents.hold(papers.form, { holdId: ofExchange.id }),
    [ofAll.id]: await documents.hold(papers.scan, { holdId: ofAll.id }),
  };
  for (const [person, as, exchange, all] of [
    ['manager', manager, true, false],
    ['agency', agency, false, false],
    ['client', client, false, false],
    ['stranger', stranger, false, false],
    ['admin', admin, true, true],
  ] as const)
    for (const [{ id }, found] of [
      [ofExchange, exchange],
      [ofAll, all],
    ] as const) {
      const refs = [{ __typename: 'LegalHoldDocument', id: kept[id]?.id }];
      one(`${person} reads a hold`, as, HOLD, { id, refs }, ({ data, errors }) => {
        const seen = [data.legalHold, data.legalHolds.totalCount, data._entities[0]];
        return !errors && seen.every((one) => Boolean(one) === found);
      });
      if (!found)
        one(
          `${person} releases a hold`,
          as,
          'mutation ($id: ID!) { releaseLegalHold(id: $id, reason: "Mine.") { id } }',
          { id },
          refusedWith('NOT_FOUND'),
        );
    }
  const input = { name: 'Mine', reason: 'Mine.' };
  one('agency places a hold', agency, PLACE, { input: { ...input, exchangeId: places.exchangeId } }, refusedWith('FORBIDDEN'));
  one('stranger places a hold', stranger, PLACE, { input: { ...input, exchangeId: places.exchangeId } }, refusedWith('NOT_FOUND'));
  one('manager places a hold on anything', manager, PLACE, { input }, refusedWith('FORBIDDEN'));
  one('manager places a hold', manager, PLACE, { input: { ...input, exchangeId: places.exchangeId } }, ({ errors }) => !errors);

  for (const [person, as] of Object.entries(people)) {
    one(
      `${person} reads retention policies`,
      as,
      RETENTION,
      { id: policy.id },
      ({ data, errors }) => !errors && Boolean(data.retentionPolicy) === as.isAdmin && data.retentionPolicies.totalCount > 0 === as.isAdmin,
    );
    if (as.isAdmin) continue;
    one(
      `${person} adds a retention policy`,
      as,
      'mutation { createRetentionPolicy(input: { name: "Mine", keepDays: 1, origin: LEAD, category: OTHER }) { id } }',
      {},
      refusedWith('FORBIDDEN'),
    );
  }
  return cases;
}
