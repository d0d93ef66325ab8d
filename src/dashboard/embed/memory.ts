/** A storage that keeps nothing beyond the page. */
export const forgetful = (): Storage => {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (index) => [...kept.keys()][index] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, String(value)),
  }
}

/** Browsers that keep nothing for pages inside of others throw at the mere look at their storage. */
export const rememberSomehow = (window: Window): void => {
  try {
    window.localStorage.getItem('')
  } catch {
    Object.defineProperty(window, 'localStorage', { value: forgetful() })
  }
}
