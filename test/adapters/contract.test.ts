import type { RequestListener } from 'node:http'
import { adapterApp, adapterContract } from 'coatcheck/testing'
import express from 'express'
import { beforeAll, describe, expect, it } from 'vitest'
import { expressApp } from '../frameworks/express-app.ts'
import { listenerOf, nodeListener, webFetch } from './contract-servers.ts'
import { expectQuietProcess } from './process-errors.ts'
import { type Serving, serve } from './servers.ts'

const listeners: Readonly<Record<string, () => RequestListener>> = {
  node: () => nodeListener(adapterApp()),
  web: () => listenerOf(webFetch(adapterApp())),
  express: () => expressApp(express, adapterApp()),
}

for (const [name, listener] of Object.entries(listeners)) {
  describe(`coatcheck/adapters/${name} keeps the adapter contract`, () => {
    expectQuietProcess()

    let serving: Serving
    beforeAll(async () => {
      serving = await serve(listener())
      return () => serving[Symbol.asyncDispose]()
    })

    for (const rule of adapterContract) {
      it(rule.name, () => rule.check({ origin: serving.origin }))
    }
  })
}

describe('adapterContract', () => {
  it('names each rule once', () => {
    const names = adapterContract.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
