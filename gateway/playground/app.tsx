import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useState } from 'react';
import { createAccountRequests } from './account/account.requests';
import type { AccountLink } from './account/account-link';
import type { PlaygroundConfig } from './config';
import { examples } from './examples';
import { examplesPlugin } from './examples-plugin';
import { createFetcher } from './fetcher';
import { isFirstVisit, isNarrow } from './layout';
import { SchemaRetry } from './schema-retry';
import type { SessionStore } from './session/session-store';
import { SessionBar } from './session-bar';

interface AppProps {
  readonly config: PlaygroundConfig;
  readonly sessions: SessionStore;
  /** The link of a mail that led here. */
  readonly link: AccountLink | null;
}

// Outside of the component: GraphiQL resets its panels whenever these change identity.
const plugins = [HISTORY_PLUGIN, examplesPlugin];
const firstTab = [{ query: examples[0]?.query ?? '' }];
const panelOfFirstVisit = isFirstVisit() && !isNarrow() ? examplesPlugin : undefined;

export const App = ({ config, sessions, link }: AppProps) => {
  const [fetcher] = useState(() => createFetcher(config.graphql, sessions));
  const [ask] = useState(() => createAccountRequests(config.graphql));
  return (
    <div className="plat">
      <SessionBar demoUsers={config.demoUsers} sessions={sessions} ask={ask} firstLink={link} />
      <main className="plat-main">
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          visiblePlugin={panelOfFirstVisit}
          defaultTabs={firstTab}
          shouldPersistHeaders
          inputValueDeprecation
          schemaDescription
        >
          <GraphiQL.Logo>
            <span className="plat-endpoint" title="The endpoint that operations are sent to">
              {config.graphql}
            </span>
          </GraphiQL.Logo>
          <SchemaRetry sessions={sessions} />
        </GraphiQL>
      </main>
    </div>
  );
};
