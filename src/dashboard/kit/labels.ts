/** Labels as people write them: between commas, with or without a hash, each once. */
export const labelsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((label) => label.trim().replace(/^#/, ''))
      .filter((label) => label !== ''),
  ),
]
