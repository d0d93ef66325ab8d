/** Formats of what is made of a recording for taking home. A content that is no live has its only copy in them. */
export const madeFormats: readonly string[] = ['mp4', 'm4a']

/** Contents that a list finds are counted up to here: from there on a total costs more than it tells. */
export const countedMost = 2_000

/** A count that was made up to one more than `countedMost`, where it is a total. */
export const totalOf = (counted: number): number | undefined => (counted > countedMost ? undefined : counted)
