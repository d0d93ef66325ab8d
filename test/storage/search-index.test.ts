import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { account, content } from '../contract/records.ts'
import { newFolder, openEmbedded } from './base.ts'

t.test('contents of a file that had no index of search are found after the next start', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  const creator = account()
  await storage.accounts.create(creator)
  await storage.contents.createMany(
    ['Voz de la montaña', 'Voces'].map((titulo) => content(creator.id, { titulo, estado: 'publicado' })),
  )
  await storage.stop()
  const db = new DatabaseSync(join(dataDir, 'nodo.db'))
  db.exec(`INSERT INTO busqueda (busqueda) VALUES ('delete-all'); DELETE FROM busqueda_lugares`)
  db.close()
  const reopened = await openEmbedded(t, dataDir)
  const { rows, total } = await reopened.storage.contents.page({ publishedOnly: true, q: 'montana' }, 10)
  t.match([total, rows], [1, [{ contenido: { titulo: 'Voz de la montaña' } }]])
})
