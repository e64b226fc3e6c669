import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSessions } from 'coatcheck'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { tombstoneSeconds } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith } from '../requirements.ts'
import { type SweptTable, sweptEngines } from './swept-tables.ts'
import { secret } from './visitors.ts'

const script = fileURLToPath(new URL('sweeping-process.ts', import.meta.url))
const rows = 5_000
const mostAtOnce = 250

for (const { name, needs, locksRows, start } of sweptEngines) {
  const suite = () => {
    let running: Promise<SweptTable> | undefined
    let table: SweptTable
    const now = systemClock()
    const entry = { value: Uint8Array.of(1), subject: 's', touchedAt: now, expiresAt: now + 60 }

    beforeEach(async () => {
      running ??= start()
      table = await running
      await table.store().sweep(100_000, Number.MAX_SAFE_INTEGER)
    })
    afterAll(async () => {
      await (await running)?.stop()
    })

    it('removes as many as it may, by statements that remove few', async () => {
      await table.fill(rows, 'over-')
      const removed: number[] = []
      const store = table.store((count) => removed.push(count))
      expect(await store.sweep(2_300, now)).toBe(2_300)
      expect(sum(removed)).toBe(2_300)
      expect(await table.count()).toBe(rows - 2_300)
      expect(await createSessions({ secrets: secret, store }).sweep()).toBe(rows - 2_300)
      expect(Math.max(...removed)).toBeLessThanOrEqual(mostAtOnce)
      expect(await table.count()).toBe(0)
    })

    it('counts each row once where two sweep beside each other', async () => {
      await table.fill(rows, 'over-')
      const [one, other]: [number[], number[]] = [[], []]
      const stores = [table.store((count) => one.push(count)), table.store((n) => other.push(n))]
      const removed = await Promise.all(stores.map((store) => store.sweep(rows, now)))
      expect(sum(removed)).toBe(rows)
      expect(removed).toEqual([sum(one), sum(other)])
      expect(Math.min(...removed)).toBeGreaterThan(0)
      expect(await table.count()).toBe(0)
    })

    it('leaves what lives, and tombstones and marks that are needed', async () => {
      const store = table.store()
      await store.create('lives', { ...entry, expiresAt: now + 1 }, now)
      await store.create('deleted', entry, now)
      await store.delete('deleted', now)
      const stamp = await store.raiseNotBefore('s')
      const epoch = await store.raiseEpoch()
      await table.fill(rows, 'over-')
      expect(await table.store().sweep(2 * rows, now)).toBe(rows)
      expect(await store.load('lives', now)).toMatchObject({ version: 1 })
      expect(await store.create('deleted', entry, now)).toBe(false)
      expect(await table.store().sweep(rows, now + 1)).toBe(1)
      expect(await store.create('deleted', entry, now + tombstoneSeconds - 1)).toBe(false)
      expect(await table.store().sweep(rows, now + tombstoneSeconds)).toBe(1)
      expect(await store.notBefore('s')).toMatchObject({ at: stamp })
      expect(await store.epoch()).toMatchObject({ epoch })
    })

    it('removes nothing that another process keeps alive at the same moment', async () => {
      const store = table.store()
      await table.fill(1_000, 'old-')
      // By this clock they are not over yet, by that of the sweeper they are, who comes from below.
      const keys = Array.from({ length: 999 }, (_, at) => `old-${999 - at}`)
      const swept = table.store().sweep(1_000, now)
      const kept: string[] = []
      for (const key of keys) if (await store.touch(key, 0, now + 60, 0)) kept.push(key)
      expect(await swept).toBe(1_000 - kept.length)
      expect(kept.length).toBeGreaterThan(0)
      expect(kept.length).toBeLessThan(999)
      for (const key of kept) expect(await store.load(key, now), key).not.toBeNull()
      expect(await table.count()).toBe(kept.length)
    })

    it('leaves the rest to the next one where it is ended between two batches', async () => {
      await table.fill(rows, 'over-')
      await table.store().create('lives', entry, now)
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', script, table.address, String(now), secret],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      )
      const removed: number[] = []
      for (const _ of [1, 2]) {
        if (removed.length > 0) child.stdin.write('go on\n')
        const [line] = await once(child.stdout, 'data')
        removed.push(Number(String(line)))
      }
      child.kill('SIGINT')
      expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
      expect(removed).toEqual([1_000, 1_000])
      expect(await table.count()).toBe(rows + 1 - 2_000)
      const { sweep } = createSessions({ secrets: secret, store: table.store(), now: () => now })
      expect(await sweep()).toBe(rows - 2_000)
      expect(await table.store().load('lives', now)).toMatchObject({ version: 1 })
    })

    if (locksRows) {
      it('passes by what another process is keeping alive', async () => {
        await table.fill(1_000, 'old-')
        const end = await table.hold?.((held) => held.touch('old-7', 0, now + 60, 0))
        expect(await table.store().sweep(1_000, now)).toBe(999)
        await end?.('COMMIT')
        expect(await table.store().load('old-7', now)).toMatchObject({ expiresAt: now + 60 })
      })

      it('neither waits for another sweeper nor lets a visitor wait', async () => {
        const store = table.store()
        await store.create('lives', entry, now)
        await table.fill(rows, 'over-')
        const end = await table.hold?.((held) => held.sweep(mostAtOnce, now))
        expect(await table.store().sweep(rows, now)).toBe(rows - mostAtOnce)
        expect(await store.update('lives', entry, 1, now)).toBe(true)
        expect(await store.create('comes', { ...entry, expiresAt: now + 1 }, now)).toBe(true)
        expect(await store.delete('lives', now)).toBe(true)
        await end?.('ROLLBACK')
        expect(await table.store().sweep(rows, now)).toBe(mostAtOnce)
      })
    }
  }
  const title = `sweeping a table of ${name}`
  if (needs === undefined) describe(title, { timeout: 120_000 }, suite)
  else describeWith(needs, title, suite)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
