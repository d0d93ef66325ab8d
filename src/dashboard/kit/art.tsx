/** A painted board for what has no picture: every title has its own colours, sun and scene. `mast` is for sound. */
export const Art = ({ of, mast = false }: { of: string; mast?: boolean }) => {
  const draw = dice(of)
  const palette = draw(4)
  const Scene = mast ? Mast : ([Hills, Furrows, Mast][draw(3)] ?? Hills)
  return (
    <svg class={`art art-${palette}`} viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect class="art-sky" width="160" height="90" />
      <Scene draw={draw} />
    </svg>
  )
}

type Dice = (among: number) => number

const Sun = ({ x, y, r }: { x: number; y: number; r: number }) => (
  <>
    <circle class="art-sun" cx={x} cy={y} r={r} />
    <circle class="art-ray" cx={x} cy={y} r={r + 5} />
  </>
)

const Hills = ({ draw }: { draw: Dice }) => {
  const peak = 24 + draw(14)
  return (
    <>
      <Sun x={30 + draw(100)} y={22 + draw(12)} r={10 + draw(7)} />
      <path
        class="art-far"
        d={`M0 90V${peak + 30}L${28 + draw(24)} ${peak}l26 24 ${14 + draw(18)}-16L160 ${peak + 34}V90Z`}
      />
      <path class="art-near" d={`M0 90V72Q${40 + draw(50)} ${46 + draw(10)} 160 ${66 + draw(12)}V90Z`} />
    </>
  )
}

/** Rows of a field that run to the horizon. */
const Furrows = ({ draw }: { draw: Dice }) => {
  const [horizon, far] = [40 + draw(8), 50 + draw(60)]
  return (
    <>
      <Sun x={far} y={horizon - 2} r={16 + draw(8)} />
      <path class="art-near" d={`M0 ${horizon}H160V90H0Z`} />
      <path
        class="art-far"
        d={[-9, -5, -1, 3, 7].map((n) => `M${far} ${horizon}L${far + n * 34} 90h${52}Z`).join('')}
      />
    </>
  )
}

/** A mast on a hill that sends. */
const Mast = ({ draw }: { draw: Dice }) => {
  const x = 40 + draw(80)
  const top = 26 + draw(8)
  return (
    <>
      <path class="art-far" d={`M0 90V${60 + draw(8)}Q${x} ${46 + draw(6)} 160 ${62 + draw(8)}V90Z`} />
      <path class="art-near" d={`M0 90V78Q${x + 20} 62 160 80V90Z`} />
      {[14, 26, 38, 50].map((r, i) => (
        <circle key={r} class={`art-ray art-ray-${i}`} cx={x} cy={top} r={r} />
      ))}
      <path
        class="art-mast"
        d={`M${x} ${top}L${x - 7} 68M${x} ${top}l7 ${68 - top}M${x - 3.5} ${(top + 68) / 2}h7M${x - 5.5} 58h11`}
      />
      <circle class="art-sun" cx={x} cy={top} r="5" />
    </>
  )
}

/** The same draws for the same text: FNV-1a for a start, then xorshift. */
const dice = (text: string): Dice => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (among) => {
    h ^= h << 13
    h ^= h >>> 17
    h ^= h << 5
    return (h >>> 8) % among
  }
}
