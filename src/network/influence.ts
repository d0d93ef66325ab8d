/**
 * The h-index of some contents: the largest h for which h of them have an audience of at least h (J. E. Hirsch, "An index
 * to quantify an individual's scientific research output", PNAS 102, 2005). One content that everybody saw gives little,
 * and so do many that nobody saw: it grows with people who come back.
 * @param audiences of each content, how many have seen it and how many like it, added
 */
export const hIndex = (audiences: readonly number[]): number =>
  audiences.toSorted((a, b) => b - a).filter((audience, i) => audience > i).length
