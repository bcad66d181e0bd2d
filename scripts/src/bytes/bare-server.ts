import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { endWithParent } from '@plat/shared/config/end-with-parent';

endWithParent();

const [folder = ''] = process.argv.slice(2);
let files = 0;
/** Each upload is a file of its own, as it is for a service: to write over what lies on a disk already is faster. */
const last = (): string => join(folder, `bare-${files}`);

/** As little as a server of files can do: what is sent goes to the disk, what is asked for comes from there, and nobody looks at it. */
const server = createServer((request, response) => {
  if (request.method === 'PUT') files += 1;
  const done =
    request.method === 'PUT'
      ? pipeline(request, createWriteStream(last(), { flush: true })).then(() => response.end())
      : stat(last()).then(({ size }) => pipeline(createReadStream(last()), response.writeHead(200, { 'content-length': size })));
  done.catch(() => response.destroy());
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => process.send?.({ listening: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
