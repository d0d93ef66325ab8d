import type { RegistroBlob, Retencion } from '../model/blob.ts'

/**
 * What is written down of files that contents are made of. A record comes to be with the first content that refers to a
 * file or with the file itself, whichever is first.
 */
export interface BlobRecordStore {
  /**
   * Writes down that a file is whole and synced on this disk, and holds it for a content that is about to refer to it: from
   * then on that content's reference holds it. Another hold of that content takes the place of its first.
   */
  add(file: Pick<RegistroBlob, 'sha256' | 'tamano_bytes'>, hold: Retencion): Promise<void>
  /** In no order; those that nothing is known of are left out. */
  of(sha256s: readonly string[]): Promise<RegistroBlob[]>
  /** Keeps the centre's receipt. @returns false where nothing is known of the file */
  receipt(sha256: string, recibo: string): Promise<boolean>
  /** At most `limit` files that no content refers to and that are held no longer. */
  unused(nodoMs: number, limit: number): Promise<string[]>
  /**
   * Forgets files that no content refers to, unless they are held for one.
   * @param contenidoId a content whose hold does not count any more
   * @returns those of them that nothing is known of now: what the caller may remove from disk
   */
  forget(sha256s: readonly string[], nodoMs: number, contenidoId?: string): Promise<string[]>
}
