const { join } = require('node:path');
const { unifiedGraphHandler } = require('@graphql-hive/router-runtime');

/** Hive Gateway with its planner in Rust; what it shares among requests in flight stays on. */
module.exports.gatewayConfig = { supergraph: join(__dirname, 'supergraph.graphql'), unifiedGraphHandler, logging: 'error', fork: 1 };
