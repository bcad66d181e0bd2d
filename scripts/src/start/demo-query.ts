/** One question over all five services, to paste. */
export const QUERY =
  '{ me { email properties(first: 2) { edges { node { title documents(first: 2) { edges { node { title } } } exchanges(first: 1) { edges { node { id } } } } } } platformLinks(first: 1) { edges { node { name platform } } } } builds(first: 1) { edges { node { status client { id name } } } } }';
