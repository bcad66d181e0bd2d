import { describeVersions } from '@plat/shared/testing/versions-suite';
import { sweep } from './access-sweep';
import { startTestDocuments } from './documents.factory';

describeVersions('documents', startTestDocuments, sweep);
