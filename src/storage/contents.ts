/** Formats of what is made of a recording for taking home. A content that is no live has its only copy in them. */
export const madeFormats: readonly string[] = ['mp4', 'm4a']
