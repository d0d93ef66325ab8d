// Up to which row of its epoch the log was forgotten.
export const logSpan = `ALTER TABLE origen ADD COLUMN podado INTEGER NOT NULL DEFAULT 0`
