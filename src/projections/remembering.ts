/**
 * `of` with its answers at hand.
 * @param most as many of them, then it begins anew
 * @param longest a text of more characters is not remembered
 */
export const remembering = <T>(
  { most, longest }: { most: number; longest: number },
  of: (text: string) => T,
): ((text: string) => T) => {
  const known = new Map<string, T>()
  return (text) => {
    const answer = known.get(text)
    if (answer !== undefined) return answer
    const found = of(text)
    if (text.length > longest) return found
    if (known.size >= most) known.clear()
    known.set(text, found)
    return found
  }
}
