// Plain JavaScript that an old Node understands: what the doctor itself needs is looked at before it is called.
var fs = require('node:fs');
var path = require('node:path');
var root = path.join(__dirname, '..');

var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error('BROKEN  Node ' + process.versions.node + ' is older than 20.19.0: install a newer one from nodejs.org.');
  process.exit(1);
}
if (
  !['tsx', 'zod', 'pg', 'typeorm', '@plat/shared'].every((name) => fs.existsSync(path.join(root, 'node_modules', name, 'package.json')))
) {
  console.error('BROKEN  Packages are missing: npm ci.');
  process.exit(1);
}
var args = ['--conditions=source', '--import=tsx', path.join(__dirname, 'src/doctor.ts')];
process.exit(require('node:child_process').spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0 ? 0 : 1);
