/**
 * A process of its own that writes to a SQLite store and says what was acknowledged: it raises the
 * version of the key `shared`, and creates a key for every version it got.
 *
 * Arguments: the path of the file, what its keys begin with, and how often (for ever without).
 *
 * @module
 */

import { writeSync } from 'node:fs'
import { sqliteStore } from '../../src/stores/sqlite.ts'

const [, , path = '', name = '', count = 'Infinity'] = process.argv
const now = 1_800_000_000
const store = sqliteStore(path, { busyTimeout: 20 })
const entry = { value: new Uint8Array(700), subject: 's', touchedAt: now, expiresAt: now + 600 }

await store.create('shared', entry, now)

for (let done = 0; done < Number(count); done += 1) {
  const version = await raised()
  const isCreated = await store.create(`${name}-${version}`, entry, now)
  if (!isCreated) throw new Error('a key of this process was taken')
  writeSync(1, `${version}\n`)
}

async function raised(): Promise<number> {
  for (;;) {
    const version = (await store.load('shared', now))?.version ?? 0
    if (await store.update('shared', entry, version, now)) return version + 1
  }
}
