const { composeServices } = require('@apollo/composition');
const { parse } = require('graphql');
const { SDL, LINK } = require('./subgraphs.cjs');
const { errors, supergraphSdl } = composeServices(
  Object.keys(SDL).map((name, n) => ({ name, url: `http://127.0.0.1:${4201 + n}/graphql`, typeDefs: parse(LINK + SDL[name]) })),
);
if (errors) throw errors[0];
process.stdout.write(supergraphSdl);
