import 'reflect-metadata';
import { serve } from '@plat/shared/graphql/serve';
import { readConfig } from './config';
import { definition } from './definition';

void serve('documents', () => {
  const config = readConfig(process.env);
  return { definition: definition(config), config };
});
