import 'reflect-metadata';
import { serve } from '@plat/shared/graphql/serve';
import { readConfig } from './config';
import { definition } from './definition';

void serve('exchanges', () => ({ definition: definition(), config: readConfig(process.env) }));
