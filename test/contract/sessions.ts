import type { Test } from 'tap'
import type { Open, Opened } from './opened.ts'
import { account, at, session } from './records.ts'

const signedIn = async (open: Open, t: Test) => {
  const { storage } = await open(t)
  const person = account()
  await storage.accounts.create(person)
  return { storage, person }
}

let drawn = 0
const successor = (vence_nodo_ms = 2_000_000) => ({
  id: account().id,
  refresh_hash: `token-${drawn++}`,
  vence_nodo_ms,
  at: at + 60_000,
})
const outcomeOf = async (storage: Opened['storage'], token: string, nodoMs = 0) =>
  (await storage.sessions.rotate(token, successor(), nodoMs)).outcome

/** What every family promises of sessions. */
export const sessionsContract = (t: Test, open: Open) => {
  t.test('a token is exchanged for its successor, which is of the same device and family', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const first = session(person.id)
    await storage.sessions.open(first, 10)
    t.match(await storage.accounts.byId(person.id), { ultimo_acceso_en: at, version: 1 })
    const next = successor()
    const rotated = await storage.sessions.rotate(first.refresh_hash, next, 0)
    t.match(rotated, {
      outcome: 'rotated',
      session: { ...first, id: next.id, refresh_hash: next.refresh_hash, usada_en: next.at, vence_nodo_ms: 2_000_000 },
      account: { id: person.id },
    })
    t.equal(await outcomeOf(storage, next.refresh_hash), 'rotated')
  })

  t.test('a token that comes again revokes its whole family and no other', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const [phone, laptop] = [session(person.id), session(person.id)]
    await storage.sessions.open(phone, 10)
    await storage.sessions.open(laptop, 10)
    const next = successor()
    await storage.sessions.rotate(phone.refresh_hash, next, 0)
    t.equal(await outcomeOf(storage, phone.refresh_hash), 'reused')
    t.equal(await outcomeOf(storage, next.refresh_hash), 'unknown', 'the successor is revoked with it')
    t.equal(await outcomeOf(storage, laptop.refresh_hash), 'rotated')
  })

  t.test('of many that bring one token at once, one gets a successor and the family ends', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const first = session(person.id)
    await storage.sessions.open(first, 10)
    const rotations = await Promise.all(
      Array.from({ length: 6 }, () => storage.sessions.rotate(first.refresh_hash, successor(), 0)),
    )
    const winners = rotations.flatMap((rotation) => (rotation.outcome === 'rotated' ? [rotation.session] : []))
    t.equal(winners.length, 1)
    t.equal(await outcomeOf(storage, winners[0]?.refresh_hash ?? ''), 'unknown')
  })

  t.test('a token is unknown once it expired in node time, was signed out, or its account is closed', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const [expired, signedOut] = [session(person.id, { vence_nodo_ms: 500 }), session(person.id)]
    await storage.sessions.open(expired, 10)
    await storage.sessions.open(signedOut, 10)
    t.equal(await outcomeOf(storage, expired.refresh_hash, 500), 'unknown')
    await storage.sessions.revokeByToken(signedOut.refresh_hash, at)
    t.equal(await outcomeOf(storage, signedOut.refresh_hash), 'unknown')
    await t.resolves(storage.sessions.revokeByToken('nunca dado', at))

    const closed = account({ activo: false })
    const theirs = session(closed.id)
    await storage.accounts.create(closed, theirs)
    t.equal(await outcomeOf(storage, theirs.refresh_hash), 'unknown')
  })

  t.test('beyond the most a person may have, the device that was away longest goes', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const devices = Array.from({ length: 3 }, () => session(person.id))
    for (const device of devices) await storage.sessions.open(device, 3)
    const [oldest, second, third] = devices as [(typeof devices)[0], (typeof devices)[0], (typeof devices)[0]]
    const [between, next] = [successor(), successor()]
    await storage.sessions.rotate(oldest.refresh_hash, between, 0)
    await storage.sessions.rotate(between.refresh_hash, next, 0)
    await storage.sessions.open(session(person.id), 3)
    t.equal(await outcomeOf(storage, second.refresh_hash), 'unknown')
    t.equal(await outcomeOf(storage, next.refresh_hash), 'rotated')
    t.equal(await outcomeOf(storage, third.refresh_hash), 'rotated')
  })

  t.test('the devices of a person are the present rows of their families, the last used first', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const stranger = account()
    await storage.accounts.create(stranger, session(stranger.id))
    const [phone, laptop, gone] = [session(person.id), session(person.id), session(person.id)]
    for (const one of [phone, laptop, gone]) await storage.sessions.open(one, 10)
    const next = successor()
    await storage.sessions.rotate(phone.refresh_hash, next, 0)
    t.equal(await storage.sessions.revokeByToken(gone.refresh_hash, at), gone.familia)
    const { at: usada_en, ...drawn } = next
    t.strictSame(await storage.sessions.ofUser(person.id, 0), [{ ...phone, ...drawn, usada_en }, laptop])
    t.strictSame(
      (await storage.sessions.ofUser(person.id, 1_000_000)).map(({ familia }) => familia),
      [phone.familia],
      'the other has expired by then',
    )
    t.same(await storage.sessions.ofUser(account().id, 0), [])
  })

  t.test('one family of a person is revoked, or all but one, and what was revoked is told', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const stranger = account()
    const theirs = session(stranger.id)
    await storage.accounts.create(stranger, theirs)
    const [phone, laptop, radio] = [session(person.id), session(person.id), session(person.id)]
    for (const one of [phone, laptop, radio]) t.same(await storage.sessions.open(one, 10), [])
    const next = successor()
    await storage.sessions.rotate(phone.refresh_hash, next, 0)
    const families = async () => (await storage.sessions.ofUser(person.id, 0)).map(({ familia }) => familia)

    t.same(await storage.sessions.revoke(person.id, at, { familia: theirs.familia }), [], 'it is somebody else’s')
    t.same(await storage.sessions.revoke(person.id, at, { familia: phone.familia }), [phone.familia])
    t.same(await storage.sessions.revoke(person.id, at, { familia: phone.familia }), [])
    t.equal(await outcomeOf(storage, next.refresh_hash), 'unknown')
    t.same(await families(), [radio.familia, laptop.familia])
    t.same(await storage.sessions.revoke(person.id, at, { menos: laptop.familia }), [radio.familia])
    t.same(await families(), [laptop.familia])
    t.same(await storage.sessions.revoke(person.id, at, { menos: null }), [laptop.familia])
    t.same(await families(), [])
    t.equal(await outcomeOf(storage, theirs.refresh_hash), 'rotated')
  })

  t.test('who revokes by the way says whose family it was', async (t) => {
    const { storage, person } = await signedIn(open, t)
    const [first, second] = [session(person.id), session(person.id)]
    await storage.sessions.open(first, 1)
    t.same(await storage.sessions.open(second, 1), [first.familia])
    await storage.sessions.rotate(second.refresh_hash, successor(), 0)
    t.same(await storage.sessions.rotate(second.refresh_hash, successor(), 0), {
      outcome: 'reused',
      familia: second.familia,
    })
    t.equal(await storage.sessions.revokeByToken('nunca dado', at), undefined)
  })
}
