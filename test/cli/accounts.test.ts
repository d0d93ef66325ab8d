import t from 'tap'
import { clave, email, everyCommand } from './every-command.ts'
import { runningNode } from './run-nodo.ts'

t.test('accounts and keys through the running node', async (t) => {
  const node = await runningNode(t)
  await everyCommand(t, node.settings)
  const login = (given: string) =>
    fetch(`${node.url}/api/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, clave: given }),
    })
  t.equal((await login('otra clave larga')).status, 200, 'what a command changed holds at once')
  t.equal((await login(clave)).status, 401)
})
