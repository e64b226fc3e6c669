/**
 * The frames of a profile of V8, by the time that each took by itself.
 *
 * @module
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A frame, and how much of the time was its own. */
export interface HotFrame {
  /** The function, its file and line. */
  readonly frame: string
  /** Of the time in which something was done, from 0 to 1. */
  readonly share: number
}

interface ProfileNode {
  readonly id: number
  readonly children?: readonly number[] | undefined
  readonly callFrame: {
    readonly functionName: string
    readonly url: string
    readonly lineNumber: number
  }
}

/** A profile, as the inspector and `--cpu-prof` write it. */
export interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples?: readonly number[] | undefined
  readonly timeDeltas?: readonly number[] | undefined
}

const root = fileURLToPath(new URL('..', import.meta.url))
const results = new URL('results/', import.meta.url)
const shownFrames = 24

/** Gives the frames of a profile, the hottest first. */
export function hotFrames({ nodes, samples = [], timeDeltas = [] }: Profile): readonly HotFrame[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, frameName(callFrame)]))
  const times = new Map<string, number>()
  let total = 0
  for (const [at, id] of samples.entries()) {
    const frame = frames.get(id) ?? ''
    if (frame === '(idle)') continue
    const time = timeDeltas[at] ?? 0
    times.set(frame, (times.get(frame) ?? 0) + time)
    total += time
  }
  return [...times]
    .map(([frame, time]) => ({ frame, share: time / total }))
    .sort((one, other) => other.share - one.share)
}

/** Gives a frame's name: the function, its file below the repository, and its line. */
export function frameName({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName
  const file = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url
  return file === '' ? name : `${name} ${file}:${lineNumber + 1}`
}

/** Prints the hottest frames of a profile, and keeps it for tools that draw flame graphs. */
export function tellProfile(title: string, profile: Profile, microseconds: number): void {
  mkdirSync(results, { recursive: true })
  const file = `${title}.cpuprofile`.replaceAll(/[^\w.]+/g, '-')
  writeFileSync(new URL(file, results), JSON.stringify(profile).replaceAll(`file://${root}`, ''))
  console.log(`\n${title}: ${microseconds.toFixed(1)} µs a request\n`)
  console.log('| share | µs | frame |\n|---|---|---|')
  for (const { frame, share } of hotFrames(profile).slice(0, shownFrames)) {
    const cells = [`${(share * 100).toFixed(1)} %`, (share * microseconds).toFixed(2), frame]
    console.log(`| ${cells.join(' | ')} |`)
  }
}
