import { session as dropIn } from 'coatcheck/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { behaviours } from './behaviours.ts'
import { type Factory, load, packages } from './packages.ts'

const secret = 'a secret of the tests, 32 bytes or more'

describeWith(packages, 'express-session itself', () => {
  const session = load<Factory>('express-session')
  for (const { name, check } of behaviours) it(name, () => check(session, { secret }))
})

// The drop-in takes what express-session takes; its own types say more.
const session = dropIn as unknown as Factory

describe('the drop-in over a connect-style store', () => {
  for (const { name, check } of behaviours) it(name, () => check(session, { secret }))
})

describe("the drop-in over one of Coatcheck's stores", () => {
  for (const { name, check, isStored } of behaviours) {
    if (isStored) it(name, () => check(session, { secret, store: memoryStore() }))
  }
})
