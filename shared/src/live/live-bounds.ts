/** What live connections may take of a process. */
export interface LiveBounds {
  /** Sockets at once; and of one user. */
  readonly connections: number;
  readonly connectionsOfUser: number;
  /** Subscriptions of one socket. */
  readonly subscriptions: number;
  /** Notices that wait for one subscription to answer the one before. */
  readonly buffer: number;
  /** Messages that wait to be written to one socket. */
  readonly messages: number;
  /** Bytes of one message of a client. */
  readonly payload: number;
  /** Until `connection_init` has come. */
  readonly initMs: number;
  /** Between two pings; a socket that has not answered one by the next is cut. */
  readonly keepAliveMs: number;
  /** For so long an identity token lets a connection live; see LiveConnection. */
  readonly leaseMs: number;
  /** How long the database may tell nothing before the streams end. */
  readonly longestGapMs: number;
}

export const LIVE_BOUNDS: LiveBounds = {
  connections: 5_000,
  connectionsOfUser: 50,
  subscriptions: 50,
  buffer: 100,
  messages: 200,
  payload: 256 * 1024,
  initMs: 3_000,
  keepAliveMs: 12_000,
  // As long as an access token: whoever renews a connection has seen one that was valid.
  leaseMs: 5 * 60_000,
  longestGapMs: 30_000,
};
