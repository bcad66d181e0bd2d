import { describe, expect, it } from '@jest/globals';
import { unguardedReferences } from '@plat/shared/testing/reference-checks';
import { leftAfterDown, schemaDrift, undescribed, unforgiving } from '@plat/shared/testing/schema-checks';
import { model } from '../src/data-source';
import { schema } from '../src/schema';

describe('the schema of documents', () => {
  it('keeps migrations and entities in step', async () => {
    expect(await schemaDrift('documents', model)).toEqual([]);
  });

  it('goes up, down without a trace, and up again', async () => {
    expect(await leftAfterDown('documents', model)).toEqual({ left: [], again: model.migrations.length });
  });

  it('guards every reference to another database that a request may write', async () => {
    expect(await unguardedReferences('documents', model)).toEqual([]);
  });

  it('describes every type, field and argument', () => {
    expect(undescribed(schema)).toEqual([]);
  });

  it('lets a service that is down cost its own fields alone', () => {
    expect(unforgiving(schema)).toEqual([]);
  });
});
