import type { Test } from 'tap'
import type { Open } from './opened.ts'
import { account, at, keptAnswer, streamKey } from './records.ts'

/** What every family promises of stream keys. */
export const streamKeysContract = (t: Test, open: Open) => {
  t.test("a creator's permanent keys are listed newest first, without hash, revoked ones too", async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [account(), account()]
    const [first, second, hers] = [streamKey(ana.id), streamKey(ana.id), streamKey(eva.id)]
    for (const key of [first, second, hers]) await storage.streamKeys.create(key)
    await storage.streamKeys.create(streamKey(ana.id, { transmision_id: account().id }))
    await storage.streamKeys.markUsed(second.id, at + 1)
    const revoked = await storage.streamKeys.revoke(first.id, at + 2)
    t.same(revoked, { ...first, revocada_en: at + 2 })

    const listed = await storage.streamKeys.of(ana.id)
    t.match(listed, [
      { id: second.id, usada_en: at + 1 },
      { id: first.id, revocada_en: at + 2 },
    ])
    t.notOk(listed.some((key) => 'clave_hash' in key))
    t.equal((await storage.streamKeys.of()).length, 3)
  })

  t.test('a revoked key is not active and cannot be revoked again', async (t) => {
    const { storage } = await open(t)
    const [gone, stays] = [streamKey(account().id), streamKey(account().id)]
    await storage.streamKeys.create(gone)
    await storage.streamKeys.create(stays)
    await storage.streamKeys.revoke(gone.id, at)
    t.same(await storage.streamKeys.active(), [stays])
    await t.rejects(storage.streamKeys.revoke(gone.id, at), { code: 'clave_no_encontrada' })
    await t.rejects(storage.streamKeys.revoke(account().id, at), { code: 'clave_no_encontrada' })
  })

  t.test('the kept answer is kept with the key', async (t) => {
    const { storage } = await open(t)
    const key = streamKey(account().id)
    const kept = keptAnswer(key.creador_id, { ruta: 'POST /api/live/keys' })
    await storage.streamKeys.create(key, kept)
    t.same(await storage.idempotency.find(kept.cuenta, kept.ruta, kept.clave, 0), kept)
    await t.rejects(storage.streamKeys.create(streamKey(key.creador_id), kept), { code: 'clave_idempotencia_en_curso' })
    t.equal((await storage.streamKeys.active()).length, 1)
  })
}
