import { NOBODY, type Viewer } from '../access/viewer';
import { type AccessCase, refusedWith } from './access-wall';
import type { RowCase } from './row-wall';

/** Who may not delete a row, by name, and what they are told. Nobody in these cases may, so that the row stays for the next. */
export const deletionAccess = (noun: string, id: string, who: Readonly<Record<string, readonly [Viewer, string]>>): AccessCase[] =>
  Object.entries({ ...who, nobody: [NOBODY, 'UNAUTHENTICATED'] as const }).map(([name, [as, code]]) => ({
    name: `${name} deletes no ${noun}: ${code}`,
    as,
    query: `mutation ($id: ID!) { delete${noun}(id: $id) { id } }`,
    variables: { id },
    holds: refusedWith(code),
  }));

/** That requests delete nothing by themselves, and touch neither marks nor notes of deletions, which are the system's. */
export const deletionRows = (as: Viewer, tables: readonly string[]): RowCase[] => {
  const refused = (what: string, sql: string): RowCase => ({ name: `a request ${what}`, as, sql, expect: 'refused' });
  const system = (what: string, sql: string): RowCase => ({ name: `the system ${what}`, as: NOBODY, role: 'system', sql, expect: 1 });
  const mark = `INSERT INTO deletions (type, id, token) VALUES ('User', gen_random_uuid(), gen_random_uuid())`;
  const note = `INSERT INTO deleted_subjects (type, id) VALUES ('User', gen_random_uuid())`;
  return [
    ...tables.map((table) => refused(`deletes from ${table}`, `DELETE FROM ${table}`)),
    refused('marks a row as being deleted', mark),
    refused('takes a mark back', 'DELETE FROM deletions'),
    refused('reads who deletes', 'SELECT token FROM deletions'),
    refused('notes a deletion', note),
    refused('reads what was deleted elsewhere', 'SELECT id FROM deleted_subjects'),
    refused('forgets a deletion', 'DELETE FROM deleted_subjects'),
    { name: 'a request asks for marks', as, sql: 'SELECT count(type) FROM deletions WHERE id IS NULL', expect: 1 },
    system('marks a row', mark),
    system('notes a deletion', note),
  ];
};
