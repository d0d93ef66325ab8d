import type { Bench, Scenario } from '../figure.ts'
import { killOnce, type Outcome, type Trial } from '../kill-once.ts'
import { randomFrom } from '../random.ts'

const atOnce = 3

/** kill -9 of a box on air at random instants, a few boxes at a time. */
export const kill: Scenario = {
  name: 'kill',
  options: ['kills', 'seed', 'within'],
  seconds: 45,
  async run(bench: Bench) {
    const count = bench.option('kills', bench.long ? 50 : 12)
    const seed = bench.option('seed', Date.now() % 100_000)
    const random = randomFrom(seed)
    const trials: Trial[] = Array.from({ length: count }, (_, n) => ({
      killedAfterMs: random() * bench.option('within', 5000),
      whole: n % 3 !== 2,
      goesOn: n % 2 === 0,
    }))
    bench.say(`${count} instants, seed ${seed}`)
    const outcomes: Outcome[] = []
    const work = async () => {
      for (let trial = trials.shift(); trial; trial = trials.shift()) {
        const one = await killOnce(bench.folder, trial)
        outcomes.push(one)
        bench.say(
          `${one.whole ? 'group' : 'node'} at ${one.killedAfterMs.toFixed(0)} ms, ${one.goesOn ? 'goes on' : 'ends'}: ` +
            `missing ${one.missingMs} ms (after: ${one.missingAfterMs}), ${one.orphans} orphans, ${one.pictures} pictures in ` +
            `${one.stretches} stretches${one.broken ? `, BROKEN: ${one.broken}` : ''}`,
        )
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work))
    const broken = outcomes.filter((one) => one.broken !== undefined || Number.isNaN(one.missingAfterMs)).length
    const orphans = outcomes.reduce((sum, one) => sum + one.orphans, 0)
    return [
      {
        figure: `kill -9 at ${count} random instants of a live: the most that is missing`,
        unit: 's',
        ours: Math.max(...outcomes.map((one) => (one.broken ? Number.POSITIVE_INFINITY : one.missingMs))) / 1000,
        bar: 0.5,
        better: 'less',
        also: { [`${broken} neither go on nor end playable`]: broken === 0, [`${orphans} orphans`]: orphans === 0 },
        detail: { seed, outcomes },
      },
    ]
  },
}
