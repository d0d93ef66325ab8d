// docker/mongodb-setup.js, run by mongosh beside the server of compose.yml: makes it a replica set of one, with the
// account of the node. Every step sees whether it is done, so that a start which was cut short goes on at the next.
const { readFileSync } = require('node:fs')
const secret = (name) => readFileSync(`/run/secrets/mongodb/${name}`, 'utf8').trim()
const server = (account) => connect(`mongodb://${account}127.0.0.1:27017/admin?directConnection=true`)

const untilPrimary = (admin) => {
  while (!admin.hello().isWritablePrimary) sleep(200)
}

/** As long as it has no account, MongoDB lets whoever is on its own address begin the set and make the first. */
const firstAccount = () => {
  const admin = server('')
  try {
    admin.adminCommand({ replSetInitiate: { _id: 'nodo', members: [{ _id: 0, host: 'mongodb:27017' }] } })
  } catch (error) {
    if (error.codeName !== 'AlreadyInitialized') throw error
  }
  untilPrimary(admin)
  admin.createUser({ user: 'admin', pwd: secret('admin'), roles: ['root'] })
}

const asAdmin = () => server(`admin:${secret('admin')}@`)
let admin
try {
  admin = asAdmin()
} catch (error) {
  if (error.codeName !== 'AuthenticationFailed') throw error
  firstAccount()
  admin = asAdmin()
}
untilPrimary(admin)
const nodo = admin.getSiblingDB('nodo')
// Who was erased stands in a database of its own, and each restore makes another: this server is the node's alone.
const roles = ['readWriteAnyDatabase', 'dbAdminAnyDatabase'].map((role) => ({ role, db: 'admin' }))
if (nodo.getUser('nodo')) nodo.updateUser('nodo', { roles })
else nodo.createUser({ user: 'nodo', pwd: secret('nodo'), roles })
