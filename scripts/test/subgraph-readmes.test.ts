import { describe, expect, it } from '@jest/globals';
import { faultsOfReadme, namesIn, readmeFaults } from '../src/docs/subgraph-readmes';

const readme = (out: string, heard: string) => `# sync\n\n| | |\n|---|---|\n| events out | ${out} |\n| events in | ${heard} |\n`;
const told = (...types: string[]) => ({ recorded: new Set(types), named: new Set(types) });
const HEARD = '`user.` and `contributor.` `deleted`';

describe('the READMEs of the services', () => {
  it('name the events of the code', () => {
    expect(readmeFaults()).toEqual([]);
  });

  it('may name events in groups', () => {
    expect(namesIn('| events | `a.b`, `c.` and `d.` `made`, `ended`; `e.` `made`; `f.*` |')).toEqual([
      'a.b',
      'c.made',
      'd.made',
      'c.ended',
      'd.ended',
      'e.made',
      'f.*',
    ]);
  });

  it('are told what they miss, and what they make up', () => {
    expect(faultsOfReadme('sync', readme('`a.b`', HEARD), told('a.b'))).toEqual([]);
    expect(faultsOfReadme('sync', readme('`a.c`', '`user.deleted`, `lead.*`'), told('a.b'))).toEqual([
      'subgraphs/sync/README.md does not name the event a.b.',
      'subgraphs/sync/README.md names the event a.c, which nobody records.',
      'subgraphs/sync/README.md does not say that it hears contributor.deleted.',
      'subgraphs/sync/README.md hears nothing of lead.*.',
    ]);
    expect(faultsOfReadme('sync', `${readme('', HEARD)}${readme('', HEARD)}`, told())).toContain(
      'subgraphs/sync/README.md has the row "events in" twice.',
    );
    expect(faultsOfReadme('sync', `${readme('', HEARD) + '\n'.repeat(60)}x`, told())[0]).toContain('more than 60');
  });
});
