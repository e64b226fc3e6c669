/**
 * A profile of V8 as a flame graph: each frame stands on the one that called it, as wide as the time in
 * which it was there.
 *
 * @module
 */

import { frameName, type Profile } from './hot-frames.ts'
import { escaped } from './plots.ts'

interface Flame {
  readonly name: string
  /** Microseconds in which it was there, with all it called. */
  readonly total: number
  readonly calls: readonly Flame[]
}

const [width, rowHeight, narrowest, letterWidth] = [1_000, 18, 2.5, 6.2]

const style = `
svg { color-scheme: light dark }
text { font: 11px system-ui, sans-serif; fill: #1c1917; pointer-events: none }
rect { stroke: #fff; stroke-width: .5 }
.ours { fill: #fbbf24 } .crypto { fill: #fca5a5 } .engine { fill: #a8a29e } .other { fill: #bfdbfe }
@media (prefers-color-scheme: dark) { rect { stroke: #1c1917 } .engine { fill: #d6d3d1 } }
`

/**
 * Draws it, with a tooltip on each frame; the widest stands on the left.
 *
 * @param from the name of the function from which on it is drawn
 */
export function flameGraph(profile: Profile, from: RegExp): string {
  const roots = rootsOf(profile, from)
  const total = roots.reduce((sum, flame) => sum + flame.total, 0)
  const flames = merged(roots)
  const depth = Math.max(0, ...flames.map((flame) => depthOf(flame, total)))
  const height = depth * rowHeight
  const drawn = row(flames, { x: 0, level: 0, height, total })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="Flame graph">\n<style>${style}</style>\n${drawn}\n</svg>\n`
  )
}

// What runs beside requests, such as the benchmark itself, is left out.
function rootsOf({ nodes, samples = [], timeDeltas = [] }: Profile, from: RegExp): Flame[] {
  const own = new Map<number, number>()
  for (const [at, id] of samples.entries()) {
    own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[at] ?? 0))
  }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const flameOf = (id: number): Flame => {
    const node = byId.get(id)
    const calls = (node?.children ?? []).map(flameOf)
    const total = calls.reduce((sum, call) => sum + call.total, own.get(id) ?? 0)
    return { name: node === undefined ? '' : frameName(node.callFrame), total, calls }
  }
  const found: Flame[] = []
  const search = (flame: Flame): void => {
    if (from.test(flame.name)) found.push(flame)
    else for (const call of flame.calls) search(call)
  }
  const [root] = nodes
  if (root !== undefined) search(flameOf(root.id))
  return found
}

// The same function called from the same place at different moments.
function merged(flames: readonly Flame[]): readonly Flame[] {
  const byName = new Map<string, Flame[]>()
  for (const flame of flames) byName.set(flame.name, [...(byName.get(flame.name) ?? []), flame])
  return [...byName]
    .map(([name, same]) => ({
      name,
      total: same.reduce((sum, { total }) => sum + total, 0),
      calls: merged(same.flatMap(({ calls }) => calls)),
    }))
    .sort((one, other) => other.total - one.total)
}

interface Place {
  readonly x: number
  readonly level: number
  readonly height: number
  readonly total: number
}

function row(flames: readonly Flame[], { x, level, height, total }: Place): string {
  let left = x
  return flames
    .map((flame) => {
      const wide = (flame.total / total) * width
      const at = left
      left += wide
      if (wide < narrowest) return ''
      const y = height - (level + 1) * rowHeight
      const share = `${((flame.total / total) * 100).toFixed(1)} %`
      const letters = Math.floor((wide - 6) / letterWidth)
      const label = letters < 3 ? '' : shortened(flame.name, letters)
      const rect =
        `<g><title>${escaped(`${flame.name}: ${share}`)}</title>` +
        `<rect class="${kindOf(flame.name)}" x="${at.toFixed(1)}" y="${y}" ` +
        `width="${wide.toFixed(1)}" height="${rowHeight}"/>` +
        `<text x="${(at + 3).toFixed(1)}" y="${y + 13}">${escaped(label)}</text></g>`
      return [rect, row(flame.calls, { x: at, level: level + 1, height, total })].join('\n')
    })
    .filter((text) => text !== '')
    .join('\n')
}

function depthOf({ total, calls }: Flame, all: number): number {
  if ((total / all) * width < narrowest) return 0
  return 1 + Math.max(0, ...calls.map((call) => depthOf(call, all)))
}

function shortened(name: string, letters: number): string {
  const [own = ''] = name.split(' ')
  if (name.length <= letters) return name
  return own.length <= letters ? own : `${own.slice(0, letters - 1)}…`
}

function kindOf(name: string): string {
  if (/ dist\//.test(name)) return 'ours'
  if (
    /node:internal\/crypto|^(initiv|update|final|CipherBase|setAAD|setAuthTag|getAuthTag)$/.test(
      name,
    )
  ) {
    return 'crypto'
  }
  return name.startsWith('(') ? 'engine' : 'other'
}
