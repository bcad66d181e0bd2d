/** What kind of fault it was, for tables that keep it: a message may quote a value, and the log has it. */
export const faultName = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: string };
  return typeof code === 'string' ? code : (name ?? 'Error');
};
