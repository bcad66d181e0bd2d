import 'reflect-metadata';
import { serve } from '@plat/shared/graphql/serve';
import { readConfig } from './config';
import { definition } from './definition';

void serve('documents', () => ({ definition: definition(), config: readConfig(process.env) }));
