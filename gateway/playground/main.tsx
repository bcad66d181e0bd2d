import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import './narrow.css';
import { App } from './app';
import { loadConfig } from './config';
import { installMonacoWorkers } from './monaco-workers';
import { createSessionRequests } from './session/session.requests';
import { createSessionStore } from './session/session-store';

const start = async (root: HTMLElement): Promise<void> => {
  installMonacoWorkers();
  const config = await loadConfig();
  const sessions = createSessionStore({
    demoUsers: config.demoUsers,
    storage: window.sessionStorage,
    requests: createSessionRequests(config.graphql),
  });
  createRoot(root).render(<App config={config} sessions={sessions} />);
};

const root = document.getElementById('root');
if (root) void start(root);
