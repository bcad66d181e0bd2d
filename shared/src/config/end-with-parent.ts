/**
 * Ends this process when whoever forked it is gone, and with it whoever would stop it. Called first, because a parent
 * may be killed while this one is still starting; before the process hears SIGTERM itself, that ends it at once.
 */
export function endWithParent(): void {
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (process.send && !process.connected) end();
  process.once('disconnect', end);
}
