import { describe, expect, it } from 'vitest'
import { run, secret } from './command.ts'

const verbs = [['list', 'ada'], ['revoke', 'ada', '--all'], ['sweep'], ['doctor']]

// Port 1 is nobody's.
const servers: readonly (readonly [address: string, complaint: RegExp])[] = [
  ['postgres://u:hunter2@127.0.0.1:1/x', /^coatcheck: the PostgreSQL store could not .*ECONNREF/],
  ['mysql://u:hunter2@127.0.0.1:1/x', /^coatcheck: the MySQL store could not .*ECONNREF/],
  ['redis://u:hunter2@127.0.0.1:1', /^coatcheck: Redis cannot be reached; check host and port/],
  [
    'redis-cluster://u:hunter2@127.0.0.1:1',
    /^coatcheck: Redis Cluster cannot be reached; check host and port/,
  ],
]

describe.each(verbs)('coatcheck %s', (...words) => {
  it.each(servers)(
    'says once that nobody answers at %s, and ends with 1',
    {
      timeout: 60_000,
    },
    async (address, complaint) => {
      const { code, stdout, stderr } = await run([...words, '--store', address])
      expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2])
      expect(stderr).toMatch(complaint)
      for (const text of [secret, 'hunter2']) expect(stderr).not.toContain(text)
    },
  )
})
