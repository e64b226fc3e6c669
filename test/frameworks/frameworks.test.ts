import { adapterContract } from 'coatcheck/testing'
import { beforeAll, expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { type FrameworkProcess, startFramework } from './framework-process.ts'
import { frameworks, requirementOf } from './frameworks.ts'

for (const framework of frameworks) {
  describeWith(requirementOf(framework), `the adapter contract on ${framework.name}`, () => {
    let server: FrameworkProcess
    beforeAll(async () => {
      server = await startFramework(framework)
      return () => server[Symbol.asyncDispose]()
    })

    for (const rule of adapterContract) {
      if (rule.needs !== undefined && framework.lacks?.includes(rule.needs)) continue
      it(rule.name, () => rule.check({ origin: server.origin }))
    }

    it('is served by a process that has not ended', () => {
      expect(server.isRunning(), server.complaints()).toBe(true)
    })
  })
}
