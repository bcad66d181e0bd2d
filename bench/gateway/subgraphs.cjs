const { createServer } = require('node:http');
const { buildSubgraphSchema } = require('@apollo/subgraph');
const { graphql, parse } = require('graphql');

/** Four subgraphs in the shape of the public gateway benchmark; the seed reaches every fetch and changes nothing. */
const SDL = {
  users: `type Query { me(seed: String): User users(seed: String): [User] }
    type User @key(fields: "id") { id: ID! name(seed: String): String username: String birthday: Int }`,
  products: `type Query { topProducts(first: Int = 9, seed: String): [Product] }
    type Product @key(fields: "upc") { upc: String! name(seed: String): String price: Int weight: Int }`,
  inventory: `type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external
      inStock(seed: String): Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
  reviews: `type Review @key(fields: "id") { id: ID! body(seed: String): String author: User product: Product }
    type User @key(fields: "id") { id: ID! reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
};
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])\n';

const users = Array.from({ length: 6 }, (_, n) => ({
  id: `u${n}`,
  name: `Reader Number ${n}`,
  username: `reader-${n}`,
  birthday: 1960 + n,
}));
const products = Array.from({ length: 9 }, (_, n) => ({ upc: `p${n}`, name: `Thing ${n}`, price: 100 + 37 * n, weight: 20 + 13 * n }));
const reviews = Array.from({ length: 18 }, (_, n) => ({
  id: `r${n}`,
  body: `Opinion ${n}: ${'sturdy, neat and worth it; '.repeat(8 + (n % 3))}`,
  author: { id: `u${n % 6}` },
  product: { upc: `p${n % 9}` },
}));

const by = (key, rows) => new Map(rows.map((row) => [row[key], row]));
const [userById, productByUpc, reviewById] = [by('id', users), by('upc', products), by('id', reviews)];
const RESOLVERS = {
  users: {
    Query: { me: () => users[0], users: () => users },
    User: { __resolveReference: ({ id }) => userById.get(id) },
  },
  products: {
    Query: { topProducts: (_, { first }) => products.slice(0, first) },
    Product: { __resolveReference: ({ upc }) => productByUpc.get(upc) },
  },
  inventory: {
    Product: {
      __resolveReference: (reference) => ({ ...reference }),
      inStock: ({ upc }) => Number(upc.slice(1)) % 2 === 0,
      shippingEstimate: ({ price, weight }) => (price > 1000 ? 0 : Math.round(weight / 2)),
    },
  },
  reviews: {
    Review: { __resolveReference: ({ id }) => reviewById.get(id) },
    User: { __resolveReference: (one) => one, reviews: ({ id }) => reviews.filter(({ author }) => author.id === id) },
    Product: { __resolveReference: (one) => one, reviews: ({ upc }) => reviews.filter(({ product }) => product.upc === upc) },
  },
};

/** A subgraph that executes a request the first time, and answers from memory after that. */
function serve(name, counts) {
  const schema = buildSubgraphSchema({ typeDefs: parse(LINK + SDL[name]), resolvers: RESOLVERS[name] });
  const known = new Map();
  // A connection that is idle for seconds while another gateway starts is not to fail its next request.
  return createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (request.method === 'GET') return response.end(JSON.stringify(counts));
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      counts.calls++;
      const body = Buffer.concat(chunks).toString();
      const key = body.replace(/"seed":"[^"]*"/, '');
      let answer = known.get(key);
      if (!answer) {
        const { query, variables } = JSON.parse(body);
        answer = Buffer.from(JSON.stringify(await graphql({ schema, source: query, variableValues: variables })));
        known.set(key, answer);
      }
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    });
  });
}

const QUERY = `query Bench($seed: String) {
  users(seed: $seed) { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
  topProducts(seed: $seed) { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}
fragment U on User { id username name(seed: $seed) }
fragment R on Review { id body(seed: $seed) }
fragment P on Product { inStock(seed: $seed) name(seed: $seed) price shippingEstimate upc weight }`;

module.exports = { SDL, LINK, QUERY, serve };

if (require.main === module) {
  const counts = { calls: 0 };
  const names = Object.keys(SDL);
  for (const [n, name] of names.entries()) serve(name, counts).listen(Number(process.argv[2] ?? 4201) + n, '127.0.0.1');
}
