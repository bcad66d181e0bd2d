import { randomBytes } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import type { SignedUrls } from '../download/signed-url';
import type { Upload } from './upload.entity';
import { partPath, UPLOAD_KIND } from './upload.route';

/** Makes the address to which a part is sent: another one each time, because each counts once. */
export const signedPart =
  (urls: SignedUrls, viewer: Viewer, clock: () => Date) =>
  ({ id, state: now, expiresAt, blobSha256 }: Upload, number: number, size: number): string | null => {
    const state: `${Upload['state']}` = now;
    if (state !== 'OPEN' || blobSha256 || expiresAt <= clock()) return null;
    const nonce = randomBytes(16).toString('base64url');
    const claims = { upload: id, part: number, length: size, nonce };
    return urls.sign(viewer, { kind: UPLOAD_KIND, method: 'PUT', path: partPath(id, number), claims }).url;
  };
