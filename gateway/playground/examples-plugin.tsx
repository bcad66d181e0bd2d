import { type GraphiQLPlugin, pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Example } from './example';
import { examples } from './examples';
import { isNarrow } from './layout';
import './examples-plugin.css';

/** In the order of the list: a domain appears where its first example does. */
const groups: readonly (readonly [string, readonly Example[]])[] = [...new Set(examples.map(({ domain }) => domain))].map(
  (domain) => [domain, examples.filter((example) => example.domain === domain)] as const,
);

/** Opens an example in a tab of its own, or shows the tab where it is open already. */
const useOpenExample = () => {
  const { addTab, changeTab, updateActiveTabValues, setVisiblePlugin } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));
  return ({ query, variables = '' }: Example): void => {
    const open = tabs.findIndex((tab) => tab.query === query);
    if (open >= 0) {
      changeTab(open);
    } else {
      addTab();
      updateActiveTabValues({ query, variables });
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
    }
    // On a phone the list covers the editor that has just been filled.
    if (isNarrow()) setVisiblePlugin(null);
    queryEditor?.focus();
  };
};

const Examples = () => {
  const open = useOpenExample();
  return (
    <section className="plat-examples" aria-label="Examples">
      <h2 className="plat-examples-title">Examples</h2>
      <p className="plat-muted">Each opens in a tab of its own, ready to run.</p>
      {groups.map(([domain, group]) => (
        <div key={domain}>
          <h3 className="plat-examples-domain">{domain}</h3>
          <ul className="plat-list">
            {group.map((example) => (
              <li key={example.title}>
                <button type="button" className="plat-example" onClick={() => open(example)}>
                  <span className="plat-example-title">{example.title}</span>
                  <span className="plat-muted">{example.description}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
};

const ExamplesIcon = () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d="M4 5h11M4 12h7M4 19h9" />
    <path d="M16 12.5v7l5-3.5z" fill="currentColor" />
  </svg>
);

export const examplesPlugin: GraphiQLPlugin = { title: 'Examples', icon: ExamplesIcon, content: Examples };
