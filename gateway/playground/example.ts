/** An operation that a newcomer can open and run. */
export interface Example {
  readonly title: string;
  readonly description: string;
  /** The service that answers it; the list is grouped by it. */
  readonly domain: 'All services' | 'People and deals' | 'Documents' | 'Platforms' | 'Builds' | 'Exchanges';
  /** Who it is for, if not for everybody. */
  readonly role?: 'ADMIN';
  readonly query: string;
  /** JSON, as it goes into the variables editor. */
  readonly variables?: string;
}
