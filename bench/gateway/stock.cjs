// @apollo/gateway behind Apollo Server, as its documentation sets them up. Telemetry is off, and so is what our gateway has not.
process.env.APOLLO_TELEMETRY_DISABLED = '1';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { ApolloGateway } = require('@apollo/gateway');
const { ApolloServer } = require('@apollo/server');
const { startStandaloneServer } = require('@apollo/server/standalone');

const logger = { debug() {}, info() {}, warn() {}, error: console.error };
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(join(__dirname, 'supergraph.graphql'), 'utf8'), logger });
const server = new ApolloServer({ gateway, logger, csrfPrevention: false });
startStandaloneServer(server, { listen: { port: Number(process.argv[2]), host: '127.0.0.1' } });
