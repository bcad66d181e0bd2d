import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import { type LoaderById, loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { Upload } from './upload.entity';
import { MOST_OPEN } from './upload.limits';
import { visibleUploads } from './upload.policy';
import { UploadPartRow } from './upload-part.entity';

type Scope = Pick<RequestScope, 'db' | 'viewer'>;

export const uploadLoader = (scope: Scope): LoaderById<Upload> => loaderById((ids) => visibleRows(scope, Upload, visibleUploads, ids));

/** What somebody sends, the latest first. */
export const openUploads = ({ db, viewer }: Scope): Promise<Upload[]> =>
  db.find(Upload, { where: visibleUploads(viewer), order: { createdAt: 'DESC', id: 'DESC' }, take: MOST_OPEN });

/** The parts that have arrived, of uploads that were read through their scope. */
export const arrivedParts = ({ db }: Scope): ListLoader<UploadPartRow> =>
  listLoader(async (ids) => {
    const rows = await db.find(UploadPartRow, { where: { uploadId: In([...ids]) }, order: { partNo: 'ASC' } });
    return rows.map((row) => ({ key: row.uploadId, value: row }));
  });
