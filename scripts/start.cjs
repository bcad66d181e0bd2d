// Plain JavaScript that an old Node understands, so that it can say what is wrong instead of failing on syntax.
var required = [20, 19];
var found = process.versions.node.split('.').map(Number);
if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
  console.error(
    'Plat needs Node ' +
      required.join('.') +
      ' or later, and this is ' +
      process.versions.node +
      ': install a newer one from nodejs.org, and start again.',
  );
  process.exit(1);
}
var spawnSync = require('node:child_process').spawnSync;
var path = require('node:path');
var root = path.join(__dirname, '..');

console.log('[  0.0 s] Building what has changed');
// turbo knows what is built already; its own report is shown only when something fails.
var build = spawnSync(
  process.execPath,
  [require.resolve('turbo/bin/turbo'), 'run', 'build', '--output-logs=errors-only', '--log-order=grouped'],
  {
    cwd: root,
    encoding: 'utf8',
    env: Object.assign({}, process.env, { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', FORCE_COLOR: '0' }),
  },
);
if (build.status !== 0) {
  console.error(
    (build.stdout || '') +
      (build.stderr || '') +
      '\nPlat does not build: correct what is reported above, or run "npm ci" if packages are missing.',
  );
  process.exit(1);
}
require('./dist/start/start.js');
