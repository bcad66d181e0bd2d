/** The same width as the media query in playground.css. */
export const isNarrow = (): boolean => window.matchMedia('(max-width: 760px)').matches;

/** GraphiQL notes which panel is open from its first start on. */
export const isFirstVisit = (): boolean => {
  try {
    return window.localStorage.getItem('graphiql:visiblePlugin') === null;
  } catch {
    return true;
  }
};
