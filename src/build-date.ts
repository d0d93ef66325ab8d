/** When this program was released, UTC ms; a release raises it. No clock that is right can stand before it. */
export const builtAt = Date.UTC(2026, 10, 1)
