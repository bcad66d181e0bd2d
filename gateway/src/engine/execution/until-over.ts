/** The same texts. @param over called once, when all are taken, or nobody takes any more */
export function untilOver(texts: AsyncIterableIterator<string>, over: () => void): AsyncIterableIterator<string> {
  let isOver = false;
  const end = () => {
    if (!isOver) over();
    isOver = true;
  };
  return {
    async next() {
      try {
        const step = await texts.next();
        if (step.done) end();
        return step;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await texts.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
