// Jobs keep why they failed as a code; until here they kept words.
export const jobErrors = `UPDATE trabajos SET error = 'error_interno' WHERE error IS NOT NULL`
