import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { projected } from '../contract/projections.ts'
import { account, content } from '../contract/records.ts'
import { newFolder, openEmbedded } from './base.ts'

t.test(
  'contents of a file whose index of search is of an earlier program are indexed anew by the next start',
  async (t) => {
    const dataDir = newFolder(t)
    const { storage } = await openEmbedded(t, dataDir)
    const creator = account()
    await storage.accounts.create(creator)
    await storage.contents.createMany(
      ['Voz de la montaña', 'Voces'].map((titulo) => content(creator.id, { titulo, estado: 'publicado' })),
    )
    await storage.stop()
    const db = new DatabaseSync(join(dataDir, 'nodo.db'))
    // What an earlier mapping made of the first.
    db.exec(`INSERT INTO busqueda (busqueda) VALUES ('delete-all')`)
    db.exec(`INSERT INTO busqueda (rowid, claves) SELECT lugar, '4voces' FROM busqueda_lugares ORDER BY lugar LIMIT 1`)
    db.exec(`UPDATE proyecciones SET version = 0 WHERE nombre = 'busqueda'`)
    db.close()
    const { storage: reopened } = await openEmbedded(t, dataDir)
    await projected(reopened)
    for (const [q, titulo] of [
      ['montana', 'Voz de la montaña'],
      ['voces', 'Voces'],
    ]) {
      const { rows, total } = await reopened.contents.page({ publishedOnly: true, q }, 10)
      t.match([total, rows], [1, [{ contenido: { titulo } }]])
    }
  },
)
