import { basename, dirname, join } from 'node:path'
import { storeContract } from 'coatcheck/testing'
import { beforeAll, expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { installedProject, type Project, versionsHere } from './installed.ts'
import { runtimes } from './runtimes.ts'

// Goes through the contract and tells which rules were broken, and by what.
const script = `
  import { sqliteStore } from 'coatcheck/stores/sqlite'
  import { storeContract } from 'coatcheck/testing'
  const open = {
    file: () => sqliteStore(process.argv[2]),
    memory: () => sqliteStore(':memory:'),
    handed: async () => {
      const { DatabaseSync } = await import('node:sqlite')
      return sqliteStore(new DatabaseSync(':memory:'))
    },
  }
  const told = { rules: 0, broken: [] }
  for (const name of process.argv.slice(3)) {
    const store = await open[name]()
    for (const rule of storeContract) {
      const trial = { store, now: Math.floor(Date.now() / 1_000) }
      const broke = await rule.check(trial).then(() => undefined, (error) => error.message)
      if (broke !== undefined) told.broken.push(name + ': ' + rule.name + ': ' + broke)
      told.rules += 1
    }
    store.close()
  }
  console.log(JSON.stringify(told))
`

const refused = `
  import { sqliteStore } from 'coatcheck/stores/sqlite'
  try {
    sqliteStore(':memory:')
    console.log('made')
  } catch (error) {
    console.log(error.code, error.message)
  }
`

let bare: Project
let equipped: Project

beforeAll(async () => {
  bare = await installedProject({})
  equipped = await installedProject(versionsHere('libsql'))
  for (const project of [bare, equipped]) await project.write('contract.mjs', script)
  await bare.write('refused.mjs', refused)
  return () => Promise.all([bare.remove(), equipped.remove()])
})

/** Goes through the contract, and gives how many rules were kept. */
async function keptRules(project: Project, node: string, ...stores: string[]): Promise<number> {
  const path = join(project.folder, `${stores.length}-${basename(dirname(dirname(node)))}.db`)
  const told: unknown = JSON.parse(await project.run(node, ['contract.mjs', path, ...stores]))
  expect(told).toEqual({ rules: expect.any(Number), broken: [] })
  return Number(Reflect.get(Object(told), 'rules'))
}

for (const runtime of runtimes) {
  describeWith(runtime, `the SQLite store on ${runtime.name}`, (node) => {
    if (runtime.name.startsWith('Node 20')) {
      it('says which package to install, as Node has no SQLite', async () => {
        expect(await bare.run(node, ['refused.mjs'])).toBe(
          'ERR_STORE_SETUP the SQLite store: this version of Node has no SQLite of its own; run ' +
            '`npm install libsql`, or use Node 22.13 or newer\n',
        )
      })

      it('keeps the store contract beside libsql', async () => {
        expect(await keptRules(equipped, node, 'file', 'memory')).toBe(2 * storeContract.length)
      })
    } else {
      it('keeps the store contract on the SQLite of Node', async () => {
        const rules = await keptRules(bare, node, 'file', 'memory', 'handed')
        expect(rules).toBe(3 * storeContract.length)
      })
    }
  })
}
