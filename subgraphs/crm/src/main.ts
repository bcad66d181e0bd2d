import 'reflect-metadata';
import { serve } from '@plat/shared/graphql/serve';
import { readConfig } from './config';
import { definition } from './definition';
import { publicPaths } from './jwks';
import { rawPaths } from './stripe/stripe-webhook';

void serve('crm', () => {
  const config = readConfig(process.env);
  return { definition: definition(config), config, publicPaths: publicPaths(config), rawPaths: rawPaths(config) };
});
