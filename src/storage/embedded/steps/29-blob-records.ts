/** Until here every blob that a content referred to was a file that had been synced to this disk. */
export const blobRecords = `
ALTER TABLE blobs ADD COLUMN durable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blobs ADD COLUMN recibo TEXT;
ALTER TABLE blobs ADD COLUMN retenciones TEXT NOT NULL DEFAULT '[]';
UPDATE blobs SET durable = 1;
CREATE INDEX blobs_sin_uso ON blobs (sha256) WHERE refs <= 0;
`
