/** A painted board for what has no picture: hills, a sun and furrows, each title with its own colours and shapes. */
export const Art = ({ of }: { of: string }) => {
  const seed = hash(of)
  const pick = (n: number, among: number) => (seed >>> n) % among
  const [near, far] = [28 + pick(3, 14), 40 + pick(7, 12)]
  return (
    <svg class={`art art-${pick(1, 4)}`} viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect class="art-sky" width="160" height="90" />
      <circle class="art-sun" cx={28 + pick(5, 104)} cy={24 + pick(9, 12)} r={11 + pick(2, 8)} />
      <path
        class="art-far"
        d={`M0 90V${far + 14}L${30 + pick(4, 20)} ${near}l28 22 ${14 + pick(6, 16)}-16L160 ${far + 20}V90Z`}
      />
      <path class="art-near" d={`M0 90V72Q${40 + pick(8, 40)} ${far} 160 ${66 + pick(10, 10)}V90Z`} />
      <path class="art-furrow" d="M0 84q60-16 160-6M10 90q60-14 150-6" />
    </svg>
  )
}

/** FNV-1a, 32 bits. */
const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}
