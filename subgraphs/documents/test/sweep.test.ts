import { describeSweep } from '@plat/shared/testing/sweep-suite';
import { sweep } from './access-sweep';
import { startTestDocuments } from './documents.factory';

describeSweep('documents', startTestDocuments, sweep);
