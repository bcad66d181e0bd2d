import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { NOTIFICATION_RULES } from '@plat/crm/notification/notification.rules';
import { SERVICES } from '@plat/shared/database/service';

/** All that services record, as their code has it. */
function recorded(): Set<string> {
  const folders = SERVICES.map((service) => join(__dirname, '../../subgraphs', service, 'src'));
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)));
  const texts = files
    .filter((file) => file.endsWith('.ts') && !/\.rules(\.test)?\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, type = '']) => type)));
}

it('each rule of notifications is about an event that some service records', () => {
  const types = recorded();
  expect(NOTIFICATION_RULES.map(({ on }) => on).filter((type) => !types.has(type))).toEqual([]);
});
