import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import './narrow.css';
import { takeAccountLink } from './account/account-link';
import { App } from './app';
import { loadConfig } from './config';
import { installMonacoWorkers } from './monaco-workers';
import { withAccessTokens } from './session/access-token.requests';
import { createSessionRequests } from './session/session.requests';
import { createSessionStore } from './session/session-store';
import { sessionTabs } from './session/session-tabs';

const start = async (root: HTMLElement): Promise<void> => {
  const link = takeAccountLink(window); // before anything is waited for
  installMonacoWorkers();
  const config = await loadConfig();
  const sessions = createSessionStore({
    demoUsers: config.demoUsers,
    storage: window.sessionStorage,
    requests: withAccessTokens(createSessionRequests(config.graphql)),
    tabs: sessionTabs(new BroadcastChannel('plat:session')),
  });
  createRoot(root).render(<App config={config} sessions={sessions} link={link} />);
};

const root = document.getElementById('root');
if (root) void start(root);
