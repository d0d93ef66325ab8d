import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { clave, everyCommand } from './every-command.ts'
import { dataFolder, nodo, runningNode } from './run-nodo.ts'

t.test('accounts and keys where nothing runs, by opening the folder', async (t) => {
  const dataDir = dataFolder(t)
  await everyCommand(t, { NODO_DATA_DIR: dataDir })
  t.notOk(existsSync(join(dataDir, 'nodo.sock')))
  const node = await runningNode(t, { NODO_DATA_DIR: dataDir })
  t.match(
    await nodo(t, ['user', 'list'], node.settings),
    { out: /ana@radio\.example/ },
    'and a node that starts has them',
  )
})

t.test('a backup into no folder, or from none, is not one of the present folder', async (t) => {
  const env = { NODO_DATA_DIR: dataFolder(t) }
  for (const command of ['backup', 'restore'])
    t.match(await nodo(t, [command, ''], env), { code: 2, err: /la carpeta está vacía/ })
})

t.test('two commands at once where nothing runs wait for one another', async (t) => {
  const env = { NODO_DATA_DIR: dataFolder(t) }
  const made = await Promise.all(
    ['a', 'b'].map((name) => nodo(t, ['user', 'create', `${name}@radio.example`, '--password-stdin'], env, clave)),
  )
  t.match(made, [{ code: 0 }, { code: 0 }])
})
